/* SPDX-License-Identifier: MIT */
/*
 * TLS over memory: see tls-peer.h.
 */
#include "tls-peer.h"

#include <openssl/err.h>

static lws_sorted_usec_list_t sul;
static struct lws_context *tick_cx;
static struct tls_peer *all;

SSL_CTX *tp_ctx(int server)
{
	SSL_CTX *ctx = SSL_CTX_new(server ? TLS_server_method() :
					    TLS_client_method());

	if (!ctx)
		abort();
	SSL_CTX_set_security_level(ctx, 0);
	SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE |
			      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);

	return ctx;
}

static void set_up(struct tls_peer *p, lws_sockfd_type fd, SSL_CTX *ctx)
{
	memset(p, 0, sizeof(*p));
	t_peer_adopt(&p->raw, fd);
	p->plain.fd = T_INVALID;
	p->ssl = SSL_new(ctx);
	p->in = BIO_new(BIO_s_mem());
	p->out = BIO_new(BIO_s_mem());
	if (!p->ssl || !p->in || !p->out)
		abort();
	BIO_set_mem_eof_return(p->in, -1);
	SSL_set_bio(p->ssl, p->in, p->out);
	p->next = all;
	all = p;
}

void tp_wrap(struct tls_peer *p, lws_sockfd_type fd, SSL_CTX *ctx,
	     const char *name)
{
	set_up(p, fd, ctx);
	SSL_set_connect_state(p->ssl);
	if (name)
		SSL_set_tlsext_host_name(p->ssl, name);
}

void tp_connect(struct tls_peer *p, int port, SSL_CTX *ctx, const char *name)
{
	tp_wrap(p, t_sock_connect(port), ctx, name);
}

void tp_accept(struct tls_peer *p, lws_sockfd_type fd, SSL_CTX *ctx)
{
	set_up(p, fd, ctx);
	SSL_set_accept_state(p->ssl);
}

/* Whether OpenSSL's answer is the end of this connection */
static int ended(struct tls_peer *p, int ret)
{
	int why = SSL_get_error(p->ssl, ret);
	unsigned long e = ERR_peek_error();

	if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE)
		return 0;
	if (why == SSL_ERROR_ZERO_RETURN) {
		p->plain.gone = T_EOF;
		return 1;
	}
	ERR_error_string_n(e, p->error, sizeof(p->error));
	p->plain.gone = T_RESET;

	return 1;
}

static void inside(struct tls_peer *p)
{
	static uint8_t buf[16384];
	int n;

	ERR_clear_error();
	if (!p->done) {
		n = SSL_do_handshake(p->ssl);
		if (n != 1) {
			ended(p, n);
			return;
		}
		p->done = 1;
	}
	while (p->plain.tx.len) {
		n = SSL_write(p->ssl, p->plain.tx.data, (int)p->plain.tx.len);
		if (n <= 0) {
			if (ended(p, n))
				return;
			break;
		}
		t_buf_use(&p->plain.tx, (size_t)n);
	}
	if (p->shut && !p->plain.tx.len) {
		p->shut = 0;
		SSL_shutdown(p->ssl);
	}
	do {
		n = SSL_read(p->ssl, buf, sizeof(buf));
		if (n > 0)
			t_buf_add(&p->plain.rx, buf, (size_t)n);
		else if (ended(p, n))
			return;
	} while (n > 0);
}

void tp_turn(struct tls_peer *p)
{
	uint8_t *data;
	long n;

	if (p->stopped)
		return;
	if (p->raw.rx.len) {
		BIO_write(p->in, p->raw.rx.data, (int)p->raw.rx.len);
		p->raw.rx.len = 0;
	}
	if (!p->plain.gone)
		inside(p);
	n = BIO_get_mem_data(p->out, &data);
	if (n > 0) {
		t_buf_add(&p->raw.tx, data, (size_t)n);
		(void)BIO_reset(p->out);
	}
	if (p->raw.gone && !p->plain.gone)
		p->plain.gone = T_RESET;
}

void tp_all_turn(void)
{
	struct tls_peer *p, *next;

	for (p = all; p; p = next) {
		next = p->next;
		tp_turn(p);
	}
	t_peers_turn();
}

static void tick(lws_sorted_usec_list_t *s)
{
	tp_all_turn();
	lws_sul_schedule(tick_cx, 0, s, tick, 1000);
}

void tp_start(struct lws_context *cx)
{
	memset(&sul, 0, sizeof(sul));
	tick_cx = cx;
	lws_sul_schedule(cx, 0, &sul, tick, 1);
}

void tp_stop(void)
{
	if (tick_cx)
		lws_sul_cancel(&sul);
	tick_cx = NULL;
}

void tp_close(struct tls_peer *p)
{
	struct tls_peer **pp;

	for (pp = &all; *pp && *pp != p; pp = &(*pp)->next)
		;
	if (*pp)
		*pp = p->next;
	t_peer_close(&p->raw);
	t_buf_free(&p->plain.tx);
	t_buf_free(&p->plain.rx);
	SSL_free(p->ssl);
	p->ssl = NULL;
}
