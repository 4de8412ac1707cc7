/* SPDX-License-Identifier: MIT */
/*
 * lws-fault-injection.h: faults on purpose, for tests, and the random numbers
 * for that
 */

#if !defined(LIBWEBSOCKETS_LWS_FAULT_INJECTION_H)
#define LIBWEBSOCKETS_LWS_FAULT_INJECTION_H

/** The next 64 bits */
typedef struct lws_xos {
	uint64_t		s[4];
} lws_xos_t;

/** Starts it from a seed: the same seed gives the same numbers */
LWS_VISIBLE LWS_EXTERN void
lws_xos_init(struct lws_xos *xos, uint64_t seed);

/** The next 64 bits */
LWS_VISIBLE LWS_EXTERN uint64_t
lws_xos(struct lws_xos *xos) LWS_WARN_UNUSED_RESULT;

/** Nonzero in so many of 100 cases */
LWS_VISIBLE LWS_EXTERN int
lws_xos_percent(struct lws_xos *xos, int percent) LWS_WARN_UNUSED_RESULT;

#if !defined(LWS_WITH_SYS_FAULT_INJECTION)

/* without LWS_WITH_SYS_FAULT_INJECTION no fault ever occurs */

#define lws_fi_user_wsi_fi(_wsi, _name)		(0)
#define lws_fi_user_context_fi(_wsi, _name)	(0)
#define lws_fi_user_ss_fi(_h, _name)		(0)
#define lws_fi_user_sspc_fi(_h, _name)		(0)
#define lws_fi(_fi_name, _fic)			(0)
#define lws_fi_destroy(_x)
#define lws_fi_inherit_copy(_a, _b, _c, _d)
#define lws_fi_deserialize(_x, _y)

#endif

#endif /* LIBWEBSOCKETS_LWS_FAULT_INJECTION_H */
