/* SPDX-License-Identifier: MIT */
/*
 * The server that http.py asks: mounts of every kind over a directory that
 * http.py has filled.
 *
 *	http-server DIRECTORY
 *
 * Prints "ports N F 6 FEATURE ..." when it listens: for HTTP, for HTTP with a fallback to a
 * raw protocol, and on IPv6, each 0 where it cannot be; and on the Unix socket
 * DIRECTORY/socket.  GET /dyn/trace is answered with what the
 * callbacks were told since it was asked for the last time; GET /dyn/quit ends
 * the program.
 */
#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATHS	512

static char www[PATHS], prot[PATHS], passwords[PATHS], no_file[PATHS];
static char trace[8192];
static size_t traced;
static int stop, turned_away;

/* what the library has, of what it may have */
static const char features[] = ""
#if defined(LWS_WITH_ACCESS_LOG)
	" log"
#endif
#if defined(LWS_WITH_HTTP_STREAM_COMPRESSION)
	" compression"
#endif
#if defined(LWS_WITH_PEER_LIMITS)
	" limits"
#endif
	;

struct session {
	char	magic;
};

static void
note(struct lws *wsi, const char *what, const char *in, size_t len)
{
	const struct lws_protocols *p = lws_get_protocol(wsi);

	/* what nobody asks for is forgotten */
	if (sizeof(trace) - traced < 1024 || len > 512)
		return;
	traced += (size_t)lws_snprintf(trace + traced, sizeof(trace) - traced,
			     "%s %s%s%.*s\n", p ? p->name : "-", what,
			     in ? " " : "", (int)len, in ? in : "");
}

static int
answer(struct lws *wsi, unsigned int code, const char *type, const char *text)
{
	unsigned char buf[LWS_PRE + 512], *start = buf + LWS_PRE, *p = start,
		      *end = buf + sizeof(buf) - 1;
	size_t len = strlen(text);
	unsigned char *body;
	int n;

	if (lws_add_http_common_headers(wsi, code, type, len, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;

	body = malloc(LWS_PRE + len + 1);
	if (!body)
		return -1;
	memcpy(body + LWS_PRE, text, len);
	n = lws_write(wsi, body + LWS_PRE, len, LWS_WRITE_HTTP_FINAL);
	free(body);
	if (n != (int)len)
		return -1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

/* in pieces, compressed if the client and the library can */
static int
answer_compressed(struct lws *wsi, const char *coding)
{
	unsigned char buf[LWS_PRE + 512], *start = buf + LWS_PRE, *p = start,
		      *end = buf + sizeof(buf) - 1;
	char piece[LWS_PRE + 100];
	int n;

	if (lws_add_http_header_status(wsi, 200, &p, end))
		return -1;
	n = lws_http_compression_apply(wsi, coding, &p, end, 0);
	if (n < 0 || (n && lws_add_http_header_content_length(wsi, 1000, &p,
							      end)) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	memset(piece + LWS_PRE, 'p', 100);
	/* the last one does not say that it is that */
	for (n = 0; n < 10; n++)
		if (lws_write(wsi, (unsigned char *)piece + LWS_PRE, 100,
			      LWS_WRITE_HTTP) != 100)
			return -1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
serve(struct lws *wsi, const char *name, const char *headers)
{
	char path[PATHS * 2];
	int n;

	lws_snprintf(path, sizeof(path), "%s/%s", www, name);
	n = lws_serve_http_file(wsi, path, lws_get_mimetype(path, NULL),
				headers, headers ? (int)strlen(headers) : 0);
	if (n < 0 || (n > 0 && lws_http_transaction_completed(wsi)))
		return -1;

	return 0;
}

static int
on_http(struct lws *wsi, const char *path)
{
	char text[256];

	if (!strcmp(path, "/trace")) {
		trace[traced] = '\0';
		traced = 0;
		return answer(wsi, 200, "text/plain", trace);
	}
	if (!strcmp(path, "/quit"))
		stop = 1;
	if (!strcmp(path, "/turned-away")) {
		lws_snprintf(text, sizeof(text), "%d", turned_away);
		return answer(wsi, 200, "text/plain", text);
	}
	if (!strcmp(path, "/compressed"))
		return answer_compressed(wsi, NULL);
	if (!strcmp(path, "/deflated"))
		return answer_compressed(wsi, "deflate");
	if (!strncmp(path, "/serve/", 7))
		return serve(wsi, path + 7, NULL);
	if (!strcmp(path, "/serve-with"))
		return serve(wsi, "a.txt", "x-mine: yes\r\n");

	lws_snprintf(text, sizeof(text), "callback %s\n", path);

	return answer(wsi, 200, "text/plain", text);
}

/* of the vhost's first protocol, and of the mounts for "dynamic" */
static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	struct lws_process_html_args *a = in;
	const char *name;

	switch (reason) {
	case LWS_CALLBACK_FILTER_HTTP_CONNECTION:
		note(wsi, "filter", in, len);
		return 0;

	case LWS_CALLBACK_HTTP_BIND_PROTOCOL:
		note(wsi, "bind", NULL, 0);
		return 0;

	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		note(wsi, "drop", NULL, 0);
		return 0;

	case LWS_CALLBACK_HTTP_FILE_COMPLETION:
		note(wsi, "file-completion", NULL, 0);
		break;

	case LWS_CALLBACK_CHECK_ACCESS_RIGHTS:
		note(wsi, "access", a->p, (size_t)a->len);
		return a->max_len == 7;

	case LWS_CALLBACK_VERIFY_BASIC_AUTHORIZATION:
		note(wsi, "verify", in, len);
		return len == 10 && !memcmp(in, "open:sesam", 10);

	case LWS_CALLBACK_ADD_HEADERS:
		note(wsi, "add-headers", NULL, 0);
		name = "x-added: here\r\n";
		if ((size_t)a->max_len < strlen(name))
			return 1;
		memcpy(a->p, name, strlen(name));
		a->p += strlen(name);
		return 0;

	case LWS_CALLBACK_PROCESS_HTML:
		/* longer than it was, and not made a chunk */
		if (a->len * 2 > a->max_len)
			return 1;
		memcpy(a->p + a->len, a->p, (size_t)a->len);
		a->len *= 2;
		return 0;

	case LWS_CALLBACK_HTTP:
		note(wsi, "http", in, len);
		name = lws_get_protocol(wsi)->name;
		if (!strcmp(name, "dynamic") || !strncmp(in, "/cb-", 4))
			return on_http(wsi, in);
		break;

	default:
		break;
	}

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static int
raw_echo(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	char buf[LWS_PRE + 256];

	(void)user;
	if (reason == LWS_CALLBACK_RAW_ADOPT)
		note(wsi, "adopt", NULL, 0);
	if (reason == LWS_CALLBACK_RAW_CLOSE)
		note(wsi, "close", NULL, 0);
	if (reason != LWS_CALLBACK_RAW_RX)
		return 0;
	if (len > sizeof(buf) - LWS_PRE)
		return -1;
	memcpy(buf + LWS_PRE, in, len);
	if (lws_write(wsi, (unsigned char *)buf + LWS_PRE, len,
		      LWS_WRITE_RAW) != (int)len)
		return -1;

	return memchr(in, '\n', len) ? -1 : 0;
}

static const struct lws_protocols protocols[] = {
	{ "http", callback, sizeof(struct session), 0, 0, NULL, 0 },
	{ "dynamic", callback, sizeof(struct session), 0, 0, NULL, 0 },
	{ "twice", callback, sizeof(struct session), 0, 0, NULL, 0 },
	{ "raw-echo", raw_echo, 0, 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static const struct lws_protocol_vhost_options
	any_type = { NULL, NULL, "*", "application/octet-stream" },
	own_type = { &any_type, NULL, ".own", "text/x-own" },
	shtml = { NULL, NULL, ".shtml", "twice" },
	shtml_type = { NULL, NULL, ".shtml", "text/html" };

enum {
	M_ROOT, M_OPEN, M_CALLBACK, M_CALLBACK_DEEP, M_REDIR_HTTP,
	M_REDIR_HTTPS, M_PROT, M_PROT_CB, M_DENIED, M_CACHED, M_SHARED,
	M_INTERPRET, M_SLASH, M_NODEF, M_MISSING_PW, M_ADDED, M_DEEP, M_COUNT
};

static const struct lws_http_mount templates[M_COUNT] = {
	[M_ROOT] = {
		.mountpoint = "/", .origin = www,
		.origin_protocol = LWSMPRO_FILE,
		.def = "index.html",
	},
	[M_OPEN] = {
		.mountpoint = "/open", .origin = www,
		.origin_protocol = LWSMPRO_FILE,
		.extra_mimetypes = &own_type,
	},
	[M_CALLBACK] = {
		.mountpoint = "/dyn", .protocol = "dynamic",
		.origin_protocol = LWSMPRO_CALLBACK,
	},
	[M_CALLBACK_DEEP] = {
		.mountpoint = "/open/dyn", .protocol = "dynamic",
		.origin_protocol = LWSMPRO_CALLBACK,
	},
	[M_REDIR_HTTP] = {
		.mountpoint = "/to-http",
		.origin = "example.com/there",
		.origin_protocol = LWSMPRO_REDIR_HTTP,
	},
	[M_REDIR_HTTPS] = {
		.mountpoint = "/to-https",
		.origin = "example.com/",
		.origin_protocol = LWSMPRO_REDIR_HTTPS,
	},
	[M_PROT] = {
		.mountpoint = "/prot", .origin = prot,
		.origin_protocol = LWSMPRO_FILE,
		.basic_auth_login_file = passwords,
	},
	[M_PROT_CB] = {
		.mountpoint = "/verify", .origin = prot,
		.origin_protocol = LWSMPRO_FILE,
		.auth_mask = LWSAUTHM_BASIC_AUTH_CALLBACK,
	},
	[M_DENIED] = {
		.mountpoint = "/denied", .origin = www,
		.origin_protocol = LWSMPRO_FILE,
		.protocol = "dynamic", .auth_mask = 7,
	},
	[M_CACHED] = {
		.mountpoint = "/cached", .origin = www,
		.origin_protocol = LWSMPRO_FILE,
		.cache_max_age = 3600, .cache_reusable = 1,
		.cache_revalidate = 1,
	},
	[M_SHARED] = {
		.mountpoint = "/shared", .origin = www,
		.origin_protocol = LWSMPRO_FILE,
		.cache_max_age = 60, .cache_reusable = 1,
		.cache_intermediaries = 1,
	},
	[M_INTERPRET] = {
		.mountpoint = "/int", .origin = www,
		.origin_protocol = LWSMPRO_FILE,
		.interpret = &shtml,
		.extra_mimetypes = &shtml_type,
	},
	[M_SLASH] = {
		.mountpoint = "/slash/", .origin = www,
		.origin_protocol = LWSMPRO_FILE,
	},
	[M_NODEF] = {
		.mountpoint = "/nodef", .origin = www,
		.origin_protocol = LWSMPRO_FILE,
		.def = "none.html",
	},
	[M_MISSING_PW] = {
		.mountpoint = "/nopw", .origin = www,
		.origin_protocol = LWSMPRO_FILE,
		.basic_auth_login_file = no_file,
	},
	[M_ADDED] = {
		.mountpoint = "/added", .origin = www,
		.origin_protocol = LWSMPRO_FILE,
		.protocol = "dynamic",
	},
	[M_DEEP] = {
		.mountpoint = "/open/sub/prot", .origin = prot,
		.origin_protocol = LWSMPRO_FILE,
		.basic_auth_login_file = passwords,
	},
};

static const struct lws_http_mount *
mounts(void)
{
	static struct lws_http_mount m[M_COUNT];
	int n;

	for (n = 0; n < M_COUNT; n++) {
		m[n] = templates[n];
		m[n].mountpoint_len = (unsigned char)strlen(m[n].mountpoint);
		m[n].mount_next = n + 1 < M_COUNT ? &m[n + 1] : NULL;
	}

	return m;
}

static void
common(struct lws_context_creation_info *info, const char *name)
{
	memset(info, 0, sizeof(*info));
	info->protocols = protocols;
	info->mounts = mounts();
	info->vhost_name = name;
	info->iface = "127.0.0.1";
}

static struct lws_vhost *
first(struct lws_context *cx, const char *folder)
{
	struct lws_context_creation_info info;
	char path[PATHS];

	lws_snprintf(path, sizeof(path), "%s/access.log", folder);
	common(&info, "first");
#if defined(LWS_WITH_ACCESS_LOG)
	info.log_filepath = path;
#endif

	return lws_create_vhost(cx, &info);
}

static struct lws_vhost *
second(struct lws_context *cx, int port)
{
	static const struct lws_protocol_vhost_options
		header = { NULL, NULL, "x-vhost:", "second" };
	struct lws_context_creation_info info;

	common(&info, "second");
	info.port = port;
	info.error_document_404 = "/404.html";
	info.options =
		LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE;
	info.headers = &header;
	info.server_string = "ours";

	return lws_create_vhost(cx, &info);
}

static int
port_of(struct lws_vhost *vh)
{
	return vh ? lws_get_vhost_listen_port(vh) : 0;
}

static int
with_fallback(struct lws_context *cx)
{
	struct lws_context_creation_info info;

	common(&info, "fallback");
	info.options = LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG;
	info.listen_accept_role = "raw-skt";
	info.listen_accept_protocol = "raw-echo";

	return port_of(lws_create_vhost(cx, &info));
}

static int
on_ipv6(struct lws_context *cx)
{
	struct lws_context_creation_info info;

	common(&info, "six");
	info.iface = "::1";
	info.options = LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND;

	return port_of(lws_create_vhost(cx, &info));
}

static void
on_unix_socket(struct lws_context *cx, const char *folder)
{
	struct lws_context_creation_info info;
	char path[PATHS];

	lws_snprintf(path, sizeof(path), "%s/socket", folder);
	common(&info, "unix");
	info.iface = path;
	info.options = LWS_SERVER_OPTION_UNIX_SOCK;
	if (!lws_create_vhost(cx, &info))
		lwsl_notice("no unix socket\n");
}

#if defined(LWS_WITH_PEER_LIMITS)
static int
notify(struct lws_context *cx, lws_sockfd_type fd, lws_sockaddr46 *sa46)
{
	(void)cx;
	(void)fd;
	if (sa46->sa4.sin_family == AF_INET)
		turned_away++;

	return 0;
}
#endif

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info;
	struct lws_context *cx;
	struct lws_vhost *vh;
	int n = 0, fallback, six;

	if (argc < 2) {
		fprintf(stderr, "usage: http-server DIRECTORY\n");
		return 2;
	}
	lws_snprintf(www, sizeof(www), "%s/www", argv[1]);
	lws_snprintf(prot, sizeof(prot), "%s/prot", argv[1]);
	lws_snprintf(passwords, sizeof(passwords), "%s/passwords", argv[1]);
	lws_snprintf(no_file, sizeof(no_file), "%s/there-is-none", argv[1]);

	memset(&info, 0, sizeof(info));
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
#if defined(LWS_WITH_PEER_LIMITS)
	info.ip_limit_wsi = 20;
	info.ip_limit_ah = 10;
	info.pl_notify_cb = notify;
#endif
	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE, NULL);
	cx = lws_create_context(&info);
	if (!cx)
		return 1;
	vh = first(cx, argv[1]);
	if (!vh || !second(cx, port_of(vh))) {
		lws_context_destroy(cx);
		return 1;
	}
	fallback = with_fallback(cx);
	six = on_ipv6(cx);
	on_unix_socket(cx, argv[1]);

	printf("ports %d %d %d%s\n", port_of(vh), fallback, six, features);
	fflush(stdout);

	while (n >= 0 && !stop)
		n = lws_service(cx, 0);
	lws_context_destroy(cx);

	return 0;
}
