/* SPDX-License-Identifier: MIT */
/*
 * Extensions in the opening handshake, RFC 6455 section 9.1: what a client
 * offers, what a server takes up, and whether the client can live with that.
 */
#include "private-lib-roles-ws.h"

/* of a vhost's, only so many are looked at: a bit for each in `offered` */
#define EXT_OF_VHOST	8

static const struct lws_extension *
vhost_ext(const struct lws *wsi, unsigned int n)
{
	const struct lws_extension *e = wsi->vhost->extensions;
	unsigned int i;

#if defined(LWS_WITHOUT_EXTENSIONS)
	e = NULL;
#endif
	for (i = 0; e && i < EXT_OF_VHOST && e[i].callback; i++)
		if (i == n)
			return &e[i];

	return NULL;
}

static int
same(const char *name, const struct lws_ws_ext_elem *e)
{
	return name && strlen(name) == e->name_len &&
	       !memcmp(name, e->name, e->name_len);
}

static int
is_active(const struct lws_ws_ext *x, const struct lws_extension *ext)
{
	unsigned int n;

	for (n = 0; n < x->count; n++)
		if (x->active[n].ext == ext)
			return 1;

	return 0;
}

/* the user may say that this one is not wanted; nonzero: no */
static int
user_refuses(struct lws *wsi, const struct lws_extension *ext)
{
	return lws_callback(wsi, lwsi_role_client(wsi) ?
			    LWS_CALLBACK_CLIENT_CONFIRM_EXTENSION_SUPPORTED :
			    LWS_CALLBACK_CONFIRM_EXTENSION_OKAY,
			    (void *)(lws_intptr_t)ext->name, 0);
}

/* *field: the peer's, to be freed, or NULL; nonzero: no memory */
static int
copy_field(struct lws *wsi, char **field)
{
	int n = lws_hdr_total_length(wsi, WSI_TOKEN_EXTENSIONS);

	*field = NULL;
	if (n <= 0)
		return 0;

	*field = lws_malloc((size_t)n + 1, "ws extensions");
	if (!*field) {
		lwsl_wsi_err(wsi, "out of memory for the extensions");
		return 1;
	}
	if (lws_hdr_copy(wsi, *field, n + 1, WSI_TOKEN_EXTENSIONS) < 0) {
		lws_free_set_NULL(*field);
		return 1;
	}

	return 0;
}

/* ---- client ---- */

int
lws_ws_ext_offer(struct lws *wsi, char **p, char *end)
{
	const struct lws_extension *ext;
	unsigned int n;
	int refused;

	for (n = 0; (ext = vhost_ext(wsi, n)); n++) {
		size_t room = (size_t)(end - *p), len;

		if (lws_ws_ext_create(wsi))
			return 1;
		refused = user_refuses(wsi, ext);
		if (lws_wsi_is_dead(wsi) || wsi->closing)
			return 1;
		if (refused)
			continue;
		len = (size_t)lws_snprintf(*p, room, "%s%s",
			wsi->ws->ext->offered ? ", " :
						"Sec-WebSocket-Extensions: ",
			ext->client_offer ? ext->client_offer : ext->name);
		if (len + 1 >= room)
			return 1;
		*p += len;
		wsi->ws->ext->offered = (uint8_t)(wsi->ws->ext->offered |
						  (1u << n));
	}

	if (wsi->ws->ext && wsi->ws->ext->offered) {
		if (end - *p < 2)
			return 1;
		*(*p)++ = '\x0d';
		*(*p)++ = '\x0a';
	}

	return 0;
}

static const char *
take_answer(struct lws *wsi, const struct lws_ws_ext_elem *e)
{
	const struct lws_extension *ext;
	struct lws_ws_ext *x = wsi->ws->ext;
	unsigned int n;

	for (n = 0; x && (ext = vhost_ext(wsi, n)); n++) {
		if (!((x->offered >> n) & 1) || !same(ext->name, e) ||
		    is_active(x, ext))
			continue;

		return lws_ws_ext_activate(wsi, ext, e, NULL) ?
			"handshake: extension answered in a way that it "
			"cannot be used" : NULL;
	}

	return "handshake: extension not offered";
}

int
lws_ws_ext_answered(struct lws *wsi, const char **text)
{
	struct lws_ws_ext_elem e;
	const char *pos;
	char *field;
	int n;

	*text = "handshake: out of memory for the extensions";
	if (copy_field(wsi, &field))
		return 1;
	if (!field)
		return 0;

	*text = NULL;
	pos = field;
	while (!*text) {
		n = lws_ws_ext_next(&pos, field + strlen(field), &e);
		if (!n)
			break;
		*text = n < 0 ? "handshake: malformed extensions" :
				take_answer(wsi, &e);
	}
	lws_free(field);

	return *text != NULL;
}

/* ---- server ---- */

/*
 * One offer of the client's.  Whether it is taken up or not, *p says where the
 * answer goes on.  Nonzero: the wsi is gone, or no memory.
 */
static int
take_offer(struct lws *wsi, const struct lws_ws_ext_elem *e, char **p,
	   char *end)
{
	const struct lws_extension *ext;
	struct lws_ws_ext_confirm c;
	unsigned int n;
	size_t len;
	int refused;

	for (n = 0; (ext = vhost_ext(wsi, n)); n++)
		if (same(ext->name, e))
			break;
	if (!ext)
		return 0;

	if (lws_ws_ext_create(wsi))
		return 1;
	if (is_active(wsi->ws->ext, ext))
		return 0;	/* the client's second choice */

	refused = user_refuses(wsi, ext);
	if (lws_wsi_is_dead(wsi) || wsi->closing)
		return 1;

	len = strlen(ext->name) + 2;
	if (refused || (size_t)(end - *p) <= len)
		return 0;

	c.p = *p + lws_snprintf(*p, (size_t)(end - *p), "%s%s",
				wsi->ws->ext->count ? ", " : "", ext->name);
	c.end = end;
	if (!lws_ws_ext_activate(wsi, ext, e, &c))
		*p = c.p;

	return 0;
}

static int
take_offers(struct lws *wsi, const char *field, char *out, size_t room)
{
	static const char name[] = "Sec-WebSocket-Extensions: ";
	const char *pos = field;
	struct lws_ws_ext_elem e;
	char *p, *end = out + room - 3;	/* line end and NUL */
	int n;

	memcpy(out, name, sizeof(name));
	p = out + sizeof(name) - 1;

	/* all of the field has to be in order, not just what is taken up */
	while ((n = lws_ws_ext_next(&pos, field + strlen(field), &e)) > 0)
		;
	if (n < 0)
		return 1;

	pos = field;
	while (lws_ws_ext_next(&pos, field + strlen(field), &e) > 0)
		if (take_offer(wsi, &e, &p, end))
			return -1;

	if (wsi->ws->ext && wsi->ws->ext->count)
		memcpy(p, "\x0d\x0a", 3);
	else
		out[0] = '\0';

	return 0;
}

int
lws_ws_ext_accept(struct lws *wsi, char *out, size_t room)
{
	char *field;
	int n;

	out[0] = '\0';
	if (copy_field(wsi, &field))
		return -1;
	if (!field)
		return 0;

	n = take_offers(wsi, field, out, room);
	lws_free(field);

	return n;
}
