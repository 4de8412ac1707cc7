/* SPDX-License-Identifier: MIT */
/*
 * The HTTP proxy's side of a tunnel (CONNECT, RFC 9110 9.3.6), as bytes.
 *
 * The answer is a head, of which only the status counts: a 2xx answer to
 * CONNECT has no body whatever its fields say.
 */
#include "private-lib-core-net-client.h"

enum {
	S_STATUS_LINE,	/* t->buf collects its beginning */
	S_LINE_START,	/* nothing of the line yet */
	S_LINE,
	S_LAST_LF	/* a CR began the line */
};

/* what may stand in a request line and in a field */
static int
is_clean(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s <= ' ' || *s == 0x7f)
			return 0;

	return 1;
}

static int
put_auth(struct lws_proxy_talk *t, const struct lws_proxy *p)
{
	char plain[256], *buf = (char *)t->buf + t->len;
	size_t room = sizeof(t->buf) - t->len;
	int n, m;

	n = lws_snprintf(plain, sizeof(plain), "%s:%s", p->user,
			 p->password ? p->password : "");
	m = lws_snprintf(buf, room, "Proxy-authorization: Basic ");
	if ((size_t)n + 1 >= sizeof(plain) || (size_t)m + 1 >= room)
		return 1;
	n = lws_b64_encode_string(plain, n, buf + m, (int)room - m - 3);
	if (n < 0)
		return 1;
	memcpy(buf + m + n, "\r\n", 2);
	t->len += (size_t)(m + n) + 2;

	return 0;
}

int
lws_proxy_http_begin(struct lws_proxy_talk *t, const struct lws_proxy *p,
		     const char *host, int port, const char **why)
{
	const char *l = strchr(host, ':') ? "[" : "", *r = *l ? "]" : "";
	int n;

	memset(t, 0, sizeof(*t));
	if (!is_clean(host)) {
		*why = "space or control character in the address";
		return 1;
	}
	n = lws_snprintf((char *)t->buf, sizeof(t->buf),
			 "CONNECT %s%s%s:%d HTTP/1.1\r\n"
			 "Host: %s%s%s:%d\r\n"
			 "User-agent: lws\r\n", l, host, r, port, l, host, r,
			 port);
	t->len = (size_t)n;
	if (t->len + 3 >= sizeof(t->buf) || (p->user && put_auth(t, p)) ||
	    t->len + 2 > sizeof(t->buf)) {
		*why = "address or credentials are too long for the proxy";
		return 1;
	}
	memcpy(t->buf + t->len, "\r\n", 2);
	t->len += 2;

	return 0;
}

/* "HTTP/1.1 200 whatever" */
static int
take_status(struct lws_proxy_talk *t)
{
	const char *b = (const char *)t->buf;
	int n;

	if (t->len < 12 || memcmp(b, "HTTP/1.", 7) || b[8] != ' ' ||
	    (b[7] != '0' && b[7] != '1') || (t->len > 12 && b[12] != ' '))
		return 1;
	t->status = 0;
	for (n = 9; n < 12; n++) {
		if (b[n] < '0' || b[n] > '9')
			return 1;
		t->status = t->status * 10 + (unsigned int)(b[n] - '0');
	}

	return t->status < 100;
}

/* the head is complete */
static enum lws_proxy_step
judge(struct lws_proxy_talk *t, const char **why)
{
	if (t->status < 200 && t->status != 101) {
		t->state = S_STATUS_LINE;
		t->len = 0;
		return LWS_PROXY_MORE;
	}
	if (t->status >= 200 && t->status < 300)
		return LWS_PROXY_OPEN;
	/* the status line is still in buf */
	*why = (const char *)t->buf + 9;
	t->said_no = 1;

	return LWS_PROXY_REFUSED;
}

static enum lws_proxy_step
take(struct lws_proxy_talk *t, uint8_t b, const char **why)
{
	if (++t->received > LWS_PROXY_HEAD_MAX) {
		*why = "its answer's head is too long";
		return LWS_PROXY_REFUSED;
	}

	switch (t->state) {
	case S_STATUS_LINE:
		if (b != '\n') {
			/* for a log, so no control characters */
			if (b != '\r' && t->len < 80)
				t->buf[t->len++] = b < ' ' || b > 126 ? '?' : b;
			break;
		}
		t->buf[t->len] = '\0';
		if (take_status(t)) {
			*why = "what it answers is not HTTP";
			return LWS_PROXY_REFUSED;
		}
		t->state = S_LINE_START;
		break;
	case S_LINE_START:
		if (b == '\n')
			return judge(t, why);
		t->state = b == '\r' ? S_LAST_LF : S_LINE;
		break;
	case S_LINE:
		if (b == '\n')
			t->state = S_LINE_START;
		break;
	default:
		if (b != '\n') {
			*why = "CR without LF in its answer";
			return LWS_PROXY_REFUSED;
		}
		return judge(t, why);
	}

	return LWS_PROXY_MORE;
}

enum lws_proxy_step
lws_proxy_http_rx(struct lws_proxy_talk *t, const uint8_t *buf, size_t len,
		  size_t *used, const char **why)
{
	enum lws_proxy_step s = LWS_PROXY_MORE;

	/* what was sent is not needed any more: buf is for the answer */
	if (!t->received)
		t->len = 0;
	for (*used = 0; *used < len && s == LWS_PROXY_MORE;)
		s = take(t, buf[(*used)++], why);

	return s;
}
