/* SPDX-License-Identifier: MIT */
/*
 * The way of the bytes.
 *
 * The BIO below each SSL never refuses what it is given to write (see
 * private-lib-tls.h), so OpenSSL asks for nothing but input.  tls->dry says
 * that the last thing the BIO had to tell was "nothing now": then OpenSSL
 * holds no whole record that it has not looked at.
 *
 * One SSL_read() takes one record (SSL_MODE_AUTO_RETRY is off), and one read of
 * ours as many as bring no data, up to a limit: a peer that sends nothing but
 * records without data does not hold up the others.
 */
#include "private-lib-tls-openssl.h"

/* records without data that one read goes through */
#define RECORDS_PER_READ	8

/* ---- BIO ---- */

static int
bio_write(BIO *b, const char *buf, int len)
{
	struct lws *wsi = BIO_get_data(b);

	BIO_clear_retry_flags(b);
	if (len <= 0)
		return 0;
	if (lws_tls_transport_write(wsi, (const uint8_t *)buf, (size_t)len))
		return -1;

	return len;
}

static int
bio_read(BIO *b, char *buf, int len)
{
	struct lws *wsi = BIO_get_data(b);
	struct lws_tls_conn *t = wsi->tls;
	int n;

	BIO_clear_retry_flags(b);
	if (len <= 0)
		return 0;

	n = lws_tls_transport_read(wsi, (uint8_t *)buf, (size_t)len);
	t->dry = n == LWS_PLAT_AGAIN;
	if (n == LWS_PLAT_AGAIN) {
		BIO_set_retry_read(b);
		return -1;
	}
	if (n < 0) {
		t->lost = lws_plat_socket_errno();
		if (!t->lost)
			t->lost = -1;
		return -1;
	}
	if (!n)
		t->eof = 1;

	return n;
}

static long
bio_ctrl(BIO *b, int cmd, long num, void *ptr)
{
	struct lws *wsi = BIO_get_data(b);

	LWS_UNUSED(num);
	switch (cmd) {
	case BIO_C_GET_FD:
		/* for those who ask SSL_get_fd() */
		if (!wsi)
			return -1;
		if (ptr)
			*(int *)ptr = (int)wsi->desc.sockfd;
		return (long)wsi->desc.sockfd;
	case BIO_CTRL_EOF:
		return wsi && wsi->tls && wsi->tls->eof;
	case BIO_CTRL_FLUSH:
	case BIO_CTRL_DUP:
		return 1;
	default:
		return 0;
	}
}

static int
bio_create(BIO *b)
{
	BIO_set_init(b, 1);

	return 1;
}

BIO_METHOD *
lws_ssl_bio_method_new(void)
{
	int type = BIO_get_new_index();
	BIO_METHOD *m;

	if (type < 0)
		return NULL;
	m = BIO_meth_new(type | BIO_TYPE_SOURCE_SINK | BIO_TYPE_DESCRIPTOR,
			 "lws socket");
	if (!m)
		return NULL;
	if (!BIO_meth_set_write(m, bio_write) ||
	    !BIO_meth_set_read(m, bio_read) ||
	    !BIO_meth_set_ctrl(m, bio_ctrl) ||
	    !BIO_meth_set_create(m, bio_create)) {
		BIO_meth_free(m);
		return NULL;
	}

	return m;
}

/* ---- what went wrong ---- */

/* the peer says what is wrong with our certificate, or that we have none */
static int
is_certificate_alert(unsigned long e)
{
	if (ERR_GET_LIB(e) != ERR_LIB_SSL)
		return 0;

	switch (ERR_GET_REASON(e)) {
	case SSL_R_SSLV3_ALERT_NO_CERTIFICATE:
	case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
	case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
	case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
	case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
	case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
	case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
	case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
		return 1;
	default:
		return 0;
	}
}

static int
is_no_tls(unsigned long e)
{
	return ERR_GET_LIB(e) == ERR_LIB_SSL &&
	       (ERR_GET_REASON(e) == SSL_R_WRONG_VERSION_NUMBER ||
		ERR_GET_REASON(e) == SSL_R_HTTP_REQUEST);
}

static void
note_cause(struct lws_tls_conn *t, unsigned long e)
{
	if (t->cause)
		return;
	if (is_certificate_alert(e))
		t->cause = LWS_CLIENT_CAUSE_CERTIFICATE;
	else if (is_no_tls(e))
		t->cause = LWS_CLIENT_CAUSE_PROTOCOL;
	else if (t->lost > 0)
		t->cause = (uint8_t)lws_plat_cause(t->lost);
	else if (t->lost || t->eof || !e)
		t->cause = LWS_CLIENT_CAUSE_LOST;
	else
		t->cause = LWS_CLIENT_CAUSE_PROTOCOL;
}

static enum lws_tls_step
handshake_failed(struct lws *wsi, char *why)
{
	struct lws_tls_conn *t = wsi->tls;
	unsigned long e = ERR_peek_error();
	const char *peer = lwsi_role_client(wsi) ? "server" : "client";
	char text[80];

	note_cause(t, e);
	if (t->why)
		lws_snprintf(why, LWS_TLS_TEXT_MAX, "%s", t->why);
	else if (is_no_tls(e))
		lws_snprintf(why, LWS_TLS_TEXT_MAX, "handshake failed: %s (what "
			     "the %s sent is no TLS)",
			     ERR_reason_error_string(e), peer);
	else if (t->lost)
		lws_snprintf(why, LWS_TLS_TEXT_MAX, "handshake failed: "
			     "connection lost: %s", t->lost < 0 ? "closed" :
			     lws_plat_strerror(t->lost, text, sizeof(text)));
	/* an alert that says why is a shutdown too, and has an error queued */
	else if (t->eof || (!e && (SSL_get_shutdown(lws_ssl_of(wsi)) &
				   SSL_RECEIVED_SHUTDOWN)))
		lws_snprintf(why, LWS_TLS_TEXT_MAX, "handshake failed: the %s "
			     "closed the connection", peer);
	else
		lws_snprintf(why, LWS_TLS_TEXT_MAX, "handshake failed: %s",
			     lws_ssl_last_error());
	ERR_clear_error();

	return LWS_TLS_FAILED;
}

/* why has room for LWS_TLS_TEXT_MAX */
enum lws_tls_step
lws_ssl_handshake(struct lws *wsi, char *why)
{
	SSL *ssl = lws_ssl_of(wsi);
	int n;

	ERR_clear_error();
	wsi->tls->busy = 1;
	n = SSL_do_handshake(ssl);
	wsi->tls->busy = 0;
	if (lws_wsi_is_dead(wsi) || wsi->socket_broken) {
		note_cause(wsi->tls, 0);
		lws_snprintf(why, LWS_TLS_TEXT_MAX, "connection lost in the "
			     "handshake");
		return LWS_TLS_FAILED;
	}
	if (n == 1)
		return LWS_TLS_DONE;
	if (SSL_get_error(ssl, n) == SSL_ERROR_WANT_READ)
		return LWS_TLS_AGAIN;

	return handshake_failed(wsi, why);
}

/* ---- established ---- */

int
lws_ssl_attach(struct lws *wsi, SSL *ssl)
{
	BIO *b = BIO_new(lws_ssl_bio_method);

	if (!b || !SSL_set_ex_data(ssl, lws_ssl_wsi_index, wsi)) {
		BIO_free(b);
		return 1;
	}
	BIO_set_data(b, wsi);
	SSL_set_bio(ssl, b, b);
	wsi->tls->session = ssl;

	return 0;
}

void
lws_ssl_moved(struct lws *wsi)
{
	SSL *ssl = lws_ssl_of(wsi);

	/* the place for it is there already: this does not fail */
	(void)SSL_set_ex_data(ssl, lws_ssl_wsi_index, wsi);
	BIO_set_data(SSL_get_rbio(ssl), wsi);
}

static int
read_failed(struct lws *wsi, int err)
{
	struct lws_tls_conn *t = wsi->tls;
	char text[80];

	if (err == SSL_ERROR_ZERO_RETURN)
		return 0;

	if (t->eof)
		lwsl_wsi_info(wsi, "tls: the peer's stream ends without "
			      "close_notify: it may be cut off");
	else if (t->lost)
		lwsl_wsi_info(wsi, "tls: connection lost: %s", t->lost < 0 ?
			      "closed" : lws_plat_strerror(t->lost, text,
							   sizeof(text)));
	else {
		lwsl_wsi_notice(wsi, "tls: %s", lws_ssl_last_error());
		/* with TLS 1.3 a server judges the client's certificate when
		 * the client's handshake is over */
		if (wsi->client)
			note_cause(t, ERR_peek_error());
		if (wsi->client && !t->why)
			t->why = lws_strdup(lws_ssl_last_error(), "tls why");
	}
	ERR_clear_error();

	return LWS_PLAT_ERROR;
}

int
lws_ssl_read(struct lws *wsi, uint8_t *buf, size_t len)
{
	SSL *ssl = lws_ssl_of(wsi);
	int n, err, left = RECORDS_PER_READ;

	do {
		ERR_clear_error();
		wsi->tls->dry = 0;
		wsi->tls->busy = 1;
		n = SSL_read(ssl, buf, (int)lws_min_sz(len, INT_MAX));
		wsi->tls->busy = 0;
		if (lws_wsi_is_dead(wsi))
			return LWS_PLAT_ERROR;
		/* what the peer said before it broke is worth reading */
		if (n > 0)
			return n;
		if (wsi->socket_broken)
			return LWS_PLAT_ERROR;
		err = SSL_get_error(ssl, n);
		if (err != SSL_ERROR_WANT_READ)
			return read_failed(wsi, err);
	} while (!wsi->tls->dry && --left);

	/* its turn comes again without an event if OpenSSL has more */
	if (lws_ssl_pending(wsi))
		lws_service_force(wsi);

	return LWS_PLAT_AGAIN;
}

int
lws_ssl_pending(const struct lws *wsi)
{
	SSL *ssl = lws_ssl_of(wsi);

	return SSL_pending(ssl) > 0 || (!wsi->tls->dry && SSL_has_pending(ssl));
}

int
lws_ssl_write(struct lws *wsi, const uint8_t *buf, size_t len)
{
	SSL *ssl = lws_ssl_of(wsi);
	size_t done = 0;

	while (done < len) {
		int n;

		ERR_clear_error();
		wsi->tls->busy = 1;
		n = SSL_write(ssl, buf + done,
			      (int)lws_min_sz(len - done, INT_MAX));
		wsi->tls->busy = 0;
		if (lws_wsi_is_dead(wsi))
			return -1;
		if (n <= 0) {
			lwsl_wsi_info(wsi, "tls: write failed: %s",
				      lws_ssl_last_error());
			ERR_clear_error();
			return -1;
		}
		done += (size_t)n;
	}

	return 0;
}

void
lws_ssl_goodbye(struct lws *wsi)
{
	ERR_clear_error();
	(void)SSL_shutdown(lws_ssl_of(wsi));
	ERR_clear_error();
}
