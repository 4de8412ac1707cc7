/* SPDX-License-Identifier: MIT */
/* What the matrix programs are made with */
#ifndef LWS_TEST_TLS_MATRIX_H
#define LWS_TEST_TLS_MATRIX_H

#include "certs.h"
#include "tests.h"
#include "tls-peer.h"

#endif
