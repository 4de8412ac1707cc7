/* SPDX-License-Identifier: MIT */
/*
 * See tls-raw-peer.h.
 */
#include "tls-raw-peer.h"

static void
start(struct trp *r, const SSL_METHOD *m, int version)
{
	r->ctx = SSL_CTX_new(m);
	if (!r->ctx)
		abort();
	SSL_CTX_clear_options(r->ctx, SSL_OP_NO_RENEGOTIATION);
	if (version) {
		SSL_CTX_set_min_proto_version(r->ctx, version);
		SSL_CTX_set_max_proto_version(r->ctx, version);
	}
}

static void
start_ssl(struct trp *r)
{
	r->ssl = SSL_new(r->ctx);
	r->in = BIO_new(BIO_s_mem());
	r->out = BIO_new(BIO_s_mem());
	if (!r->ssl || !r->in || !r->out)
		abort();
	SSL_set_bio(r->ssl, r->in, r->out);
}

void
trp_connect(struct trp *r, int port, int version)
{
	memset(r, 0, sizeof(*r));
	start(r, TLS_client_method(), version);
	start_ssl(r);
	SSL_set_connect_state(r->ssl);
	t_peer_connect(&r->p, port);
	trp_turn(r);
}

void
trp_serve(struct trp *r, lws_sockfd_type fd, const struct cert *c, int version)
{
	memset(r, 0, sizeof(*r));
	start(r, TLS_server_method(), version);
	if (SSL_CTX_use_certificate(r->ctx, c->x509) != 1 ||
	    SSL_CTX_use_PrivateKey(r->ctx, c->key) != 1)
		abort();
	start_ssl(r);
	SSL_set_accept_state(r->ssl);
	t_peer_adopt(&r->p, fd);
}

static void
note(struct trp *r, int n)
{
	switch (SSL_get_error(r->ssl, n)) {
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE:
		break;
	case SSL_ERROR_ZERO_RETURN:
		r->ended = 1;
		break;
	default:
		r->failed = ERR_GET_REASON(ERR_peek_error());
		if (!r->failed)
			r->failed = -1;
	}
	ERR_clear_error();
}

/* 0: nothing more now */
static int
step(struct trp *r)
{
	uint8_t buf[16384];
	int n;

	if (r->failed || r->ended)
		return 0;
	if (!SSL_is_init_finished(r->ssl)) {
		n = SSL_do_handshake(r->ssl);
		if (n != 1)
			note(r, n);
		return n == 1;
	}

	n = SSL_read(r->ssl, buf, sizeof(buf));
	if (n <= 0) {
		note(r, n);
		return 0;
	}
	if (r->got < sizeof(r->data))
		memcpy(r->data + r->got, buf,
		       lws_min_sz((size_t)n, sizeof(r->data) - r->got));
	r->got += (size_t)n;

	return 1;
}

int
trp_turn(struct trp *r)
{
	uint8_t buf[16384];
	int n;

	if (r->p.rx.len) {
		BIO_write(r->in, r->p.rx.data, (int)r->p.rx.len);
		t_buf_use(&r->p.rx, r->p.rx.len);
	}
	ERR_clear_error();
	while (step(r))
		;
	while ((n = BIO_read(r->out, buf, sizeof(buf))) > 0)
		t_peer_send(&r->p, buf, (size_t)n);

	return 1;
}

int
trp_up(struct trp *r)
{
	trp_turn(r);

	return SSL_is_init_finished(r->ssl);
}

void
trp_send(struct trp *r, const void *data, size_t len)
{
	CHECK_EQ(SSL_write(r->ssl, data, (int)len), (int)len);
	trp_turn(r);
}

void
trp_close(struct trp *r)
{
	SSL_free(r->ssl);
	SSL_CTX_free(r->ctx);
	r->ssl = NULL;
	r->ctx = NULL;
	if (r->p.fd != T_INVALID)
		t_peer_close(&r->p);
}
