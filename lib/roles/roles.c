/* SPDX-License-Identifier: MIT */
/*
 * Which roles this build has.
 */
#include "private-lib-core-net.h"

const struct lws_role_ops * const lws_available_roles[] = {
	&role_ops_h1,
	&role_ops_ws,
	&role_ops_raw_skt,
	&role_ops_raw_udp,
	&role_ops_raw_file,
	NULL
};
