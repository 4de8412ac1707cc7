/* SPDX-License-Identifier: MIT */
/*
 * The face of lib/system: what a context knows of the system around it, and
 * what other threads have left for its loops.
 */
#if !defined(LWS_PRIVATE_LIB_SYSTEM_H)
#define LWS_PRIVATE_LIB_SYSTEM_H

#include "private-lib-core-net.h"

/* blobs.c: what a device knows about itself */
struct lws_system_blob {
	struct lws_buflist	*heap;
	const uint8_t		*direct;	/* the user's, NULL: on the heap */
	size_t			direct_len;
};

/* types with one blob each, and a second one for LWS_SYSBLOB_TYPE_AUTH */
#define LWS_SYSTEM_BLOBS	((size_t)LWS_SYSBLOB_TYPE_COUNT)

/* smd.c */
#define LWS_SMD_DEFAULT_TTL_US	((lws_usec_t)2 * LWS_US_PER_SEC)
#define LWS_SMD_DEFAULT_QUEUE	40u

struct lws_smd {
	lws_plat_mutex_t	lock;		/* guards all below */
	struct lws_dll2_owner	messages;
	struct lws_dll2_owner	peers;
	uint64_t		next_seq;	/* of the next message */
	lws_usec_t		ttl_us;
	unsigned int		max_messages;
	unsigned int		delivering:1;
};

/* attach.c: calls that other threads have asked for; one list per thread of
 * the loop */
struct lws_attach {
	lws_plat_mutex_t	lock;
	struct lws_dll2_owner	items[LWS_MAX_SMP];
};

struct lws_system {
	struct lws_context	*context;
	struct lws_system_blob	blobs[LWS_SYSTEM_BLOBS];
	struct lws_smd		smd;
	struct lws_attach	attach;
	lws_sorted_usec_list_t	sul_cpd;
	lws_cpd_result_t	cpd;
	lws_state_notify_link_t	follow;		/* the context's states */
};

void lws_smd_init(struct lws_smd *smd,
		  const struct lws_context_creation_info *info);
void lws_smd_deinit(struct lws_smd *smd);
/* hands out what was there when it began; the loop's thread */
void lws_smd_deliver(struct lws_context *cx);

void lws_attach_deinit(struct lws_attach *at);
/* nonzero: somebody waits for some state */
int lws_attach_waiting(struct lws_attach *at, int tsi);
/* calls those whose state has come; the loop's thread */
void lws_attach_run(struct lws_context *cx, int tsi);

#endif
