/* SPDX-License-Identifier: MIT */
/*
 * Proxies of clients: which one, and the way through it.
 *
 * Every client of a vhost that has a proxy goes through a tunnel, whatever it
 * speaks: with an HTTP proxy by CONNECT, with a SOCKS5 one by its own request.
 * So nothing changes for what comes after, TLS included.
 */
#include "private-lib-core-net-client.h"

#define DEFAULT_HTTP_PORT	80
#define DEFAULT_SOCKS_PORT	1080

/* ---- which one ---- */

static void
proxy_clear(struct lws_proxy *p)
{
	lws_free_set_NULL(p->name);
	lws_free_set_NULL(p->user);
	lws_free_set_NULL(p->password);
}

static struct lws_proxies *
proxies(struct lws_vhost *vh)
{
	if (!vh->proxies)
		vh->proxies = lws_zalloc(sizeof(*vh->proxies), "proxies");

	return vh->proxies;
}

void
lws_proxies_destroy(struct lws_vhost *vh)
{
	if (!vh->proxies)
		return;

	proxy_clear(&vh->proxies->http);
	proxy_clear(&vh->proxies->socks);
	lws_free(vh->proxies->no_proxy);
	lws_free_set_NULL(vh->proxies);
}

/* the digits at s and nothing else; 0: no port */
static int
port_number(const char *s, size_t len)
{
	int n = 0;

	if (!len || len > 5)
		return 0;
	while (len--) {
		if (*s < '0' || *s > '9')
			return 0;
		n = n * 10 + (*s++ - '0');
	}

	return n > 65535 ? 0 : n;
}

static int
set_copy(char **to, const char *s, size_t len)
{
	*to = lws_strndup(s, len, "proxy");

	return !*to;
}

/*
 * "[scheme://][user:password@]host[:port][/]", host in [] if it has a ':'.
 * What was there stays if this fails: 1 malformed, 2 no memory.
 */
static int
parse(struct lws_proxy *to, const char *s, int port)
{
	const char *p = strstr(s, "://"), *at, *host, *end, *colon;
	struct lws_proxy n;
	size_t len;

	memset(&n, 0, sizeof(n));
	if (p)
		s = p + 3;
	end = s + strcspn(s, "/");
	for (at = end; at > s && at[-1] != '@'; at--)
		;
	host = at;
	if (*host == '[') {
		host++;
		p = strchr(host, ']');
		if (!p || p > end)
			return 1;
		len = (size_t)(p - host);
		p++;
	} else {
		len = strcspn(host, ":/");
		p = host + len;
	}
	if (*p == ':') {
		port = port_number(p + 1, (size_t)(end - p) - 1);
		p = end;
	}
	if (!len || p != end || port <= 0 || port > 65535)
		return 1;

	n.port = port;
	if (set_copy(&n.name, host, len))
		goto oom;
	if (at > s) {
		at--;
		colon = memchr(s, ':', (size_t)(at - s));
		if (set_copy(&n.user, s, (size_t)((colon ? colon : at) - s)) ||
		    (colon && set_copy(&n.password, colon + 1,
				       (size_t)(at - colon) - 1)))
			goto oom;
	}

	proxy_clear(to);
	*to = n;

	return 0;

oom:
	proxy_clear(&n);

	return 2;
}

static int
set_proxy(struct lws_vhost *vh, int socks, const char *what, unsigned int port)
{
	struct lws_proxies *ps = proxies(vh);
	int n = ps ? parse(socks ? &ps->socks : &ps->http, what, (int)port) : 2;

	/* what it is called may have a password in it */
	if (n)
		lwsl_vhost_err(vh, "%s proxy: %s", socks ? "SOCKS5" : "HTTP",
			       n == 1 ? "not a host and port" :
					"out of memory");

	return n ? -1 : 0;
}

int
lws_set_proxy(struct lws_vhost *vhost, const char *proxy)
{
	if (!proxy)
		return -1;
	/* named by the program: the environment has no say any more */
	if (vhost->proxies)
		lws_free_set_NULL(vhost->proxies->no_proxy);

	return set_proxy(vhost, 0, proxy, DEFAULT_HTTP_PORT);
}

#if defined(LWS_WITH_SOCKS5)
int
lws_set_socks(struct lws_vhost *vhost, const char *socks)
{
	if (!socks)
		return -1;

	return set_proxy(vhost, 1, socks, DEFAULT_SOCKS_PORT);
}

static int
init_socks(struct lws_vhost *vh, const struct lws_context_creation_info *info)
{
	const char *p = info->socks_proxy_address;

	if (!p)
		p = getenv("socks_proxy");
	if (!p || !*p)
		return 0;

	return set_proxy(vh, 1, p, info->socks_proxy_port ?
			 info->socks_proxy_port : DEFAULT_SOCKS_PORT);
}
#else
static int
init_socks(struct lws_vhost *vh, const struct lws_context_creation_info *info)
{
	LWS_UNUSED(vh);
	LWS_UNUSED(info);

	return 0;
}
#endif

static int
init_http(struct lws_vhost *vh, const struct lws_context_creation_info *info)
{
	const char *p = info->http_proxy_address, *no;

	if (p)
		return *p ? set_proxy(vh, 0, p, info->http_proxy_port ?
			info->http_proxy_port : DEFAULT_HTTP_PORT) : 0;

	p = getenv("http_proxy");
	if (!p || !*p)
		return 0;
	/* a mistake in the environment is not the program's */
	if (set_proxy(vh, 0, p, DEFAULT_HTTP_PORT) || !vh->proxies)
		return 0;
	no = getenv("no_proxy");
	if (no && set_copy(&vh->proxies->no_proxy, no, strlen(no)))
		return 1;

	return 0;
}

int
lws_proxies_init(struct lws_vhost *vh,
		 const struct lws_context_creation_info *info)
{
	return init_http(vh, info) || init_socks(vh, info);
}

/* the address ends in this name, at a dot */
static int
ends_in(const char *address, const char *name, size_t len)
{
	size_t n = strlen(address);

	while (len && *name == '.') {
		name++;
		len--;
	}
	if (!len || len > n || !lws_memcaseeq(address + n - len, name, len))
		return 0;

	return len == n || address[n - len - 1] == '.';
}

/* names, separated by commas or spaces; "*" is every name */
static int
goes_without(const char *no_proxy, const char *address)
{
	while (no_proxy && *no_proxy) {
		size_t n = strcspn(no_proxy, ", ");

		if ((n == 1 && *no_proxy == '*') ||
		    ends_in(address, no_proxy, n))
			return 1;
		no_proxy += n;
		no_proxy += strspn(no_proxy, ", ");
	}

	return 0;
}

static const struct lws_proxy *
proxy_of(const struct lws_client *c)
{
	const struct lws_proxies *ps = c->wsi->vhost->proxies;

	return c->proxy_kind == LWS_PROXY_SOCKS5 ? &ps->socks : &ps->http;
}

void
lws_client_proxy_choose(struct lws_client *c)
{
	const struct lws_proxies *ps = c->wsi->vhost->proxies;
	const char *address = c->strings[LWS_CLI_ADDRESS];

	c->proxy_kind = LWS_PROXY_NONE;
	c->tcp_port = c->port;
	if (!ps || c->unix_path || c->internal)
		return;
	if (ps->socks.name)
		c->proxy_kind = LWS_PROXY_SOCKS5;
	else if (ps->http.name && !goes_without(ps->no_proxy, address))
		c->proxy_kind = LWS_PROXY_HTTP;
	else
		return;
	c->tcp_port = proxy_of(c)->port;
}

const char *
lws_client_tcp_name(const struct lws_client *c)
{
	return c->proxy_kind == LWS_PROXY_NONE ? c->strings[LWS_CLI_ADDRESS] :
						 proxy_of(c)->name;
}

/* ---- the way through ---- */

static void
proxy_fail(struct lws *wsi, const char *why)
{
	struct lws_client *c = wsi->client;

	lws_snprintf(c->text, sizeof(c->text), "proxy: %s:%d: %s",
		     lws_client_tcp_name(c), c->tcp_port, why);
	lws_client_conn_failed(wsi, c->text);
}

const char *
lws_client_proxy_timeout_text(const struct lws_client *c)
{
	return c->proxy_kind == LWS_PROXY_SOCKS5 ?
		"proxy: timed out waiting for the SOCKS5 proxy" :
		"proxy: timed out waiting for the HTTP proxy";
}

/* Nonzero: it could not be sent, and the user knows */
static int
say(struct lws *wsi)
{
	struct lws_client *c = wsi->client;

	if (lws_issue_raw(wsi, c->proxy->buf, c->proxy->len) < 0) {
		lws_client_set_cause(wsi, LWS_CLIENT_CAUSE_LOST);
		proxy_fail(wsi, "connection lost");
		return 1;
	}
	lws_set_timeout(wsi, c->proxy_kind == LWS_PROXY_SOCKS5 ?
				lws_proxy_socks_waits(c->proxy) :
				PENDING_TIMEOUT_AWAITING_PROXY_RESPONSE,
			(int)wsi->context->timeout_secs);

	return 0;
}

static int
begin(struct lws *wsi)
{
	struct lws_client *c = wsi->client;
	const char *why = "";
	int n;

	c->proxy = lws_malloc(sizeof(*c->proxy), "proxy talk");
	if (!c->proxy) {
		lws_client_set_cause(wsi, LWS_CLIENT_CAUSE_LOCAL);
		proxy_fail(wsi, "out of memory");
		return 1;
	}
	c->proxy->said_no = 0;
	n = c->proxy_kind == LWS_PROXY_SOCKS5 ?
		lws_proxy_socks_begin(c->proxy, proxy_of(c), &why) :
		lws_proxy_http_begin(c->proxy, proxy_of(c),
				     c->strings[LWS_CLI_ADDRESS], c->port,
				     &why);
	if (n) {
		lws_client_set_cause(wsi, LWS_CLIENT_CAUSE_LOCAL);
		proxy_fail(wsi, why);
		return 1;
	}

	return say(wsi);
}

void
lws_client_proxy_begin(struct lws *wsi)
{
	lwsi_set_state(wsi, LRS_WAITING_PROXY);
	if (begin(wsi) && !lws_wsi_is_dead(wsi))
		lws_close_free_wsi(wsi, LWS_CLOSE_STATUS_NOSTATUS,
				   "proxy failed");
}

static enum lws_proxy_step
take(struct lws_client *c, const uint8_t *p, size_t len, size_t *used,
     const char **why)
{
	if (c->proxy_kind == LWS_PROXY_HTTP)
		return lws_proxy_http_rx(c->proxy, p, len, used, why);

	return lws_proxy_socks_rx(c->proxy, proxy_of(c),
				  c->strings[LWS_CLI_ADDRESS], c->port, p, len,
				  used, why);
}

enum lws_handling_result
lws_client_proxy_input(struct lws *wsi)
{
	struct lws_client *c = wsi->client;
	enum lws_proxy_step s;
	const char *why = "";
	struct lws_rx rx;
	size_t used = 0;

	switch (lws_rx_begin(wsi, &rx)) {
	case LWS_RX_NOTHING:
		return LWS_HPI_RET_HANDLED;
	case LWS_RX_EOF:
		lws_client_set_cause(wsi, LWS_CLIENT_CAUSE_LOST);
		proxy_fail(wsi, "it closed without a complete answer");
		return LWS_HPI_RET_PLEASE_CLOSE_ME;
	case LWS_RX_ERROR:
		lws_client_set_cause(wsi, LWS_CLIENT_CAUSE_LOST);
		proxy_fail(wsi, "connection lost before its answer");
		return LWS_HPI_RET_PLEASE_CLOSE_ME;
	case LWS_RX_DATA:
		break;
	}

	s = take(c, rx.p, rx.len, &used, &why);
	/* what follows is the server's already, and is kept for it */
	if (lws_rx_end(wsi, &rx, used)) {
		lws_client_set_cause(wsi, LWS_CLIENT_CAUSE_LOCAL);
		proxy_fail(wsi, "out of memory");
		return LWS_HPI_RET_PLEASE_CLOSE_ME;
	}

	switch (s) {
	case LWS_PROXY_SEND:
		if (say(wsi))
			return LWS_HPI_RET_PLEASE_CLOSE_ME;
		break;
	case LWS_PROXY_REFUSED:
		if (c->proxy->said_no)
			lws_client_set_cause(wsi, LWS_CLIENT_CAUSE_REFUSED);
		proxy_fail(wsi, why);
		return LWS_HPI_RET_PLEASE_CLOSE_ME;
	case LWS_PROXY_OPEN:
		lws_free_set_NULL(c->proxy);
		lws_client_connected(wsi);
		break;
	case LWS_PROXY_MORE:
		break;
	}

	return lws_wsi_is_dead(wsi) ? LWS_HPI_RET_WSI_ALREADY_DIED :
				      LWS_HPI_RET_HANDLED;
}
