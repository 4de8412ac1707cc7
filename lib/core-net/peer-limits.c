/* SPDX-License-Identifier: MIT */
/*
 * LWS_WITH_PEER_LIMITS: how much one address may have of a server: connections
 * (info.ip_limit_wsi) and heads of requests (info.ip_limit_ah).
 *
 * An address is counted while it has anything, so there are no more of these
 * than connections.  An IPv6 site has at least the addresses of a /64 network,
 * so those count as one.
 */
#include "private-lib-core-net.h"

#if defined(LWS_WITH_PEER_LIMITS)

#define BUCKETS	1024u

struct lws_peer {
	struct lws_dll2		list;		/* in its bucket */
	uint8_t			key[9];
	unsigned int		count[LWS_PEER_KINDS];
	unsigned int		complained:1;	/* until it is below again */
};

struct lws_peers {
	struct lws_dll2_owner	bucket[BUCKETS];
	uint32_t		seed;
};

/* nonzero: no address that could be limited */
static int
key_of(const struct sockaddr_storage *ss, uint8_t *key)
{
	static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
					    0xff, 0xff };

	memset(key, 0, 9);
	if (ss->ss_family == AF_INET) {
		memcpy(key + 1, &((const struct sockaddr_in *)ss)->sin_addr, 4);
		return 0;
	}
#if defined(LWS_WITH_IPV6)
	if (ss->ss_family == AF_INET6) {
		const uint8_t *a = (const uint8_t *)
			&((const struct sockaddr_in6 *)ss)->sin6_addr;

		if (!memcmp(a, mapped, sizeof(mapped)))
			memcpy(key + 1, a + 12, 4);
		else {
			key[0] = 6;
			memcpy(key + 1, a, 8);
		}
		return 0;
	}
#endif
	(void)mapped;

	return -1;
}

static struct lws_dll2_owner *
bucket_of(struct lws_peers *all, const uint8_t *key)
{
	uint32_t h = all->seed;
	int n;

	for (n = 0; n < 9; n++)
		h = (h ^ key[n]) * 16777619u;

	return &all->bucket[(h ^ (h >> 15)) % BUCKETS];
}

static struct lws_peers *
all_of(struct lws_context *cx)
{
	if (!cx->peers) {
		cx->peers = lws_zalloc(sizeof(*cx->peers), "peers");
		if (cx->peers)
			(void)lws_plat_random(&cx->peers->seed,
					      sizeof(cx->peers->seed));
	}

	return cx->peers;
}

static struct lws_peer *
find_or_make(struct lws_peers *all, const uint8_t *key)
{
	struct lws_dll2_owner *o = bucket_of(all, key);
	struct lws_peer *p;

	lws_start_foreach_dll(struct lws_dll2 *, d, o->head) {
		p = lws_container_of(d, struct lws_peer, list);
		if (!memcmp(p->key, key, sizeof(p->key)))
			return p;
	} lws_end_foreach_dll(d);

	p = lws_zalloc(sizeof(*p), "peer");
	if (!p)
		return NULL;
	memcpy(p->key, key, sizeof(p->key));
	lws_dll2_add_tail(&p->list, o);

	return p;
}

static void
free_if_idle(struct lws_peer *p)
{
	int n;

	for (n = 0; n < LWS_PEER_KINDS; n++)
		if (p->count[n])
			return;

	lws_dll2_remove(&p->list);
	lws_free(p);
}

static int
take(struct lws_context *cx, struct lws_peer *p, enum lws_peer_kind kind,
     lws_sockfd_type fd)
{
	static const char * const what[LWS_PEER_KINDS] = {
		"connections", "heads of requests"
	};
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);
	lws_sockaddr46 sa46;

	if (!cx->peer_limit[kind] || p->count[kind] < cx->peer_limit[kind]) {
		p->count[kind]++;
		return 0;
	}

	memset(&ss, 0, sizeof(ss));
	memset(&sa46, 0, sizeof(sa46));
	(void)getpeername(fd, (struct sockaddr *)&ss, &len);
	memcpy(&sa46, &ss, sizeof(sa46));
	/* once: who does this does it often */
	if (!p->complained) {
		char name[64] = "";

		lws_sa46_write_numeric_address(&sa46, name, sizeof(name));
		lwsl_cx_warn(cx, "%s has %u %s already, and gets no more",
			     name, p->count[kind], what[kind]);
	}
	p->complained = 1;
	if (cx->peer_notify)
		cx->peer_notify(cx, fd, &sa46);

	return -1;
}

int
lws_peer_admit(struct lws_context *cx, lws_sockfd_type fd,
	       const struct sockaddr_storage *ss, struct lws_peer **peer)
{
	struct lws_peers *all;
	struct lws_peer *p;
	uint8_t key[9];

	*peer = NULL;
	if ((!cx->peer_limit[LWS_PEER_WSI] && !cx->peer_limit[LWS_PEER_AH]) ||
	    key_of(ss, key))
		return 0;

	all = all_of(cx);
	p = all ? find_or_make(all, key) : NULL;
	if (!p) {
		lwsl_cx_err(cx, "out of memory: a peer is not let in");
		return -1;
	}
	if (take(cx, p, LWS_PEER_WSI, fd)) {
		free_if_idle(p);
		return -1;
	}
	*peer = p;

	return 0;
}

int
lws_peer_take(struct lws *wsi, enum lws_peer_kind kind)
{
	return wsi->peer ? take(wsi->context, wsi->peer, kind,
				wsi->desc.sockfd) : 0;
}

void
lws_peer_give_back(struct lws_peer *p, enum lws_peer_kind kind)
{
	if (!p)
		return;

	/* it was at its limit, and is no more */
	p->count[kind]--;
	p->complained = 0;
	free_if_idle(p);
}

void
lws_peers_destroy(struct lws_context *cx)
{
	/* each of them has gone with its last connection */
	lws_free_set_NULL(cx->peers);
}
#endif
