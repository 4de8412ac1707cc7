/* SPDX-License-Identifier: MIT */
/*
 * How long the servers' certificates are still good for: the protocols of their
 * vhosts are told when things have settled, and then once a day
 * (LWS_CALLBACK_VHOST_CERT_AGING).
 */
#include "private-lib-tls-openssl.h"

#define FIRST_US	(5 * LWS_US_PER_SEC)
#define DAY_SECS	86400
#define AGAIN_US	(DAY_SECS * LWS_US_PER_SEC)

/* whole days; 0 if that is over, or there is no certificate yet */
static size_t
days_left(struct lws_vhost *vh)
{
	union lws_tls_cert_info_results r;
	time_t now = time(NULL);

	memset(&r, 0, sizeof(r));
	if (!vh->tls->server ||
	    lws_tls_vhost_cert_info(vh, LWS_TLS_CERT_INFO_VALIDITY_TO, &r, 0) ||
	    r.time <= now)
		return 0;

	return (size_t)((r.time - now) / DAY_SECS);
}

static void
tell_protocols(struct lws_vhost *vh)
{
	struct lws_acme_cert_aging_args args;
	size_t days = days_left(vh);

	memset(&args, 0, sizeof(args));
	args.vh = vh;
	lwsl_vhost_info(vh, "tls: the certificate is good for %lu days",
			(unsigned long)days);
	(void)lws_callback_vhost_protocols_vhost(vh,
				LWS_CALLBACK_VHOST_CERT_AGING, &args, days);
}

void
lws_ssl_aging(struct lws_context *cx)
{
	struct lws_vhost *vh = NULL;

	lws_context_hold(cx);
	while ((vh = lws_vhost_after(cx, vh)))
		if (vh->tls && (vh->tls->server || vh->tls->late))
			tell_protocols(vh);
	lws_context_unhold(cx);
}

/* on the loop: a callback that wants the context gone has it later */
static void
aging_cb(lws_sorted_usec_list_t *sul)
{
	struct lws_context *cx = lws_container_of(sul, struct lws_context,
						  sul_cert_aging);

	lws_sul_schedule(cx, 0, sul, aging_cb, AGAIN_US);
	lws_ssl_aging(cx);
}

void
lws_ssl_aging_start(struct lws_vhost *vh)
{
	struct lws_context *cx = vh->context;

	if ((vh->tls->server || vh->tls->late) &&
	    lws_dll2_is_detached(&cx->sul_cert_aging.list))
		lws_sul_schedule(cx, 0, &cx->sul_cert_aging, aging_cb,
				 FIRST_US);
}
