/* SPDX-License-Identifier: MIT */
/*
 * Mounts with a password: the Basic scheme (RFC 7617).
 */
#include "private-lib-roles-http.h"

/* The file with the passwords, and one "user:password" in it or of a client */
#define FILE_MAX	(64u * 1024u)
#define CREDENTIALS_MAX	255u

/*
 * The credentials in the request, into a buffer of CREDENTIALS_MAX + 1 bytes
 * whose rest is 0.  Their length, or -1: there are none.
 */
static int
credentials(const struct allocated_headers *ah, char *buf)
{
	const char *v = lws_ah_value(ah, WSI_TOKEN_HTTP_AUTHORIZATION);
	int n;

	memset(buf, 0, CREDENTIALS_MAX + 1);
	if (!v || lws_ah_count(ah, WSI_TOKEN_HTTP_AUTHORIZATION) != 1 ||
	    strlen(v) < 6 || !lws_memcaseeq(v, "basic ", 6))
		return -1;
	v += 6;
	v += strspn(v, " ");
	n = lws_b64_decode_string(v, buf, CREDENTIALS_MAX + 1);
	if (n <= 0 || n > (int)CREDENTIALS_MAX || strlen(buf) != (size_t)n ||
	    !strchr(buf, ':') || buf[0] == ':')
		return -1;

	return n;
}

/*
 * Looks at every line, and at all bytes of both sides whatever they are, so
 * that the time does not tell how much of a guess was right.
 */
static int
is_in_list(const char *cred, const char *list, size_t len)
{
	size_t at = 0;
	int found = 0;

	while (at < len) {
		char line[CREDENTIALS_MAX + 1];
		size_t n = 0;

		while (at + n < len && list[at + n] != '\n')
			n++;
		memset(line, 0, sizeof(line));
		if (n <= CREDENTIALS_MAX) {
			memcpy(line, list + at, n);
			if (n && line[n - 1] == '\r')
				line[n - 1] = '\0';
		}
		found |= !lws_timingsafe_bcmp(line, cred, sizeof(line));
		lws_explicit_bzero(line, sizeof(line));
		at += n + 1;
	}

	return found;
}

static int
check_file(struct lws *wsi, const char *path, const char *cred)
{
	char *list = lws_malloc(FILE_MAX + 1, "passwords");
	int n, found = 0;

	if (!list) {
		lwsl_wsi_err(wsi, "out of memory for passwords");
		return 0;
	}

	n = lws_plat_file_kind(path) == LWS_PLAT_FILE_REGULAR ?
			lws_plat_read_file(path, list, FILE_MAX + 1) : -1;
	if (n < 0)
		lwsl_wsi_err(wsi, "nobody is let in: %s cannot be read", path);
	else if (n > (int)FILE_MAX)
		lwsl_wsi_err(wsi, "nobody is let in: %s is longer than %u "
			     "bytes", path, FILE_MAX);
	else
		found = is_in_list(cred, list, (size_t)n);
	lws_explicit_bzero(list, FILE_MAX + 1);
	lws_free(list);

	return found;
}

static int
asks_user(const struct lws_http_mount *m)
{
	return (m->auth_mask & AUTH_MODE_MASK) == LWSAUTHM_BASIC_AUTH_CALLBACK;
}

int
lws_mount_has_password(const struct lws_http_mount *m)
{
	return asks_user(m) || m->basic_auth_login_file;
}

int
lws_mount_auth(struct lws *wsi, const struct lws_http_mount *m)
{
	int by_user = asks_user(m);
	char cred[CREDENTIALS_MAX + 1];
	int n, ok = 0;

	if (!lws_mount_has_password(m))
		return 1;

	n = credentials(wsi->http->ah, cred);
	if (n > 0 && by_user)
		ok = lws_callback(wsi, LWS_CALLBACK_VERIFY_BASIC_AUTHORIZATION,
				  cred, (size_t)n) != 0;
	else if (n > 0)
		ok = check_file(wsi, m->basic_auth_login_file, cred);
	if (n > 0 && !ok)
		lwsl_wsi_notice(wsi, "mount %s: wrong user or password",
				m->mountpoint);
	lws_explicit_bzero(cred, sizeof(cred));

	return ok;
}

int
lws_mount_ask_password(struct lws *wsi)
{
	static const char challenge[] = "Basic realm=\"lwsws\"";
	unsigned char buf[LWS_PRE + LWS_HTTP_SMALL_HEAD], *start = buf + LWS_PRE,
		      *p = start, *end = buf + sizeof(buf);

	if (lws_add_http_header_status(wsi, HTTP_STATUS_UNAUTHORIZED, &p,
				       end) ||
	    lws_add_http_header_by_token(wsi,
				WSI_TOKEN_HTTP_WWW_AUTHENTICATE,
				(const unsigned char *)challenge,
				(int)sizeof(challenge) - 1, &p, end) ||
	    lws_add_http_header_content_length(wsi, 0, &p, end))
		return -1;

	return lws_finalize_write_http_header(wsi, start, &p, end);
}
