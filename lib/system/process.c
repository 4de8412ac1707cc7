/* SPDX-License-Identifier: MIT */
/*
 * As whom a context serves.  Names are looked up when it is created; the change
 * comes when its listeners are there, so that these may be at ports that only
 * root can have.
 */
#include "private-lib-system.h"

int
lws_identity_find(struct lws_context *cx,
		  const struct lws_context_creation_info *info)
{
	const char *unknown;

	cx->uid = info->uid;
	cx->gid = info->gid;
	unknown = lws_plat_identity_find(info->username, info->groupname,
					 &cx->uid, &cx->gid);
	if (unknown) {
		lwsl_cx_err(cx, "context refused: nobody here is called %s",
			    unknown);
		return 1;
	}
#if defined(LWS_HAVE_SYS_CAPABILITY_H) && defined(LWS_HAVE_LIBCAP)
	cx->count_caps = info->count_caps < 0 ? 0u :
			 (unsigned int)info->count_caps;
	if (cx->count_caps > LWS_ARRAY_SIZE(info->caps)) {
		lwsl_cx_err(cx, "context refused: more capabilities than there "
			    "is room for");
		return 1;
	}
	{
		unsigned int n;

		for (n = 0; n < cx->count_caps; n++)
			cx->caps[n] = (int)info->caps[n];
	}
#endif

	return 0;
}

int
lws_identity_take(struct lws_context *cx)
{
	const char *what;

	if (cx->identity_taken)
		return 0;
	cx->identity_taken = 1;
	what = lws_plat_identity_take(cx->uid, cx->gid, cx->caps,
				      cx->count_caps);
	if (!what)
		return 0;
	lwsl_cx_err(cx, "the %s cannot be changed", what);

	return 1;
}

int
lws_daemonize(const char *_lock_path)
{
	const char *why = lws_plat_daemonize(_lock_path);

	if (!why)
		return 0;
	lwsl_err("no daemon%s%s: %s\n", _lock_path ? " with " : "",
		 _lock_path ? _lock_path : "", why);

	return -1;
}
