/* SPDX-License-Identifier: MIT */
/*
 * SOCKS5 (RFC 1928) with the password method (RFC 1929), as bytes.
 *
 * Each reply says by its first bytes how long it is, so never a byte more than
 * it has is taken: what follows the last reply is the server's.
 */
#include "private-lib-core-net-client.h"

enum {
	S_METHOD,	/* 05 method */
	S_AUTH,		/* 01 status */
	S_CONNECT,	/* 05 reply 00 type, then 1 byte of the address */
	S_ADDRESS	/* the rest of it, and the port */
};

enum {
	METHOD_NONE	= 0x00,
	METHOD_PASSWORD	= 0x02,
	TYPE_IPV4	= 0x01,
	TYPE_NAME	= 0x03,
	TYPE_IPV6	= 0x04
};

static void
await(struct lws_proxy_talk *t, uint8_t state, size_t need)
{
	t->state = state;
	t->need = need;
	t->received = 0;
}

int
lws_proxy_socks_begin(struct lws_proxy_talk *t, const struct lws_proxy *p,
		      const char **why)
{
	memset(t, 0, sizeof(*t));
	if (p->user && (!p->user[0] || strlen(p->user) > 255 ||
			!p->password || !p->password[0] ||
			strlen(p->password) > 255)) {
		*why = "user and password have to have 1 to 255 bytes";
		return 1;
	}

	t->buf[0] = 5;
	t->buf[2] = METHOD_NONE;
	t->buf[1] = 1;
	if (p->user) {
		t->buf[1] = 2;
		t->buf[3] = METHOD_PASSWORD;
	}
	t->len = t->buf[1] + 2u;
	await(t, S_METHOD, 2);

	return 0;
}

enum pending_timeout
lws_proxy_socks_waits(const struct lws_proxy_talk *t)
{
	switch (t->state) {
	case S_METHOD:
		return PENDING_TIMEOUT_AWAITING_SOCKS_GREETING_REPLY;
	case S_AUTH:
		return PENDING_TIMEOUT_AWAITING_SOCKS_AUTH_REPLY;
	default:
		return PENDING_TIMEOUT_AWAITING_SOCKS_CONNECT_REPLY;
	}
}

static enum lws_proxy_step
send_connect(struct lws_proxy_talk *t, const char *host, int port,
	     const char **why)
{
	size_t n = strlen(host);
	lws_sockaddr46 sa46;
	uint8_t *b = t->buf;

	*b++ = 5;
	*b++ = 1;
	*b++ = 0;
	if (lws_sa46_parse_numeric_address(host, &sa46)) {
		if (n > 255) {
			*why = "the server's name is too long";
			return LWS_PROXY_REFUSED;
		}
		/* the proxy resolves it: ours may know other names */
		*b++ = TYPE_NAME;
		*b++ = (uint8_t)n;
		memcpy(b, host, n);
		b += n;
	} else {
		*b++ = sa46.sa4.sin_family == AF_INET ? TYPE_IPV4 : TYPE_IPV6;
		n = (size_t)sa46_address_len(&sa46);
		memcpy(b, sa46_address(&sa46), n);
		b += n;
	}
	lws_put_be16(b, (uint16_t)port);
	t->len = (size_t)(b + 2 - t->buf);
	await(t, S_CONNECT, 5);

	return LWS_PROXY_SEND;
}

static enum lws_proxy_step
send_auth(struct lws_proxy_talk *t, const struct lws_proxy *p)
{
	size_t u = strlen(p->user), w = strlen(p->password);
	uint8_t *b = t->buf;

	*b++ = 1;
	*b++ = (uint8_t)u;
	memcpy(b, p->user, u);
	b += u;
	*b++ = (uint8_t)w;
	memcpy(b, p->password, w);
	t->len = u + w + 3;
	await(t, S_AUTH, 2);

	return LWS_PROXY_SEND;
}

static const char *
reply_text(unsigned int reply)
{
	static const char * const texts[] = {
		"", "general failure of the proxy (1)",
		"not allowed by the proxy's rules (2)",
		"network unreachable, says the proxy (3)",
		"host unreachable, says the proxy (4)",
		"connection refused, says the proxy (5)",
		"TTL expired, says the proxy (6)",
		"the proxy does not know CONNECT (7)",
		"the proxy does not know that type of address (8)"
	};

	return reply < LWS_ARRAY_SIZE(texts) ? texts[reply] :
					       "unassigned reply code";
}

/* t->reply has all that the state needs */
static enum lws_proxy_step
complete(struct lws_proxy_talk *t, const struct lws_proxy *p, const char *host,
	 int port, const uint8_t *r, const char **why)
{
	switch (t->state) {
	case S_METHOD:
		if (r[0] != 5) {
			*why = "what it answers is not SOCKS5";
			return LWS_PROXY_REFUSED;
		}
		if (r[1] == METHOD_NONE)
			return send_connect(t, host, port, why);
		if (r[1] == METHOD_PASSWORD && p->user)
			return send_auth(t, p);
		*why = "it accepts none of our authentication methods";
		t->said_no = 1;
		return LWS_PROXY_REFUSED;

	case S_AUTH:
		if (r[0] != 1 || r[1]) {
			*why = "user or password refused";
			t->said_no = r[0] == 1;
			return LWS_PROXY_REFUSED;
		}
		return send_connect(t, host, port, why);

	case S_CONNECT:
		if (r[0] != 5 || r[2]) {
			*why = "its reply is malformed";
			return LWS_PROXY_REFUSED;
		}
		if (r[1]) {
			*why = reply_text(r[1]);
			t->said_no = 1;
			return LWS_PROXY_REFUSED;
		}
		/* with one byte of the address in already */
		if (r[3] == TYPE_IPV4)
			await(t, S_ADDRESS, 3 + 2);
		else if (r[3] == TYPE_IPV6)
			await(t, S_ADDRESS, 15 + 2);
		else if (r[3] == TYPE_NAME)
			await(t, S_ADDRESS, r[4] + 2u);
		else {
			*why = "its reply has an unknown type of address";
			return LWS_PROXY_REFUSED;
		}
		return LWS_PROXY_MORE;

	default:
		return LWS_PROXY_OPEN;
	}
}

enum lws_proxy_step
lws_proxy_socks_rx(struct lws_proxy_talk *t, const struct lws_proxy *p,
		   const char *host, int port, const uint8_t *buf, size_t len,
		   size_t *used, const char **why)
{
	enum lws_proxy_step s = LWS_PROXY_MORE;

	for (*used = 0; *used < len && s == LWS_PROXY_MORE;) {
		/* the address it is bound to does not matter to anybody */
		if (t->received < sizeof(t->reply))
			t->reply[t->received] = buf[*used];
		(*used)++;
		if (++t->received == t->need)
			s = complete(t, p, host, port, t->reply, why);
	}

	return s;
}
