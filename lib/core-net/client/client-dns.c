/* SPDX-License-Identifier: MIT */
/* The addresses of the name that a client connects to */
#include "private-lib-core-net-client.h"

/* Of one of the resolver's threads */
static void
wake_cb(void *arg)
{
	struct lws_context_per_thread *pt = arg;

	(void)lws_plat_wake_signal(&pt->wake);
}

struct lws_resolver *
lws_client_resolver(struct lws_context *context)
{
	if (!context->resolver)
		context->resolver = lws_resolver_create(wake_cb,
							&context->pt[0]);

	return context->resolver;
}

void
lws_client_resolver_collect(struct lws_context *context)
{
	if (context->resolver)
		lws_resolver_collect(context->resolver);
}

void
lws_client_resolver_destroy(struct lws_context *context)
{
	lws_resolver_destroy(&context->resolver);
}

/* The next entry of this family, or of any other than it */
static const struct addrinfo *
next_of(const struct addrinfo *ai, int family, int other)
{
	for (; ai; ai = ai->ai_next)
		if ((ai->ai_family == AF_INET || ai->ai_family == AF_INET6) &&
		    (ai->ai_family == family) != other)
			break;

	return ai;
}

/*
 * RFC 8305 section 4: in the order of the system, but with the families
 * taking turns, so that one that does not work here costs one delay and not
 * one for each of its addresses.
 */
static void
keep_addresses(struct lws_client *c, const struct addrinfo *list)
{
	const struct addrinfo *turn[2];
	unsigned int which = 0;
	int first;

	turn[0] = next_of(list, AF_UNSPEC, 1);
	if (!turn[0])
		return;
	first = turn[0]->ai_family;
	turn[1] = next_of(list, first, 1);

	while ((turn[0] || turn[1]) && c->addr_count < LWS_CONNECT_MAX_ADDRS) {
		const struct addrinfo *ai = turn[which];

		if (ai) {
			turn[which] = next_of(ai->ai_next, first, (int)which);
			if (!lws_net_sa46_from_sockaddr(
					&c->addrs[c->addr_count], ai->ai_addr))
				c->addr_count++;
		}
		which ^= 1;
	}
}

static void
resolved_cb(void *opaque, struct addrinfo *list, enum lws_client_cause cause,
	    const char *reason)
{
	struct lws *wsi = opaque;
	struct lws_client *c = wsi->client;

	c->req = NULL;
	lws_conmon_dns(wsi, list, cause);
	if (list) {
		keep_addresses(c, list);
		lws_resolver_result_free(list);
		cause = LWS_CLIENT_CAUSE_NO_NAME;
		reason = "Name has no usable address";
	}
	if (!c->addr_count) {
		lws_snprintf(c->text, sizeof(c->text), "dns: %s: %s",
			     lws_client_tcp_name(c), reason);
		lws_client_set_cause(wsi, cause);
		lws_client_fail(wsi, c->text);
		return;
	}
	lws_client_connect_begin(wsi);
}

/* Only addresses that the socket could be bound to connect from */
static int
wanted_family(const struct lws *wsi)
{
	const char *iface = wsi->client->strings[LWS_CLI_IFACE];
	lws_sockaddr46 sa46;

	if (wsi->vhost->options & LWS_SERVER_OPTION_DISABLE_IPV6)
		return AF_INET;
	if (iface && !lws_sa46_parse_numeric_address(iface, &sa46))
		return sa46.sa4.sin_family;

	return AF_UNSPEC;
}

void
lws_client_dns_begin(struct lws *wsi)
{
	struct lws_client *c = wsi->client;
	struct lws_resolver *r;
	const char *name = lws_client_tcp_name(c);

	if (c->unix_path) {
		lws_client_connect_begin(wsi);
		return;
	}

	lws_conmon_begin(wsi);
	if (!lws_sa46_parse_numeric_address(name, &c->addrs[0])) {
		c->addr_count = 1;
		lws_conmon_dns_numeric(wsi, &c->addrs[0]);
		sa46_sockport(&c->addrs[0], htons((uint16_t)c->tcp_port));
		lws_client_connect_begin(wsi);
		return;
	}

	lwsi_set_state(wsi, LRS_WAITING_DNS);
	r = lws_client_resolver(wsi->context);
	if (r)
		c->req = lws_resolver_start(r, name, c->tcp_port,
					    wanted_family(wsi), resolved_cb,
					    wsi);
	if (!c->req) {
		lws_client_set_cause(wsi, LWS_CLIENT_CAUSE_LOCAL);
		lws_client_fail(wsi, "dns: no memory for the lookup");
	}
}
