/* SPDX-License-Identifier: MIT */
/*
 * The connection: what it takes from the input and gives to the output.
 */
#include "wscat.h"
#include "../cmdline/url.h"

#include <signal.h>
#include <stdarg.h>

struct options options = {
	.close_code = 1000,
	.wait = 2,
	.timeout = 10,
};

static struct {
	struct lws_context	*context;
	struct lws		*wsi;		/* while it is established */
	lws_sorted_usec_list_t	wait, ping;
	int			executed;	/* of options.execute */
	int			waiting;	/* nothing more to send */
	int			ping_due;
	int			closing;	/* by us */
	int			close_code;
	char			close_reason[124];
	int			over, status;
	int			in_message;
} s;

static volatile sig_atomic_t interrupted;

/* ---- leaving */

static void
leave(int code, const char *reason)
{
	if (s.closing)
		return;
	s.closing = 1;
	s.close_code = code;
	lws_strncpy(s.close_reason, reason, sizeof(s.close_reason));
	if (s.wsi)
		lws_callback_on_writable(s.wsi);
}

static void
waited(lws_sorted_usec_list_t *sul)
{
	(void)sul;
	leave(options.close_code, "");
}

/* the last line is out: answers may still come, each of which counts anew */
static void
wait_for_answers(void)
{
	double secs = options.wait;

	s.waiting = 1;
	/* whoever typed an end of file means it */
	if (!options.execute.count && input_is_terminal())
		secs = 0;
	if (secs >= 0)
		lws_sul_schedule(s.context, 0, &s.wait, waited,
				 (lws_usec_t)(secs * LWS_US_PER_SEC) + 1);
}

static void
ping_is_due(lws_sorted_usec_list_t *sul)
{
	s.ping_due = 1;
	if (s.wsi)
		lws_callback_on_writable(s.wsi);
	lws_sul_schedule(s.context, 0, sul, ping_is_due,
			 (lws_usec_t)(options.ping * LWS_US_PER_SEC) + 1);
}

/* ---- sending */

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 32) >= 'a' && (c | 32) <= 'f')
		return (c | 32) - 'a' + 10;

	return -1;
}

/* "01 ff0a" in place; the length, or -1 */
static long
from_hex(char *p, size_t len)
{
	size_t n, out = 0;

	for (n = 0; n < len; n++) {
		int a = hex_digit(p[n]), b;

		if (p[n] == ' ' || p[n] == '\t')
			continue;
		b = n + 1 < len ? hex_digit(p[n + 1]) : -1;
		if (a < 0 || b < 0)
			return -1;
		p[out++] = (char)(a << 4 | b);
		n++;
	}

	return (long)out;
}

/* how many bytes the character at p has, 0: it is none (RFC 3629) */
static size_t
character(const unsigned char *p, size_t len)
{
	static const struct {
		unsigned char	from, to, second_from, second_to, size;
	} kinds[] = {
		{ 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 }, { 0xed, 0xed, 0x80, 0x9f, 3 },
		{ 0xee, 0xef, 0x80, 0xbf, 3 }, { 0xf0, 0xf0, 0x90, 0xbf, 4 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	size_t n, i;

	if (p[0] < 0x80)
		return 1;
	for (n = 0; n < LWS_ARRAY_SIZE(kinds); n++) {
		if (p[0] < kinds[n].from || p[0] > kinds[n].to)
			continue;
		if (len < kinds[n].size || p[1] < kinds[n].second_from ||
		    p[1] > kinds[n].second_to)
			return 0;
		for (i = 2; i < kinds[n].size; i++)
			if ((p[i] & 0xc0) != 0x80)
				return 0;
		return kinds[n].size;
	}

	return 0;
}

static int
is_text(const char *p, size_t len)
{
	size_t n = 0, one;

	while (n < len) {
		one = character((const unsigned char *)p + n, len - n);
		if (!one)
			return 0;
		n += one;
	}

	return 1;
}

static int
send_as(struct lws *wsi, const char *p, size_t len, enum lws_write_protocol wp)
{
	unsigned char *buf = malloc(LWS_PRE + len + 1);
	int n;

	if (!buf) {
		output_say(OUT_ERROR, "out of memory");
		return -1;
	}
	memcpy(buf + LWS_PRE, p, len);
	n = lws_write(wsi, buf + LWS_PRE, len, wp);
	free(buf);

	return n < (int)len ? -1 : 0;
}

static int
send_message(struct lws *wsi, char *p, size_t len)
{
	if (options.hex) {
		long n = from_hex(p, len);

		if (n < 0) {
			output_say(OUT_ERROR, "not sent: not hexadecimal");
			return 0;
		}
		return send_as(wsi, p, (size_t)n, LWS_WRITE_BINARY);
	}
	if (options.binary)
		return send_as(wsi, p, len, LWS_WRITE_BINARY);
	if (!is_text(p, len)) {
		output_say(OUT_ERROR, "not sent: not UTF-8; see --binary");
		return 0;
	}

	return send_as(wsi, p, len, LWS_WRITE_TEXT);
}

static void
close_command(const char *arg)
{
	int code = *arg ? atoi(arg) : options.close_code;
	const char *reason = strchr(arg, ' ');

	if (code != 1000 && (code < 3000 || code > 4999)) {
		output_say(OUT_ERROR, "a close code is 1000, or 3000 to 4999");
		return;
	}
	leave(code, reason ? reason + 1 : "");
}

static int
control_command(struct lws *wsi, const char *arg, enum lws_write_protocol wp)
{
	if (strlen(arg) > 125) {
		output_say(OUT_ERROR, "not sent: more than 125 bytes");
		return 0;
	}

	return send_as(wsi, arg, strlen(arg), wp);
}

static int
command(struct lws *wsi, const char *line)
{
	size_t word = strcspn(line, " ");
	const char *arg = line + word + (line[word] == ' ');

	if (word == 5 && !memcmp(line, "/ping", 5))
		return control_command(wsi, arg, LWS_WRITE_PING);
	if (word == 5 && !memcmp(line, "/pong", 5))
		return control_command(wsi, arg, LWS_WRITE_PONG);
	if (word == 6 && !memcmp(line, "/close", 6))
		close_command(arg);
	else
		output_say(OUT_ERROR, "/ping [TEXT], /pong [TEXT], /close "
			   "[CODE [REASON]]; // sends a line that begins "
			   "with /");

	return 0;
}

static int
send_line(struct lws *wsi, char *p, size_t len)
{
	if (options.commands && p[0] == '/' && p[1] != '/')
		return command(wsi, p);
	if (options.commands && p[0] == '/')
		return send_message(wsi, p + 1, len - 1);

	return send_message(wsi, p, len);
}

/* the next of what was given by --execute, or was typed */
static int
send_next(struct lws *wsi)
{
	struct line *l;
	int n, eof = 0;

	if (options.execute.count) {
		char *copy;

		if (s.executed == options.execute.count) {
			if (!s.waiting)
				wait_for_answers();
			return 0;
		}
		copy = strdup(options.execute.v[s.executed++]);
		if (!copy)
			return -1;
		n = send_line(wsi, copy, strlen(copy));
		free(copy);
		lws_callback_on_writable(wsi);
		return n;
	}

	l = input_next(&eof);
	if (!l) {
		if (!eof)
			output_prompt();
		else if (!s.waiting)
			wait_for_answers();
		return 0;
	}
	n = send_line(wsi, l->text, l->len);
	free(l);
	lws_callback_on_writable(wsi);

	return n;
}

static int
writeable(struct lws *wsi)
{
	if (s.closing) {
		lws_close_reason(wsi, (enum lws_close_status)s.close_code,
				 (unsigned char *)s.close_reason,
				 strlen(s.close_reason));
		return -1;
	}
	if (s.ping_due) {
		s.ping_due = 0;
		if (send_as(wsi, "wscat", 5, LWS_WRITE_PING))
			return -1;
		lws_callback_on_writable(wsi);
		return 0;
	}

	return send_next(wsi);
}

/* ---- the connection's events */

static void
established(struct lws *wsi)
{
	char name[128] = "", ext[256] = "";

	s.wsi = wsi;
	(void)lws_hdr_copy(wsi, name, sizeof(name), WSI_TOKEN_PROTOCOL);
	(void)lws_hdr_copy(wsi, ext, sizeof(ext), WSI_TOKEN_EXTENSIONS);
	output_say(OUT_INFO, "connected%s%s%s%s", *name ? ", subprotocol " : "",
		   name, *ext ? ", " : "", ext);
	if (!options.execute.count && input_start(s.context)) {
		output_say(OUT_ERROR, "cannot start a thread");
		leave(options.close_code, "");
	}
	if (options.ping > 0)
		lws_sul_schedule(s.context, 0, &s.ping, ping_is_due, 1);
	lws_callback_on_writable(wsi);
}

static void
receive(struct lws *wsi, const char *in, size_t len)
{
	int final = lws_is_final_fragment(wsi);

	output_message(in, len, lws_frame_is_binary(wsi), !s.in_message,
		       final);
	s.in_message = !final;
	if (s.waiting)
		wait_for_answers();
	else if (final && !s.closing)
		output_prompt();
}

static void
peer_closes(const unsigned char *in, size_t len)
{
	int code = len < 2 ? 1005 : in[0] << 8 | in[1];

	output_say(OUT_INFO, "closed by the server: %d%s%.*s", code,
		   len > 2 ? ", " : "", len > 2 ? (int)len - 2 : 0,
		   len > 2 ? (const char *)in + 2 : "");
	/* 1005 is what stands for no code at all */
	if (code != 1000 && code != 1005)
		s.status = 1;
	if (!s.closing)
		s.closing = 2;
}

static int
add_headers(char **p, const char *end)
{
	char b64[512], line[512];
	int n;

	for (n = 0; n < options.headers.count; n++) {
		if ((size_t)(end - *p) < strlen(options.headers.v[n]) + 3) {
			output_say(OUT_ERROR, "too many headers");
			return -1;
		}
		*p += lws_snprintf(*p, (size_t)(end - *p), "%s\r\n",
				   options.headers.v[n]);
	}
	if (!options.auth)
		return 0;
	if (lws_b64_encode_string(options.auth, (int)strlen(options.auth), b64,
				  sizeof(b64)) < 0)
		return -1;
	n = lws_snprintf(line, sizeof(line), "Authorization: Basic %s\r\n",
			 b64);
	if (end - *p <= n)
		return -1;
	memcpy(*p, line, (size_t)n + 1);
	*p += n;

	return 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	(void)user;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		return add_headers(in, *(char **)in + len);

	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		output_say(OUT_ERROR, "cannot connect: %s",
			   in ? (const char *)in : "no reason given");
		s.over = s.status = 1;
		break;

	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		established(wsi);
		break;

	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return writeable(wsi);

	case LWS_CALLBACK_CLIENT_RECEIVE:
		receive(wsi, in, len);
		break;

	case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
		if (options.control)
			output_control("pong", in, len);
		break;

	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		peer_closes(in, len);
		break;

	case LWS_CALLBACK_CLIENT_CLOSED:
		if (!s.closing) {
			output_say(OUT_ERROR, "the connection was lost");
			s.status = 1;
		}
		s.wsi = NULL;
		s.over = 1;
		break;

	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		if (interrupted)
			leave(options.close_code, "");
		if (s.wsi)
			lws_callback_on_writable(s.wsi);
		else if (interrupted)
			s.over = s.status = 1;
		break;

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "wscat", callback, 0, 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static const struct lws_extension extensions[] = {
	{ "permessage-deflate", lws_extension_callback_pm_deflate,
	  "permessage-deflate; client_max_window_bits" },
	{ NULL, NULL, NULL }
};

static void
on_signal(int sig)
{
	/* a second one does what it always does */
	signal(sig, SIG_DFL);
	interrupted = 1;
	lws_cancel_service(s.context);
}

/* ---- the beginning */

static void
join(char *to, size_t size, const struct cmdline_several *from)
{
	size_t len = 0;
	int n;

	*to = '\0';
	for (n = 0; n < from->count; n++)
		len += (size_t)lws_snprintf(to + len, size - len, "%s%s",
					    n ? ", " : "", from->v[n]);
}

static int
dial(void)
{
	struct lws_client_connect_info to;
	char offer[1024];
	struct url url;

	memset(&to, 0, sizeof(to));
	if (url_parse(options.url, 0, &url, &to)) {
		output_say(OUT_ERROR, "not a URL of a WebSocket server: %s",
			   options.url);
		return -1;
	}
	join(offer, sizeof(offer), &options.protocols);
	to.context = s.context;
	to.host = options.host ? options.host : to.address;
	to.origin = options.origin;
	to.protocol = *offer ? offer : NULL;
	to.local_protocol_name = protocols[0].name;
	if (to.ssl_connection && options.insecure)
		to.ssl_connection |= LCCSCF_ALLOW_INSECURE |
				     LCCSCF_ALLOW_SELFSIGNED |
				     LCCSCF_ALLOW_EXPIRED |
				     LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;

	/* what goes wrong from here on is reported by the callback */
	if (!lws_client_connect_via_info(&to) && !s.over) {
		output_say(OUT_ERROR, "cannot begin to connect");
		return -1;
	}

	return 0;
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	int n = options_parse(&options, argc, argv);

	if (n)
		return n < 0 ? 2 : 0;
	output_init(&options);
	lws_set_log_level(options.log_level, NULL);

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.extensions = options.no_deflate ? NULL : extensions;
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
		       LWS_SERVER_OPTION_VALIDATE_UTF8;
#if defined(LWS_WITH_TLS)
	info.client_ssl_ca_filepath = options.ca;
	info.client_ssl_cert_filepath = options.cert;
	info.client_ssl_private_key_filepath = options.key;
#endif
	info.connect_timeout_secs = (unsigned int)options.timeout;
	info.timeout_secs = (unsigned int)options.timeout;
	s.context = lws_create_context(&info);
	if (!s.context) {
		output_say(OUT_ERROR, "cannot start; --debug 7 says why");
		return 1;
	}
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	if (dial())
		s.over = s.status = 1;

	n = 0;
	while (n >= 0 && !s.over)
		n = lws_service(s.context, 0);

	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	input_stop();
	lws_sul_cancel(&s.wait);
	lws_sul_cancel(&s.ping);
	lws_context_destroy(s.context);

	return s.status;
}
