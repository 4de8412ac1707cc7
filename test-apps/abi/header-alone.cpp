/* SPDX-License-Identifier: MIT */
/*
 * header-alone.cpp: the same as C++
 */

#include "header-alone.c"
