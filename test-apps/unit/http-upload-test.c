/* SPDX-License-Identifier: MIT */
/*
 * Bodies of requests: how they are delimited on the wire, 100 Continue, and
 * answers that come before the end of the question.
 */
#include "private-lib-roles-http.h"
#include "client-script.h"

#define OK "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
#define HEAD(m) m " /u HTTP/1.1\r\nPragma: no-cache\r\n" \
	"Cache-Control: no-cache\r\nHost: the.host\r\n"

static const struct {
	const char *what, *method, *headers, *upload, *wire;
	int flags, final;
	size_t piece;
} good[] = {
	{ "length", "POST", "Content-Length: 10\r\n", "0123456789",
	  HEAD("POST") "Connection: close\r\nContent-Length: 10\r\n\r\n"
	  "0123456789", 0, 1, 4 },
	{ "chunks, ended by the last write", "PUT", NULL, "0123456789",
	  HEAD("PUT") "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
	  "4\r\n0123\r\n4\r\n4567\r\n2\r\n89\r\n0\r\n\r\n", 0, 1, 4 },
	{ "chunks, ended by lws_client_http_body_pending()", "PATCH", NULL,
	  "0123456789abcdefghij", HEAD("PATCH")
	  "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
	  "14\r\n0123456789abcdefghij\r\n0\r\n\r\n", 0, 0, 0 },
	{ "an empty body in chunks", "POST", NULL, "",
	  HEAD("POST") "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
	  "0\r\n\r\n", 0, 0, 0 },
	{ "framed by the user", "POST", "Transfer-Encoding: chunked\r\n",
	  "3\r\nabc\r\n0\r\n\r\n", HEAD("POST")
	  "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
	  "3\r\nabc\r\n0\r\n\r\n", 0, 1, 0 },
	{ "a form", "POST", NULL, "a=b&c=d", HEAD("POST")
	  "Content-Type: application/x-www-form-urlencoded\r\n"
	  "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
	  "7\r\na=b&c=d\r\n0\r\n\r\n", LCCSCF_HTTP_X_WWW_FORM_URLENCODED, 1,
	  0 },
	{ "none", "POST", NULL, NULL, HEAD("POST")
	  "Connection: close\r\nContent-Length: 0\r\n\r\n", 0, 0, 0 },
	{ "none", "DELETE", NULL, NULL, HEAD("DELETE")
	  "Connection: close\r\n\r\n", 0, 0, 0 },
	{ "none", "OPTIONS", NULL, NULL, HEAD("OPTIONS")
	  "Connection: close\r\n\r\n", 0, 0, 0 },
};

static void
check_good(void)
{
	size_t n;

	for (n = 0; n < T_ARRAY(good); n++) {
		const struct cs_step steps[] = {
			{ 0, good[n].wire, OK, 0 },
		};

		t_case("%s: %s", good[n].method, good[n].what);
		cs_reset();
		cs_c[0].headers = good[n].headers;
		cs_c[0].upload = good[n].upload;
		cs_c[0].piece = good[n].piece;
		cs_c[0].final = good[n].final;
		cs_start(0, good[n].method, "/u", good[n].flags, NULL);
		cs_play(steps, T_ARRAY(steps), 1);
		CHECK_STR(cs_log[0], good[n].wire);
		CHECK_STR(cs_c[0].body, "ok");
	}
}

static void
check_multipart(void)
{
	const struct cs_step steps[] = {
		{ 0, "--\r\n\r\n0\r\n\r\n", OK, 0 },
	};
	char boundary[20], want[512], *p;

	t_case("multipart");
	cs_reset();
	cs_c[0].multipart = 1;
	cs_start(0, "POST", "/u", LCCSCF_HTTP_MULTIPART_MIME, NULL);
	cs_play(steps, T_ARRAY(steps), 1);
	p = strstr(cs_log[0], "Content-Type: multipart/form-data; boundary=\"");
	if (!CHECK(p && sscanf(p + 44, "\"%16[0-9a-f]\"", boundary) == 1))
		return;
	CHECK_EQ(strlen(boundary), 16);
	p = strstr(cs_log[0], "\r\n\r\n") + 4;
	lws_snprintf(want, sizeof(want),
		"--%s\r\nContent-Disposition: form-data; name=\"na%%22me\"\r\n"
		"\r\nvalue\r\n--%s\r\n"
		"Content-Disposition: form-data; name=\"f\"; "
		"filename=\"a%%0D%%0Ab.txt\"\r\nContent-Type: text/plain\r\n"
		"\r\nfile\r\n--%s--\r\n", boundary, boundary, boundary);
	CHECK(strstr(p, want));
	CHECK_EQ(strtoul(p, NULL, 16), strlen(want));
}

static void
check_auth(void)
{
	char buf[64];

	t_case("basic authentication");
	CHECK(!lws_http_basic_auth_gen("Aladdin", "open sesame", buf,
				       sizeof(buf)));
	CHECK_STR(buf, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
	CHECK_EQ(lws_http_basic_auth_gen("Aladdin", "open sesame", buf, 34),
		 -1);
	CHECK_EQ(lws_http_basic_auth_gen("Aladdin", "open sesame", buf, 35),
		 0);
	CHECK_EQ(lws_http_basic_auth_gen("a:b", "c", buf, sizeof(buf)), -1);
	CHECK_EQ(lws_http_basic_auth_gen("", "", buf, sizeof(buf)), 0);
	CHECK_STR(buf, "Basic Og==");
}

#define EXPECT "Content-Length: 4\r\nExpect: 100-continue\r\n"

static void
check_continue(void)
{
	const struct cs_step told[] = {
		{ 0, "continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n", 0 },
		{ 0, "BODY", OK, 0 },
	}, refused[] = {
		{ 0, "continue\r\n\r\n", "HTTP/1.1 417 No\r\n"
		  "Content-Length: 2\r\n\r\nno", 0 },
	}, silent[] = {
		{ 0, "continue\r\n\r\nBODY", OK, 0 },
	}, other[] = {
		{ 0, "continue\r\n\r\n", "HTTP/1.1 103 Early\r\n\r\n"
		  "HTTP/1.1 100 Continue\r\n\r\n", 0 },
		{ 0, "BODY", OK, 0 },
	};
	int byte;

	for (byte = 0; byte < 2; byte++) {
		cs_pace = (size_t)byte;
		t_case("100 Continue");
		cs_reset();
		cs_c[0].headers = EXPECT;
		cs_c[0].upload = "BODY";
		cs_c[0].final = 1;
		cs_start(0, "POST", "/", 0, NULL);
		cs_play(told, T_ARRAY(told), 1);
		CHECK_STR(cs_c[0].trace.text,
			  "append writeable pre est:200 done closed");

		t_case("another 1xx before it");
		cs_reset();
		cs_c[0].headers = EXPECT;
		cs_c[0].upload = "BODY";
		cs_start(0, "POST", "/", 0, NULL);
		cs_play(other, T_ARRAY(other), 1);
		CHECK_STR(cs_c[0].trace.text,
			  "append writeable pre est:200 done closed");

		t_case("a final answer instead");
		cs_reset();
		cs_c[0].headers = EXPECT;
		cs_c[0].upload = "BODY";
		cs_start(0, "POST", "/", 0, NULL);
		cs_play(refused, T_ARRAY(refused), 1);
		CHECK_STR(cs_c[0].trace.text,
			  "append pre est:417 done closed");
		CHECK_STR(cs_c[0].body, "no");
		CHECK(!strstr(cs_log[0], "BODY"));
	}
	cs_pace = 0;

	t_case("a server that does not know it");
	cs_reset();
	cs_c[0].headers = EXPECT;
	cs_c[0].upload = "BODY";
	cs_start(0, "POST", "/", 0, NULL);
	cs_play(silent, T_ARRAY(silent), 1);
	CHECK_STR(cs_c[0].trace.text,
		  "append writeable pre est:200 done closed");
}

static void
check_early(void)
{
	const struct cs_step early[] = {
		{ 0, "\r\n\r\n", "HTTP/1.1 413 Too much\r\n"
		  "Content-Length: 3\r\n\r\nbig", 0 },
	}, reset[] = {
		{ 0, "\r\n\r\n", "HTTP/1.1 413 Too much\r\n"
		  "Content-Length: 3\r\n\r\nbig", 1 },
	};
	char many[1000];

	memset(many, 'x', sizeof(many));
	many[999] = '\0';

	t_case("refused in the middle of the body");
	cs_reset();
	cs_c[0].headers = "Content-Length: 999\r\n";
	cs_c[0].upload = many;
	cs_c[0].piece = 1;
	cs_start(0, "POST", "/", 0, NULL);
	cs_play(early, T_ARRAY(early), 1);
	CHECK(strstr(cs_c[0].trace.text, "pre est:413 done closed"));
	CHECK_STR(cs_c[0].body, "big");

	t_case("refused, and closed");
	cs_reset();
	cs_c[0].upload = many;
	cs_c[0].piece = 1;
	cs_start(0, "POST", "/", 0, NULL);
	cs_play(reset, T_ARRAY(reset), 1);
	CHECK(strstr(cs_c[0].trace.text, "pre est:413 done closed"));
	CHECK_STR(cs_c[0].body, "big");
}

static const struct {
	const char *what, *headers;
} bad_headers[] = {
	{ "no line end", "X: y" },
	{ "LF only", "X: y\n" },
	{ "an empty line", "X: y\r\n\r\nGET / HTTP/1.1\r\n" },
	{ "a CR in the value", "X: y\rz: a\r\n" },
	{ "no name", ": y\r\n" },
	{ "no colon", "X\r\n" },
	{ "a space in the name", "X y: z\r\n" },
	{ "a folded line", "X: y\r\n z\r\n" },
	{ "a control character", "X: \x01\r\n" },
	{ "two lengths", "Content-Length: 1\r\nContent-Length: 2\r\n" },
	{ "a length that is none", "Content-Length: x\r\n" },
	{ "a length and more", "Content-Length: 1, 1\r\n" },
	{ "a negative length", "Content-Length: -1\r\n" },
};

static void
check_bad(void)
{
	size_t n;

	for (n = 0; n < T_ARRAY(bad_headers); n++) {
		t_case("appended: %s", bad_headers[n].what);
		cs_reset();
		cs_c[0].headers = bad_headers[n].headers;
		cs_start(0, "GET", "/", 0, NULL);
		cs_play(NULL, 0, 1);
		CHECK_STR(cs_c[0].trace.text, "append error");
		CHECK_STR(cs_c[0].error,
			  "handshake: appended headers are malformed");
	}

	t_case("a length beside a transfer coding");
	cs_reset();
	cs_c[0].headers = "Content-Length: 1\r\n"
			  "Transfer-Encoding: chunked\r\n";
	cs_start(0, "POST", "/", 0, NULL);
	cs_play(NULL, 0, 1);
	CHECK(strstr(cs_c[0].error, "beside Transfer-Encoding"));
}

static void
check_too_long(void)
{
	const struct cs_step none[] = {
		{ 0, "\r\n\r\n", OK, 0 },
	};

	t_case("a body longer than its length is not sent");
	cs_reset();
	cs_c[0].headers = "Content-Length: 2\r\n";
	cs_c[0].upload = "BODY";
	cs_start(0, "POST", "/", 0, NULL);
	cs_play(none, T_ARRAY(none), 1);
	CHECK(!strstr(cs_log[0], "BO"));
}

static void
check_no_memory(void)
{
	const struct cs_step steps[] = {
		{ 0, "0\r\n\r\n", OK, 0 },
	};
	unsigned int n;
	int ok = 0;

	for (n = 1; n < 60 && !ok; n++) {
		int begun;

		t_case("allocation %u of an upload fails", n);
		cs_reset();
		cs_c[0].upload = "BODY";
		cs_c[0].piece = 1;
		lws_alloc_fail_at(n, 0);
		begun = cs_start(0, "POST", "/0", 0, NULL) != NULL;
		cs_play_badly(steps, T_ARRAY(steps), begun);
		ok = lws_alloc_count() < n;
		lws_alloc_fail_at(0, 0);
	}
	t_case("allocations of an upload");
	CHECK(ok && n > 4);
	CHECK_STR(cs_c[0].body, "ok");
}

int
main(void)
{
	struct lws_context_creation_info info;

	t_begin("http-upload", 120);
	check_auth();

	memset(&info, 0, sizeof(info));
	info.timeout_secs = 4 * (unsigned int)t_slowness();
	info.http_proxy_address = "";
	if (!cs_create(&info)) {
		check_good();
		check_multipart();
		check_continue();
		check_early();
		check_bad();
		check_too_long();
		check_no_memory();
		cs_destroy();
	}

	return t_end();
}
