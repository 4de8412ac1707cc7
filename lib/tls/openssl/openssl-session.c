/* SPDX-License-Identifier: MIT */
/*
 * Sessions that clients keep, to resume them (RFC 5077, RFC 8446 2.2).
 *
 * A resumed session skips the check of the certificate.  So its name has in it
 * whatever that check depended on: the vhost, the server and the relaxations.
 */
#include "private-lib-tls-openssl.h"
#include "private-lib-core-net-client.h"

#define DEFAULT_SESSIONS	10

#define RELAXATIONS (LCCSCF_ALLOW_SELFSIGNED | \
		     LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK | \
		     LCCSCF_ALLOW_EXPIRED | LCCSCF_ALLOW_INSECURE)

struct kept {
	struct lws_dll2	list;		/* vhost->tls->sessions, newest last */
	SSL_SESSION	*session;
	char		tag[LWS_SESSION_TAG_LEN];
};

/* Nonzero: the name is too long to be sure of it */
static int
make_tag(const struct lws_vhost *vh, const char *host, unsigned int port,
	 int flags, char tag[LWS_SESSION_TAG_LEN])
{
	int relaxed = flags & (int)RELAXATIONS, n;

	n = lws_snprintf(tag, LWS_SESSION_TAG_LEN,
			 relaxed ? "%s.%s.%u.relaxed%d" : "%s.%s.%u", vh->name,
			 host, port, relaxed);

	return n >= LWS_SESSION_TAG_LEN - 1;
}

static void
forget(struct kept *k)
{
	lws_dll2_remove(&k->list);
	SSL_SESSION_free(k->session);
	lws_free(k);
}

static int
is_stale(const SSL_SESSION *s)
{
	return !SSL_SESSION_is_resumable(s) ||
	       (long)(lws_plat_wallclock_us() / LWS_US_PER_SEC) -
			(long)SSL_SESSION_get_time(s) >=
					SSL_SESSION_get_timeout(s);
}

static struct kept *
find(struct lws_tls_vhost *t, const char *tag)
{
	lws_start_foreach_dll_safe(struct lws_dll2 *, d, d1,
				   t->sessions.head) {
		struct kept *k = lws_container_of(d, struct kept, list);

		if (!strcmp(k->tag, tag)) {
			if (!is_stale(k->session))
				return k;
			forget(k);
		}
	} lws_end_foreach_dll_safe(d, d1);

	return NULL;
}

/* Takes the reference, unless it fails (nonzero) */
static int
keep(struct lws_tls_vhost *t, const char *tag, SSL_SESSION *s)
{
	struct kept *k = find(t, tag);

	if (k)
		forget(k);
	k = lws_zalloc(sizeof(*k), "tls session");
	if (!k)
		return 1;
	lws_strncpy(k->tag, tag, sizeof(k->tag));
	k->session = s;
	lws_dll2_add_tail(&k->list, &t->sessions);
	while (t->sessions.count > t->sessions_max)
		forget(lws_container_of(t->sessions.head, struct kept, list));

	return 0;
}

/* ---- what OpenSSL says ---- */

static int
new_session_cb(SSL *ssl, SSL_SESSION *s)
{
	struct lws *wsi = lws_ssl_wsi(ssl);

	if (!wsi || !wsi->tls || !wsi->tls->session_tag || !wsi->vhost->tls)
		return 0;

	/* 1: it is ours now */
	return !keep(wsi->vhost->tls, wsi->tls->session_tag, s);
}

void
lws_ssl_sessions_init(struct lws_vhost *vh, SSL_CTX *ctx,
		      const struct lws_context_creation_info *info)
{
	vh->tls->sessions_max = info->tls_session_cache_max ?
				info->tls_session_cache_max : DEFAULT_SESSIONS;
	if (vh->options & LWS_SERVER_OPTION_DISABLE_TLS_SESSION_CACHE) {
		(void)SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
		return;
	}
	(void)SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT |
					     SSL_SESS_CACHE_NO_INTERNAL);
	SSL_CTX_sess_set_new_cb(ctx, new_session_cb);
	if (info->tls_session_timeout)
		(void)SSL_CTX_set_timeout(ctx, (long)info->tls_session_timeout);
}

void
lws_ssl_sessions_free(struct lws_tls_vhost *t)
{
	while (t->sessions.head)
		forget(lws_container_of(t->sessions.head, struct kept, list));
}

/* No memory, or no session: a full handshake does as well */
void
lws_ssl_session_offer(struct lws *wsi, SSL *ssl)
{
	char tag[LWS_SESSION_TAG_LEN];
	struct kept *k;

	/* with a certificate of its own it is not who the others are */
	if ((wsi->vhost->options &
	     LWS_SERVER_OPTION_DISABLE_TLS_SESSION_CACHE) ||
	    wsi->client->client_cert ||
	    make_tag(wsi->vhost, lws_client_string(wsi, LWS_CLI_HOST),
		     (unsigned int)wsi->client->port, wsi->client->ssl_flags,
		     tag))
		return;

	wsi->tls->session_tag = lws_strdup(tag, "tls session tag");
	k = find(wsi->vhost->tls, tag);
	if (k)
		(void)SSL_set_session(ssl, k->session);
}

/* ---- the user ---- */

int
lws_tls_session_is_reused(struct lws *wsi)
{
	SSL *ssl = lws_ssl_of(wsi);

	return ssl && SSL_session_reused(ssl);
}

int
lws_tls_session_dump_save(struct lws_vhost *vh, const char *host, uint16_t port,
			  lws_tls_sess_cb_t cb_save, void *opq)
{
	struct lws_tls_session_dump d;
	unsigned char *p = NULL;
	struct kept *k = NULL;
	int n, ret;

	memset(&d, 0, sizeof(d));
	if (!vh->tls || make_tag(vh, host, port, 0, d.tag))
		return 1;
	k = find(vh->tls, d.tag);
	if (!k)
		return 1;

	n = i2d_SSL_SESSION(k->session, &p);
	if (n <= 0)
		return 1;
	d.blob = p;
	d.blob_len = (size_t)n;
	d.opaque = opq;
	ret = cb_save(vh->context, &d);
	OPENSSL_clear_free(p, (size_t)n);

	return !!ret;
}

int
lws_tls_session_dump_load(struct lws_vhost *vh, const char *host, uint16_t port,
			  lws_tls_sess_cb_t cb_load, void *opq)
{
	struct lws_tls_session_dump d;
	const unsigned char *p;
	SSL_SESSION *s = NULL;

	memset(&d, 0, sizeof(d));
	if (!vh->tls || make_tag(vh, host, port, 0, d.tag))
		return 1;
	if (!vh->tls->sessions_max)
		vh->tls->sessions_max = DEFAULT_SESSIONS;
	d.opaque = opq;
	if (cb_load(vh->context, &d) || !d.blob)
		return 1;

	p = d.blob;
	if (d.blob_len <= LONG_MAX)
		s = d2i_SSL_SESSION(NULL, &p, (long)d.blob_len);
	free(d.blob);
	if (!s) {
		lwsl_vhost_warn(vh, "tls: what was loaded is no session");
		ERR_clear_error();
		return 1;
	}
	/* find() does not give a stale one: nor is it worth keeping */
	if (is_stale(s) || keep(vh->tls, d.tag, s)) {
		SSL_SESSION_free(s);
		return 1;
	}

	return 0;
}
