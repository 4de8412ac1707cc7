/* SPDX-License-Identifier: MIT */
/* What the files of lib/misc share among themselves. */

#if !defined(LWS_PRIVATE_LIB_MISC_H)
#define LWS_PRIVATE_LIB_MISC_H

#include "private-lib-core.h"

/*
 * lejp-path.c. The length of the path is kept in pst[pst_sp].ppos, which is
 * also where a nested parser's path ends.
 */

/* cuts the path to len bytes, if it is longer */
void
lws_lejp_path_cut(struct lejp_ctx *ctx, size_t len);

/* what does not fit is left out; such a path then matches nothing */
void
lws_lejp_path_add(struct lejp_ctx *ctx, const char *s, size_t len);

#endif
