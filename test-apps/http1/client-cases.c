/* SPDX-License-Identifier: MIT */
/*
 * Responses, good and bad.  Behind each of them come bytes that look like
 * another response, and are nobody's.
 */
#include "cases.h"

#define B(s)	s, sizeof(s) - 1
#define OK	"HTTP/1.1 200 OK\r\n"
#define TE	"Transfer-Encoding: chunked\r\n"
#define LEN	"Content-Length: 3\r\n"
#define CHUNKS	"3\r\nabc\r\n0\r\n\r\n"
#define DONE	"pre established completed closed"
#define CUT	"pre established closed"

#define ROW(g, n, m, b, body, end) \
	{ g, n, m, B(b), body, end, 0, NULL, 0, 0 }
#define FINE(g, n, b, body)	ROW(g, n, "GET", b, body, DONE)
#define BAD(g, n, b)		ROW(g, n, "GET", b, "", "error")
#define BAD_CHUNK(n, b, got)	ROW("chunks", n, "GET", OK TE "\r\n" b, got, CUT)
#define TO_END(g, n, b, body, end) \
	{ g, n, "GET", B(b), body, end, 1, NULL, 0, 0 }

const struct client_case client_cases[] = {
	/* ---- where the body ends */
	FINE("body", "by length", OK LEN "\r\nabc", "abc"),
	FINE("body", "no bytes", OK "Content-Length: 0\r\n\r\n", ""),
	FINE("body", "in chunks", OK TE "\r\n" CHUNKS, "abc"),
	FINE("body", "chunks with extensions and trailers",
	     OK TE "\r\n1;a=b\r\na\r\n2 ;c\r\nbc\r\n0\r\nX: y\r\n\r\n", "abc"),
	TO_END("body", "to the end of the connection",
	       "HTTP/1.0 200 OK\r\n\r\nabc", "abc", DONE),
	TO_END("body", "to the end in HTTP/1.1", OK "\r\nabc", "abc", DONE),
	TO_END("body", "shorter than its length",
	       OK "Content-Length: 9\r\n\r\nabc", "abc", CUT),
	TO_END("body", "chunks without an end", OK TE "\r\n3\r\nabc\r\n",
	       "abc", CUT),
	FINE("body", "204 has none, whatever it says",
	     "HTTP/1.1 204 None\r\n" LEN "\r\n", ""),
	FINE("body", "304 has none, whatever it says",
	     "HTTP/1.1 304 Same\r\n" LEN "\r\n", ""),
	ROW("body", "HEAD has none, whatever it says", "HEAD", OK LEN "\r\n",
	    "", DONE),
	ROW("body", "HEAD has no chunks", "HEAD", OK TE "\r\n", "", DONE),

	/* ---- lengths */
	BAD("length", "twice, the same", OK LEN LEN "\r\nabc"),
	BAD("length", "twice, different",
	    OK LEN "Content-Length: 4\r\n\r\nabc"),
	BAD("length", "list", OK "Content-Length: 3, 3\r\n\r\nabc"),
	BAD("length", "negative", OK "Content-Length: -3\r\n\r\nabc"),
	BAD("length", "with a plus", OK "Content-Length: +3\r\n\r\nabc"),
	BAD("length", "hexadecimal", OK "Content-Length: 0x3\r\n\r\nabc"),
	BAD("length", "empty", OK "Content-Length:\r\n\r\nabc"),
	BAD("length", "2^64 + 3",
	    OK "Content-Length: 18446744073709551619\r\n\r\nabc"),
	BAD("length", "space before the colon",
	    OK "Content-Length : 3\r\n\r\nabc"),

	/* ---- codings */
	BAD("coding", "beside a length", OK LEN TE "\r\n" CHUNKS),
	BAD("coding", "unknown", OK "Transfer-Encoding: br\r\n\r\nabc"),
	BAD("coding", "identity",
	    OK "Transfer-Encoding: identity\r\n\r\nabc"),
	BAD("coding", "twice", OK TE TE "\r\n" CHUNKS),
	BAD("coding", "gzip, chunked",
	    OK "Transfer-Encoding: gzip, chunked\r\n\r\n" CHUNKS),
	BAD("coding", "in HTTP/1.0", "HTTP/1.0 200 OK\r\n" TE "\r\n" CHUNKS),
	BAD("coding", "vertical tab",
	    OK "Transfer-Encoding: \vchunked\r\n\r\n" CHUNKS),

	/* ---- chunks */
	BAD_CHUNK("no size", "\r\nabc", ""),
	BAD_CHUNK("negative", "-3\r\nabc", ""),
	BAD_CHUNK("with 0x", "0x3\r\nabc", ""),
	BAD_CHUNK("two sizes", "3 44\r\nabc", ""),
	BAD_CHUNK("beyond 64 bits", "10000000000000003\r\nabc", ""),
	BAD_CHUNK("bare LF", "3\nabc\n", ""),
	BAD_CHUNK("longer than its size", "3\r\nabcd\r\n", "abc"),
	BAD_CHUNK("trailer without a colon", "3\r\nabc\r\n0\r\nx\r\n\r\n",
		  "abc"),

	/* ---- status line */
	FINE("status", "no reason", "HTTP/1.1 200\r\n" LEN "\r\nabc", "abc"),
	FINE("status", "strange reason",
	     "HTTP/1.1 299 \xc3\xa9 ;-) \r\n" LEN "\r\nabc", "abc"),
	BAD("status", "another protocol", "ICY 200 OK\r\n\r\n"),
	BAD("status", "HTTP/2", "HTTP/2 200 OK\r\n\r\n"),
	BAD("status", "HTTP/2.0", "HTTP/2.0 200 OK\r\n\r\n"),
	BAD("status", "version in lower case", "http/1.1 200 OK\r\n\r\n"),
	BAD("status", "two digits", "HTTP/1.1 20 OK\r\n\r\n"),
	BAD("status", "four digits", "HTTP/1.1 2000 OK\r\n\r\n"),
	BAD("status", "below 100", "HTTP/1.1 099 OK\r\n\r\n"),
	BAD("status", "no number", "HTTP/1.1 2x0 OK\r\n\r\n"),
	BAD("status", "two spaces", "HTTP/1.1  200 OK\r\n\r\n"),
	BAD("status", "bare LF", "HTTP/1.1 200 OK\n\n"),
	BAD("status", "NUL in the reason", "HTTP/1.1 200 O\0K\r\n\r\n"),
	BAD("status", "an empty line first", "\r\n" OK LEN "\r\nabc"),
	BAD("status", "a banner", "SSH-2.0-OpenSSH_9.2\r\n"),

	/* ---- lines */
	BAD("lines", "bare LF", OK "A: b\n" LEN "\r\nabc"),
	BAD("lines", "bare CR", OK "A: b\r" LEN "\r\nabc"),
	BAD("lines", "folded", OK "A: b\r\n c\r\n" LEN "\r\nabc"),
	BAD("lines", "blank before the first field",
	    OK " A: b\r\n" LEN "\r\nabc"),
	BAD("lines", "no colon", OK "foo\r\n\r\n"),
	BAD("lines", "no name", OK ": b\r\n\r\n"),
	BAD("lines", "space in the name", OK "A b: c\r\n\r\n"),
	BAD("lines", "NUL in a value", OK "A: b\0c\r\n\r\n"),

	/* ---- before the response */
	FINE("interim", "100 and 103", "HTTP/1.1 100 Continue\r\n\r\n"
	     "HTTP/1.1 103 Early\r\nLink: x\r\n\r\n" OK LEN "\r\nabc", "abc"),
	BAD("interim", "nothing behind 100 but junk",
	    "HTTP/1.1 100 Continue\r\n\r\njunk\r\n\r\n"),
	{ "interim", "without end", "GET",
	  B("HTTP/1.1 100 Continue\r\n\r\n" OK LEN "\r\nabc"), "", "error", 0,
	  "HTTP/1.1 103 Early\r\n\r\n", 40, 41 },

	/* ---- large */
	{ "large", "one field", "GET", B(OK "A: \r\n\r\n"), "", "error", 0,
	  "x", 5000, 4 },
	{ "large", "reason", "GET", B(OK "\r\n"), "", "error", 0, "x", 5000,
	  4 },
	{ "large", "many fields", "GET", B(OK "\r\n"), "", "error", 0,
	  "A: b\r\n", 120, 2 },
	{ "large", "padding", "GET", B(OK "A:\r\n\r\n"), "", "error", 0, " ",
	  9000, 4 },
};

const size_t client_cases_count = sizeof(client_cases) /
				  sizeof(client_cases[0]);
