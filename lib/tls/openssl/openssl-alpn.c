/* SPDX-License-Identifier: MIT */
/* Which protocol is spoken inside: ALPN, RFC 7301 */
#include "private-lib-tls-openssl.h"

static int
role_has(const char *name, size_t len)
{
	const struct lws_role_ops * const *r;

	for (r = lws_available_roles; *r; r++)
		if ((*r)->alpn && strlen((*r)->alpn) == len &&
		    !memcmp((*r)->alpn, name, len))
			return 1;

	return 0;
}

static unsigned int
put(uint8_t *wire, unsigned int at, const char *name, size_t len)
{
	if (!len || len > 255 || at + 1 + len > LWS_ALPN_WIRE_MAX)
		return at;

	wire[at] = (uint8_t)len;
	memcpy(wire + at + 1, name, len);

	return at + 1 + (unsigned int)len;
}

unsigned int
lws_alpn_wire(const char *list, uint8_t wire[LWS_ALPN_WIRE_MAX])
{
	const struct lws_role_ops * const *r;
	unsigned int at = 0;
	size_t len;

	if (!list) {
		for (r = lws_available_roles; *r; r++)
			if ((*r)->alpn)
				at = put(wire, at, (*r)->alpn,
					 strlen((*r)->alpn));
		return at;
	}

	while (*list) {
		list += strspn(list, ", ");
		len = strcspn(list, ", ");
		/* who agrees on it has to speak it; other names than those of
		 * HTTP are the application's business */
		if (!(len == 2 && !memcmp(list, "h2", 2)) || role_has("h2", 2))
			at = put(wire, at, list, len);
		list += len;
	}

	return at;
}

int
lws_ssl_alpn_select(SSL *ssl, const unsigned char **out, unsigned char *outlen,
		    const unsigned char *in, unsigned int inlen, void *arg)
{
	struct lws_vhost *vh = arg;
	struct lws_tls_vhost *t = vh->tls;

	LWS_UNUSED(ssl);
	if (!t || !t->alpn_len)
		return SSL_TLSEXT_ERR_NOACK;

	/* our order decides */
	if (SSL_select_next_proto((unsigned char **)(lws_intptr_t)out, outlen,
				  t->alpn, t->alpn_len, in, inlen) ==
							OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_OK;

	return SSL_TLSEXT_ERR_ALERT_FATAL;
}
