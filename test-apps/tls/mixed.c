/* SPDX-License-Identifier: MIT */
/*
 * Plain text on a TLS port, and TLS on a plain one: what each server option
 * that concerns it makes of both. Prints the table of what happened.
 */
#include "robust.h"

#define NON_SSL LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT
#define REDIRECT LWS_SERVER_OPTION_REDIRECT_HTTP_TO_HTTPS
#define HTTP_TOO LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER
#define FALLBACK LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG
#define ACCEPT LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG

/*
 * expect: for plain GET, plain ws upgrade, plain garbage, GET in TLS, each
 *	'x' closed without an answer,
 *	'2' 200, '1' 101, '3' 301, '4' an error,
 *	'r' adopted as raw
 */
static const struct row {
	const char *what;
	uint64_t options;
	int tls;
	const char *role;
	const char *expect;
} rows[] = {
	{ "TLS port", 0, 1, NULL, "xxx2" },
	{ "TLS port, ALLOW_NON_SSL_ON_SSL_PORT", NON_SSL, 1, NULL, "21x2" },
	{ "TLS port, REDIRECT_HTTP_TO_HTTPS", REDIRECT, 1, NULL, "33x2" },
	{ "TLS port, ALLOW_HTTP_ON_HTTPS_LISTENER", HTTP_TOO, 1, NULL,
	  "21x2" },
	{ "TLS port, both of these", HTTP_TOO | REDIRECT, 1, NULL, "31x2" },
	{ "TLS port, FALLBACK to raw", FALLBACK, 1, "raw-skt", "rrr2" },
	{ "TLS port, FALLBACK, HTTP too", FALLBACK | HTTP_TOO, 1, "raw-skt",
	  "21r2" },
	{ "plain port", 0, 0, NULL, "214x" },
	{ "plain port, raw only", ACCEPT, 0, "raw-skt", "rrrr" },
};

static const char *role;

static void with_role(struct lws_context_creation_info *info)
{
	info->listen_accept_role = role;
	info->listen_accept_protocol = role ? "raw" : NULL;
}

static struct t_peer raw;
static struct tls_peer tls;
static char location[128];

static char judge(struct t_peer *p, int *gone)
{
	int status;

	t_until(r_cx, t_peer_status(p) || *gone || r_seen.raw_adopted, 3000);
	status = t_peer_status(p);
	if (r_seen.raw_adopted)
		return 'r';
	if (status) {
		if (!t_peer_header(p, "location", location, sizeof(location)))
			location[0] = '\0';
		return (char)(status == 200 ? '2' : status == 101 ? '1' :
			      status == 301 ? '3' : status >= 400 ? '4' : '?');
	}

	return *gone ? 'x' : '-';
}

static char probe(int port, int what, SSL_CTX *ctx)
{
	char got;

	r_clear();
	location[0] = '\0';
	if (what == 3) {
		tp_connect(&tls, port, ctx, "localhost");
		t_peer_print(&tls.plain, "GET / HTTP/1.1\r\n"
					 "Host: localhost\r\n\r\n");
		got = judge(&tls.plain, &tls.plain.gone);
		tp_close(&tls);
		return got;
	}
	t_peer_connect(&raw, port);
	if (!what)
		t_peer_print(&raw, "GET /a?b=c HTTP/1.1\r\n"
				   "Host: localhost:%d\r\n\r\n", port);
	else if (what == 1)
		t_peer_hello(&raw, "/", "echo");
	else
		t_peer_print(&raw, "this is\r\nnot HTTP\r\n\r\n");
	got = judge(&raw, &raw.gone);
	t_peer_close(&raw);

	return got;
}

static void run(const struct row *row, SSL_CTX *ctx)
{
	struct lws_vhost *vh;
	char got[5], want[160];
	int n, port;

	role = row->role;
	t_case("%s", row->what);
	vh = r_vhost(row->what, row->options, row->tls, with_role);
	if (!vh)
		return;
	port = lws_get_vhost_listen_port(vh);
	for (n = 0; n < 4; n++) {
		t_case("%s, probe %d", row->what, n);
		got[n] = probe(port, n, ctx);
		CHECK(got[n] == row->expect[n]);
		if (got[n] == '3') {
			snprintf(want, sizeof(want),
				 n ? "https://localhost:%d/" :
				     "https://localhost:%d/a?b=c", port);
			/* the upgrade's Host has no port */
			if (!n)
				CHECK_STR(location, want);
			else
				CHECK(!strncmp(location, "https://localhost",
					       17));
		}
		if (got[n] == 'x')
			CHECK_EQ(t_log_count(), 1);
		r_healthy_round();
	}
	got[4] = '\0';
	printf("%-42s %-6s%s\n", row->what, got,
	       strcmp(got, row->expect) ? " !" : "");
	lws_vhost_destroy(vh);
	t_settle(r_cx, 5);
}

int main(void)
{
	struct lws_vhost *vh;
	SSL_CTX *ctx;
	size_t n;

	if (r_begin("mixed", 120))
		return t_end();
	vh = r_vhost("healthy", 0, 1, NULL);
	if (!vh)
		return t_end();
	ctx = tp_ctx(0);
	r_healthy_start(vh);
	for (n = 0; n < T_ARRAY(rows); n++)
		run(&rows[n], ctx);
	r_healthy_stop();
	SSL_CTX_free(ctx);

	return r_end();
}
