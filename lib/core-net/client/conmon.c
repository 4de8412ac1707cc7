/* SPDX-License-Identifier: MIT */
/*
 * How a client connection went (LCCSCF_CONMON): its times, its addresses, and
 * the response, until the program takes them.
 */
#include "private-lib-core-net-client.h"

struct lws_conmon_track {
	struct lws_conmon	c;
	lws_usec_t		since;	/* when this phase began */
};

/* addresses, in one piece: the list and what it points to */
struct entry {
	struct addrinfo		ai;
	struct sockaddr_storage	ss;
};

int
lws_conmon_create(struct lws *wsi)
{
	wsi->conmon = lws_zalloc(sizeof(*wsi->conmon), "conmon");

	return !wsi->conmon;
}

void
lws_conmon_reset(struct lws *wsi)
{
	if (!wsi->conmon)
		return;
	lws_conmon_release(&wsi->conmon->c);
	memset(wsi->conmon, 0, sizeof(*wsi->conmon));
}

void
lws_conmon_destroy(struct lws *wsi)
{
	lws_conmon_reset(wsi);
	lws_free_set_NULL(wsi->conmon);
}

void
lws_conmon_begin(struct lws *wsi)
{
	if (wsi->conmon)
		wsi->conmon->since = lws_now_usecs();
}

/* 0 is left to what did not come to its end */
static lws_conmon_interval_us_t
elapsed(const struct lws_conmon_track *t)
{
	lws_usec_t us = lws_now_usecs() - t->since;

	return (lws_conmon_interval_us_t)lws_min_us(lws_max_us(us, 1),
						    UINT32_MAX);
}

/* ---- the phases ---- */

static unsigned int
count(const struct addrinfo *list)
{
	unsigned int n = 0;

	for (; list && n < LWS_CONMON_MAX_ADDRS; list = list->ai_next)
		if (list->ai_addr &&
		    (size_t)list->ai_addrlen <= sizeof(struct sockaddr_storage))
			n++;

	return n;
}

static void
copy_entry(struct entry *e, const struct addrinfo *from)
{
	e->ai.ai_family = from->ai_family;
	e->ai.ai_socktype = from->ai_socktype;
	e->ai.ai_protocol = from->ai_protocol;
	e->ai.ai_addrlen = from->ai_addrlen;
	e->ai.ai_addr = (struct sockaddr *)(void *)&e->ss;
	memcpy(&e->ss, from->ai_addr, (size_t)from->ai_addrlen);
	/* addresses are what the name has; the port is not */
	if (from->ai_family == AF_INET)
		((struct sockaddr_in *)(void *)&e->ss)->sin_port = 0;
	else if (from->ai_family == AF_INET6)
		((struct sockaddr_in6 *)(void *)&e->ss)->sin6_port = 0;
}

static struct addrinfo *
copy_list(struct lws *wsi, const struct addrinfo *list)
{
	unsigned int n = count(list), i = 0;
	struct entry *e;

	if (!n)
		return NULL;
	e = lws_calloc_checked(n, sizeof(*e), "conmon dns");
	if (!e) {
		lwsl_wsi_warn(wsi, "conmon: out of memory for the addresses");
		return NULL;
	}
	for (; i < n; list = list->ai_next) {
		if (!list->ai_addr || (size_t)list->ai_addrlen >
					      sizeof(struct sockaddr_storage))
			continue;
		copy_entry(&e[i], list);
		if (i)
			e[i - 1].ai.ai_next = &e[i].ai;
		i++;
	}

	return &e[0].ai;
}

void
lws_conmon_dns(struct lws *wsi, const struct addrinfo *list,
	       enum lws_client_cause cause)
{
	struct lws_conmon_track *t = wsi->conmon;

	if (!t)
		return;
	t->c.ciu_dns = elapsed(t);
	t->c.dns_disposition = list ? LWSCONMON_DNS_OK :
			       cause == LWS_CLIENT_CAUSE_NO_NAME ?
					LWSCONMON_DNS_NO_RESULT :
					LWSCONMON_DNS_SERVER_UNREACHABLE;
	t->c.dns_results_copy = copy_list(wsi, list);
}

void
lws_conmon_dns_numeric(struct lws *wsi, const lws_sockaddr46 *sa46)
{
	lws_sockaddr46 sa = *sa46;
	struct addrinfo ai;

	if (!wsi->conmon)
		return;
	memset(&ai, 0, sizeof(ai));
	ai.ai_family = sa46->sa4.sin_family;
	ai.ai_socktype = SOCK_STREAM;
	ai.ai_protocol = IPPROTO_TCP;
	ai.ai_addr = (struct sockaddr *)(void *)&sa;
	ai.ai_addrlen = sa46_socklen(sa46);
	lws_conmon_dns(wsi, &ai, LWS_CLIENT_CAUSE_OTHER);
}

void
lws_conmon_connected(struct lws *wsi, const lws_sockaddr46 *peer)
{
	struct lws_conmon_track *t = wsi->conmon;

	if (!t)
		return;
	t->c.ciu_sockconn = elapsed(t);
	if (peer)
		t->c.peer46 = *peer;
}

void
lws_conmon_shared(struct lws *wsi)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);

	if (wsi->conmon &&
	    !getpeername(wsi->desc.sockfd, (struct sockaddr *)&ss, &len))
		(void)lws_net_sa46_from_sockaddr(&wsi->conmon->c.peer46,
						 (struct sockaddr *)&ss);
}

void
lws_conmon_tls(struct lws *wsi)
{
	if (wsi->conmon)
		wsi->conmon->c.ciu_tls = elapsed(wsi->conmon);
}

void
lws_conmon_response(struct lws *wsi, int code)
{
	struct lws_conmon_track *t = wsi->conmon;

	if (!t)
		return;
	t->c.ciu_txn_resp = elapsed(t);
	t->c.pcol = LWSCONMON_PCOL_HTTP;
	t->c.protocol_specific.http.response = code;
}

/* ---- for the program ---- */

void
lws_conmon_wsi_take(struct lws *wsi, struct lws_conmon *dest)
{
	memset(dest, 0, sizeof(*dest));
	if (!wsi->conmon)
		return;
	*dest = wsi->conmon->c;
	wsi->conmon->c.dns_results_copy = NULL;
}

void
lws_conmon_release(struct lws_conmon *conmon)
{
	/* the first entry is at the beginning of the piece */
	lws_free_set_NULL(conmon->dns_results_copy);
}
