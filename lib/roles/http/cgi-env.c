/* SPDX-License-Identifier: MIT */
/*
 * What a CGI program is told about the request (RFC 3875 4.1), in its
 * environment.
 */
#include "cgi.h"

/* first it is measured, then written: p is NULL the first time */
struct env {
	const struct lws	*wsi;
	char			**list;
	char			*p;
	size_t			size;
	size_t			count;
};

static void
put(struct env *e, const char *s, size_t len)
{
	if (e->p) {
		memcpy(e->p, s, len);
		e->p += len;
	}
	e->size += len;
}

static void
begin(struct env *e, const char *name, size_t len)
{
	if (e->list)
		e->list[e->count] = e->p;
	e->count++;
	put(e, name, len);
	put(e, "=", 1);
}

static void
variable_len(struct env *e, const char *name, const char *value, size_t len)
{
	begin(e, name, strlen(name));
	put(e, value, len);
	put(e, "", 1);
}

static void
variable(struct env *e, const char *name, const char *value)
{
	variable_len(e, name, value, strlen(value));
}

/* HTTP_ACCEPT and the like; names that two fields could have are nobody's */
static int
field(void *arg, const char *name, size_t nlen, const char *value, size_t vlen)
{
	/* a password is checked here; "Proxy" would be taken for the
	 * program's own proxy */
	static const char * const kept_back[] = {
		"authorization", "proxy", "content-type", "content-length"
	};
	struct env *e = arg;
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(kept_back); n++)
		if (strlen(kept_back[n]) == nlen &&
		    lws_memcaseeq(kept_back[n], name, nlen))
			return 0;
	if (lws_http_is_hop_by_hop(lws_http_ah(e->wsi), name, nlen))
		return 0;
	for (n = 0; n < nlen; n++)
		if (name[n] != '-' && !((name[n] >= '0' && name[n] <= '9') ||
					(name[n] >= 'a' && name[n] <= 'z') ||
					(name[n] >= 'A' && name[n] <= 'Z')))
			return 0;

	if (e->list)
		e->list[e->count] = e->p;
	e->count++;
	put(e, "HTTP_", 5);
	for (n = 0; n < nlen; n++) {
		char c = name[n];

		if (c == '-')
			c = '_';
		else if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		put(e, &c, 1);
	}
	put(e, "=", 1);
	put(e, value, vlen);
	put(e, "", 1);

	return 0;
}

static void
put_host(struct env *e, struct lws *wsi)
{
	const char *host = lws_ah_value(wsi->http->ah, WSI_TOKEN_HOST);
	char text[64];
	size_t n;

	if (!host || !*host)
		host = lws_get_vhost_name(wsi->vhost);
	n = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
	if (n > strlen(host))
		n = strlen(host);
	variable_len(e, "SERVER_NAME", host, n);
	lws_snprintf(text, sizeof(text), "%d", wsi->vhost->listen_port);
	variable(e, "SERVER_PORT", text);
	text[0] = '\0';
	(void)lws_get_peer_simple(wsi, text, sizeof(text));
	variable(e, "REMOTE_ADDR", text);
}

static void
put_request(struct env *e, struct lws *wsi, const struct lws_cgi_place *place,
	    const char *target)
{
	const struct allocated_headers *ah = wsi->http->ah;
	const char *type = lws_ah_value(ah, WSI_TOKEN_HTTP_CONTENT_TYPE),
		   *query = strchr(target, '?');
	char text[32];

	variable(e, "GATEWAY_INTERFACE", "CGI/1.1");
	variable(e, "SERVER_SOFTWARE", wsi->vhost->server_string ?
			wsi->vhost->server_string : "libwebsockets");
	variable(e, "SERVER_PROTOCOL", ah->head.version_minor ? "HTTP/1.1" :
								"HTTP/1.0");
	variable(e, "REQUEST_METHOD",
		 lws_http_method_name(wsi->http->method));
	variable(e, "REQUEST_URI", target);
	variable(e, "QUERY_STRING", query ? query + 1 : "");
	variable_len(e, "SCRIPT_NAME", place->script_name,
		     place->script_name_len);
	variable(e, "PATH_INFO", place->path_info);
	if (type)
		variable(e, "CONTENT_TYPE", type);
	if (ah->head.has_content_length) {
		lws_snprintf(text, sizeof(text), "%llu",
			     (unsigned long long)ah->head.content_length);
		variable(e, "CONTENT_LENGTH", text);
	}
	if (lws_is_ssl(wsi))
		variable(e, "HTTPS", "on");
	put_host(e, wsi);
}

static void
put_all(struct env *e, struct lws *wsi, const struct lws_cgi_place *place,
	const char *target)
{
	const struct lws_protocol_vhost_options *o;
	const char *path = getenv("PATH");

	put_request(e, wsi, place, target);
	(void)lws_http_fields(wsi->http->ah, field, e);
	variable(e, "PATH", path ? path : "/usr/local/bin:/usr/bin:/bin");
	for (o = place->env; o; o = o->next)
		variable(e, o->name, o->value);
}

char **
lws_cgi_env(struct lws *wsi, const struct lws_cgi_place *place)
{
	struct allocated_headers *ah = wsi->http->ah;
	size_t size = 3 * (size_t)ah->max_data + 3;
	char *target = lws_malloc(size, "cgi target"), *uri;
	struct env e;
	int n;

	if (!target)
		return NULL;
	memset(&e, 0, sizeof(e));
	e.wsi = wsi;
	n = lws_ah_uri_and_method(ah, &uri, &n) < 0 ? -1 :
		lws_http_target_text(ah, "", uri, strlen(uri), "", target,
				     size - 1);
	target[n < 0 ? 0 : n] = '\0';

	put_all(&e, wsi, place, target);
	e.list = lws_malloc((e.count + 1) * sizeof(char *) + e.size,
			    "cgi environment");
	if (e.list) {
		e.p = (char *)(e.list + e.count + 1);
		e.count = 0;
		put_all(&e, wsi, place, target);
		e.list[e.count] = NULL;
	}
	lws_free(target);

	return e.list;
}
