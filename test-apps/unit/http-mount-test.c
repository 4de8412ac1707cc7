/* SPDX-License-Identifier: MIT */
/*
 * Mounts and files in one process with their peer: allocations that fail,
 * callbacks that close, files that change while they are sent, filesystems of
 * the user's own, and peers that do not read.
 */
#include "private-lib-roles-h1.h"
#include "../api-tests/tests.h"

#include <stdio.h>

/* more than the system keeps between two sockets */
#define BIG	(12u * 1024u * 1024u)

static struct lws_context *cx;
static struct t_peer peer;
static int port, closed, completions, kill_at = -1, kill_how;
static char dir[256], big[300], page[300], passwords[300];

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	if ((int)reason == kill_at && kill_how == 1)
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_SYNC);
	if ((int)reason == kill_at)
		return -1;

	switch (reason) {
	case LWS_CALLBACK_CLOSED_HTTP:
		closed++;
		return 0;
	case LWS_CALLBACK_HTTP_FILE_COMPLETION:
		completions++;
		/* the library completes it, if nobody else does */
		return 0;
	case LWS_CALLBACK_VERIFY_BASIC_AUTHORIZATION:
		return 1;
	case LWS_CALLBACK_HTTP:
		if (!strcmp(in, "/big") &&
		    lws_serve_http_file(wsi, big, "a/b", NULL, 0) >= 0)
			return 0;
		break;
	default:
		break;
	}

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{ "http", callback, 16, 0, 0, NULL, 0 },
	{ "other", callback, 24, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static const struct lws_protocol_vhost_options
	shtml = { NULL, NULL, ".shtml", "other" },
	any_type = { NULL, NULL, "*", "a/b" };

static struct lws_http_mount mounts[] = {
	{ .mountpoint = "/", .origin = dir, .origin_protocol = LWSMPRO_FILE,
	  .extra_mimetypes = &any_type, .interpret = &shtml },
	{ .mountpoint = "/cb", .protocol = "http",
	  .origin_protocol = LWSMPRO_CALLBACK },
	{ .mountpoint = "/pw", .origin = dir, .origin_protocol = LWSMPRO_FILE,
	  .basic_auth_login_file = passwords, .extra_mimetypes = &any_type },
	{ .mountpoint = "/vf", .origin = dir, .origin_protocol = LWSMPRO_FILE,
	  .auth_mask = LWSAUTHM_BASIC_AUTH_CALLBACK, .protocol = "other",
	  .extra_mimetypes = &any_type, .interpret = &shtml },
	{ .mountpoint = "/vfs", .origin = "none/x.tst/",
	  .origin_protocol = LWSMPRO_FILE, .extra_mimetypes = &any_type },
	{ .mountpoint = "/to", .origin = "example.com",
	  .origin_protocol = LWSMPRO_REDIR_HTTP },
};

/* ---- a filesystem in memory, behind the signature ".tst/" ---- */

static const char vfs_text[] = "0123456789abcdefghijklmnopqrstuvwxyz";
static int vfs_open, vfs_fail_at = -1;

static lws_fop_fd_t
vfs_do_open(const struct lws_plat_file_ops *fops, const char *filename,
	    const char *vpath, lws_fop_flags_t *flags)
{
	lws_fop_fd_t f;

	(void)fops;
	(void)filename;
	if (!vpath || (strcmp(vpath, "text") && strcmp(vpath, "packed")))
		return NULL;
	f = calloc(1, sizeof(*f));
	if (!f)
		return NULL;
	f->fops = fops->next;
	f->len = sizeof(vfs_text) - 1;
	f->mod_time = 1000000000;
	f->flags = *flags | LWS_FOP_FLAG_MOD_TIME_VALID;
	if (!strcmp(vpath, "packed") &&
	    (*flags & LWS_FOP_FLAG_COMPR_ACCEPTABLE_GZIP))
		f->flags |= LWS_FOP_FLAG_COMPR_IS_GZIP;
	vfs_open++;

	return f;
}

static int
vfs_close(lws_fop_fd_t *f)
{
	free(*f);
	*f = NULL;
	vfs_open--;

	return 0;
}

static lws_fileofs_t
vfs_seek(lws_fop_fd_t f, lws_fileofs_t by)
{
	f->pos = (lws_filepos_t)((lws_fileofs_t)f->pos + by);

	return (lws_fileofs_t)f->pos;
}

/* never more than seven bytes at a time */
static int
vfs_read(lws_fop_fd_t f, lws_filepos_t *amount, uint8_t *buf,
	 lws_filepos_t len)
{
	lws_filepos_t n = f->len - f->pos;

	*amount = 0;
	if ((int)f->pos >= vfs_fail_at && vfs_fail_at >= 0)
		return -1;
	if (n > len)
		n = len;
	if (n > 7)
		n = 7;
	memcpy(buf, vfs_text + f->pos, (size_t)n);
	f->pos += n;
	*amount = n;

	return 0;
}

static struct lws_plat_file_ops vfs = {
	.open		= vfs_do_open,
	.close		= vfs_close,
	.seek_cur	= vfs_seek,
	.read		= vfs_read,
	.fi		= { { ".tst/", 5 } },
};

/* ---- helpers ---- */

static void
start(void)
{
	closed = completions = 0;
	t_log_mark();
	t_peer_connect(&peer, port);
}

static void
stop(void)
{
	t_peer_close(&peer);
	t_until(cx, closed, 3000);
	CHECK_EQ(closed, 1);
}

static const char *
received(void)
{
	t_buf_add(&peer.rx, "", 1);
	peer.rx.len--;

	return (const char *)peer.rx.data;
}

static void
ask(const char *path, const char *fields)
{
	t_peer_print(&peer, "GET %s HTTP/1.1\r\nHost: a\r\n%s\r\n", path,
		     fields);
}

static int
write_file(const char *path, size_t len)
{
	FILE *f = fopen(path, "wb");
	size_t n;

	if (!f)
		return -1;
	for (n = 0; n < len; n++)
		putc('a' + (int)(n % 26), f);

	return fclose(f);
}

static const char auth[] = "Authorization: Basic bWU6cGFzcw==\r\n";

/* ---- the cases ---- */

static const struct {
	const char	*path;
	const char	*fields;
	const char	*end;	/* of the answer, when all is well */
} requests[] = {
	{ "/page.shtml", "", "0\r\n\r\n" },
	{ "/passwords", "", "me:pass\n" },
	{ "/passwords", "Range: bytes=0-1\r\n", "\r\n\r\nme" },
	{ "/big", "Range: bytes=0-1,1000-1001\r\n", "--\r\n" },
	{ "/passwords", "If-None-Match: *\r\n", "\r\n\r\n" },
	{ "/passwords", "Accept-Encoding: gzip\r\n", "me:pass\n" },
	{ "/pw/passwords", auth, "me:pass\n" },
	{ "/pw/passwords", "", "\r\n\r\n" },
	{ "/vf/passwords", auth, "me:pass\n" },
	{ "/vf/page.shtml", auth, "0\r\n\r\n" },
	{ "/vfs/text", "", vfs_text },
	{ "/none", "", "</html>\n" },
	{ "/pw", "", "\r\n\r\n" },
	{ "/to/x", "", "\r\n\r\n" },
};

static int
ended(const char *end)
{
	const char *s = received();
	size_t n = strlen(s), m = strlen(end);

	return n >= m && !strcmp(s + n - m, end);
}

/* completely, or with less: without memory nobody is let in */
static int
answered(const char *end)
{
	return ended(end) || (t_peer_status(&peer) == 401 &&
			      (ended("\r\n\r\n") || ended("</html>\n")));
}

static void
check_no_memory(void)
{
	size_t r;

	for (r = 0; r < LWS_ARRAY_SIZE(requests); r++) {
		unsigned int n;
		int left_over = 0;

		for (n = 1; n < 60 && !left_over; n++) {
			t_case("%s: allocation %u fails", requests[r].path, n);
			start();
			t_settle(cx, 2);
			lws_alloc_fail_at(n, 0);
			ask(requests[r].path, requests[r].fields);
			t_until(cx, peer.gone || answered(requests[r].end),
				3000);
			CHECK(peer.gone || answered(requests[r].end));
			left_over = lws_alloc_count() < n;
			lws_alloc_fail_at(0, 0);
			stop();
		}
		CHECK(left_over);
	}
	CHECK_EQ(vfs_open, 0);
}

static void
check_kill(void)
{
	static const int at[] = {
		LWS_CALLBACK_FILTER_HTTP_CONNECTION,
		LWS_CALLBACK_HTTP_BIND_PROTOCOL,
		LWS_CALLBACK_CHECK_ACCESS_RIGHTS,
		LWS_CALLBACK_ADD_HEADERS,
		LWS_CALLBACK_PROCESS_HTML,
		LWS_CALLBACK_HTTP_FILE_COMPLETION,
		LWS_CALLBACK_HTTP_DROP_PROTOCOL,
		LWS_CALLBACK_HTTP,
	};
	size_t n;

	for (kill_how = 0; kill_how < 2; kill_how++)
		for (n = 0; n < LWS_ARRAY_SIZE(at); n++) {
			t_case("closed in %s, way %d", t_reason(at[n]),
			       kill_how);
			start();
			t_settle(cx, 2);
			kill_at = at[n];
			ask("/vf/page.shtml", auth);
			ask(at[n] == LWS_CALLBACK_HTTP ? "/none" :
				"/passwords", "");
			t_until(cx, peer.gone || ended("me:pass\n") ||
				    ended("</html>\n"), 3000);
			kill_at = -1;
			stop();
		}
	kill_how = 1;
	kill_at = LWS_CALLBACK_VERIFY_BASIC_AUTHORIZATION;
	t_case("closed while a password is checked");
	start();
	ask("/vf/passwords", auth);
	t_until(cx, peer.gone, 3000);
	CHECK(peer.gone);
	kill_at = -1;
	stop();
}

static uint64_t
services(void)
{
	const struct lws_service_stats *s = lws_service_stats_get(cx, 0);

#if defined(LWS_WITH_SERVICE_STATS)
	return s->serviced;
#else
	(void)s;
	return 0;
#endif
}

/* the answer is under way, and the peer does not read */
static void
begin_big(const char *path)
{
	start();
	t_sock_buffers(peer.fd, 65536, 65536);
	peer.paused = 1;
	ask(path, "");
	t_settle(cx, 100);
}

static void
check_slow(void)
{
	static const char * const paths[] = { "/big", "/cb/big" };
	struct t_peer other;
	uint64_t was;
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(paths); n++) {
		t_case("%s, to a peer that does not read", paths[n]);
		begin_big(paths[n]);
		CHECK_EQ(completions, 0);
		was = services();
		t_settle(cx, 100);
		/* the timers of the test are all that goes on */
		CHECK(services() - was < 5);

		t_case("%s, another peer meanwhile", paths[n]);
		t_peer_connect(&other, port);
		t_peer_print(&other, "GET /passwords HTTP/1.0\r\n\r\n");
		t_until(cx, other.gone, 3000);
		CHECK(other.gone && other.rx.len > 8 &&
		      !memcmp(other.rx.data + other.rx.len - 8, "me:pass\n",
			      8));
		t_peer_close(&other);
		t_until(cx, closed, 3000);
		closed = completions = 0;

		t_case("%s, it reads on", paths[n]);
		peer.paused = 0;
		t_until(cx, completions && peer.rx.len > BIG, 10000);
		CHECK_EQ(completions, 1);
		CHECK(t_peer_skip_head(&peer) && peer.rx.len == BIG);
		stop();
		CHECK_EQ(t_log_count(), 0);
	}
}

static void
check_changes(void)
{
	FILE *f;

	t_case("a file that becomes longer");
	begin_big("/big");
	f = fopen(big, "ab");
	if (CHECK(f)) {
		fputs("more", f);
		fclose(f);
	}
	peer.paused = 0;
	t_until(cx, completions && peer.rx.len > BIG, 10000);
	ask("/passwords", "");
	t_until(cx, ended("me:pass\n"), 3000);
	CHECK(t_peer_skip_head(&peer) && peer.rx.len > BIG + 100 &&
	      !memcmp(peer.rx.data + BIG, "HTTP/1.1 200", 12));
	stop();

	t_case("a file that becomes shorter");
	CHECK_EQ(write_file(big, BIG), 0);
	begin_big("/big");
	/* Windows does not let anybody write to it meanwhile */
	if (write_file(big, 100000) == 0) {
		peer.paused = 0;
		t_until(cx, peer.gone, 10000);
		CHECK(peer.gone && peer.rx.len < BIG);
		CHECK_EQ(completions, 0);
		CHECK_EQ(t_log_count(), 1);
	}
	stop();
	CHECK_EQ(write_file(big, BIG), 0);

	t_case("a peer that goes in the middle");
	begin_big("/big");
	stop();
	CHECK_EQ(completions, 0);
}

static void
check_vfs(void)
{
	t_case("a filesystem of the user's");
	start();
	ask("/vfs/text", "");
	t_until(cx, ended(vfs_text), 3000);
	CHECK(ended(vfs_text));
	CHECK(strstr(received(), "content-length: 36\r\n") &&
	      !strstr(received(), "content-encoding"));
	ask("/vfs/none", "");
	t_until(cx, ended("</html>\n"), 3000);
	ask("/vfs/text", "Range: bytes=5-20\r\n");
	t_until(cx, ended("56789abcdefghijk"), 3000);
	CHECK(ended("\r\n\r\n56789abcdefghijk"));
	stop();

	t_case("it has a compressed form");
	start();
	ask("/vfs/packed", "");
	t_until(cx, ended(vfs_text), 3000);
	CHECK(!strstr(received(), "content-encoding"));
	ask("/vfs/packed", "Accept-Encoding: gzip\r\n");
	t_until(cx, strstr(received(), "gzip") && ended(vfs_text), 3000);
	CHECK(strstr(received(), "content-encoding: gzip\r\n"));
	CHECK(strstr(received(), "vary: accept-encoding\r\n"));
	stop();

	t_case("it fails in the middle");
	vfs_fail_at = 14;
	start();
	ask("/vfs/text", "");
	t_until(cx, peer.gone, 3000);
	CHECK(peer.gone && ended("\r\n\r\n0123456789abcd"));
	CHECK_EQ(completions, 0);
	stop();
	vfs_fail_at = -1;
	CHECK_EQ(vfs_open, 0);
}

static void
refused(struct lws_http_mount m)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.vhost_name = "bad";
	info.mounts = &m;
	t_log_mark();
	CHECK(!lws_create_vhost(cx, &info));
	CHECK_EQ(t_log_count(), 1);
}

static void
check_bad_mounts(void)
{
	struct lws_http_mount m = { .mountpoint = "/", .mountpoint_len = 1,
				    .origin = "x" };

	t_case("mounts that cannot be");
#if !defined(LWS_WITH_CGI)
	m.origin_protocol = LWSMPRO_CGI;
	refused(m);
#endif
	m.origin_protocol = 99;
	refused(m);
	m.origin_protocol = LWSMPRO_FILE;
	m.origin = NULL;
	refused(m);
	m.origin = "x";
	m.mountpoint_len = 2;
	refused(m);
	m.mountpoint = NULL;
	m.mountpoint_len = 0;
	refused(m);
}

static int
make_site(void)
{
	FILE *f;

	lws_snprintf(dir, sizeof(dir), ".");
	lws_snprintf(big, sizeof(big), "./big");
	lws_snprintf(page, sizeof(page), "./page.shtml");
	lws_snprintf(passwords, sizeof(passwords), "./passwords");
	f = fopen(passwords, "wb");
	if (!f)
		return -1;
	fputs("me:pass\n", f);
	fclose(f);

	return write_file(big, BIG) || write_file(page, 9000);
}

int
main(void)
{
	struct lws_context_creation_info info;
	size_t n;

	t_begin("http-mount", 120);
	for (n = 0; n < LWS_ARRAY_SIZE(mounts); n++) {
		mounts[n].mountpoint_len =
				(unsigned char)strlen(mounts[n].mountpoint);
		mounts[n].mount_next = n + 1 < LWS_ARRAY_SIZE(mounts) ?
							&mounts[n + 1] : NULL;
	}
	if (!CHECK(!make_site()))
		return t_end();

	memset(&info, 0, sizeof(info));
	t_info(&info, protocols);
	info.mounts = mounts;
	info.fops = &vfs;
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return t_end();
	port = lws_get_vhost_listen_port(lws_get_vhost_by_name(cx, "default"));
	t_tick_start(cx);

	check_bad_mounts();
	check_vfs();
	check_slow();
	check_changes();
	check_kill();
	check_no_memory();

	t_tick_stop();
	lws_context_destroy(cx);
	remove(big);
	remove(page);
	remove(passwords);

	return t_end();
}
