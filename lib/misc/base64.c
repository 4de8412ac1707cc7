/* SPDX-License-Identifier: MIT */
/* Base64, RFC 4648 sections 4 and 5. */

#include "private-lib-core.h"

static const char standard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "abcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "abcdefghijklmnopqrstuvwxyz0123456789-_";

static int
encode(const char *alphabet, const char *in, int in_len, char *out,
       int out_size)
{
	const uint8_t *p = (const uint8_t *)in;
	char *o = out;

	if (in_len < 0 || out_size <= 0 ||
	    in_len / 3 + (in_len % 3 != 0) > (out_size - 1) / 4)
		return -1;

	for (; in_len > 0; in_len -= 3, p += 3) {
		uint32_t v = (uint32_t)p[0] << 16;

		if (in_len > 1)
			v |= (uint32_t)p[1] << 8;
		if (in_len > 2)
			v |= p[2];

		*o++ = alphabet[v >> 18];
		*o++ = alphabet[v >> 12 & 63];
		*o++ = (char)(in_len > 1 ? alphabet[v >> 6 & 63] : '=');
		*o++ = (char)(in_len > 2 ? alphabet[v & 63] : '=');
	}
	*o = '\0';

	return (int)(o - out);
}

/*
 * Returns the length without the NUL that is added; -1 without writing
 * anything if out_size is too small.
 */
int
lws_b64_encode_string(const char *in, int in_len, char *out, int out_size)
{
	return encode(standard, in, in_len, out, out_size);
}

/* with the alphabet that is safe in URLs and file names; padded likewise */
int
lws_b64_encode_string_url(const char *in, int in_len, char *out, int out_size)
{
	return encode(url_safe, in, in_len, out, out_size);
}

/* of both alphabets; -1 if it is in neither */
static int
value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	if (c == '/' || c == '_')
		return 63;

	return -1;
}

void
lws_b64_decode_state_init(struct lws_b64state *state)
{
	memset(state, 0, sizeof(*state));
}

/* writes what the gathered characters make; nonzero if that does not fit */
static int
put_quad(struct lws_b64state *s, uint8_t *out, size_t room, size_t *done)
{
	const unsigned char *q = s->quad;
	uint8_t b[3];
	size_t n = (size_t)s->i - 1;

	if (room - *done < n)
		return 1;

	memset(s->quad + s->i, 0, sizeof(s->quad) - (size_t)s->i);
	b[0] = (uint8_t)(q[0] << 2 | q[1] >> 4);
	b[1] = (uint8_t)((q[1] & 15) << 4 | q[2] >> 2);
	b[2] = (uint8_t)((q[2] & 3) << 6 | q[3]);
	memcpy(out + *done, b, n);

	*done += n;
	s->done += n;
	s->i = 0;

	return 0;
}

/*
 * Takes one character: 0, or -1 if it may not stand here. Space is skipped;
 * the padding, of which s->c counts the characters, has to be the end.
 */
static int
take(struct lws_b64state *s, char c)
{
	int v;

	if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
		return 0;

	if (c == '=')
		return s->i < 2 || ++s->c + s->i > 4 ? -1 : 0;

	v = value_of(c);
	if (v < 0 || s->c)
		return -1;

	s->quad[s->i++] = (unsigned char)v;

	return 0;
}

/*
 * Decodes a piece. *in_len is how much there is, then how much was taken;
 * *out_size the room in out, then how much was written. `final`: what is
 * missing is padding at most. Returns 0, or -1 if the input is not Base64 of
 * either alphabet. If out became full, *in_len is less than it was, or s->i
 * is still not 0 after the final piece: call again with the rest.
 */
int
lws_b64_decode_stateful(struct lws_b64state *s, const char *in, size_t *in_len,
			uint8_t *out, size_t *out_size, int final)
{
	size_t used = 0, done = 0, room = *out_size;
	int ret = 0;

	while (!ret) {
		if (s->i == 4 && put_quad(s, out, room, &done))
			break;
		if (used == *in_len)
			break;
		ret = take(s, in[used]);
		if (!ret)
			used++;
	}

	if (!ret && final && used == *in_len) {
		if (s->i == 1)
			ret = -1;
		else if (s->i > 1)
			(void)put_quad(s, out, room, &done);
	}

	*in_len = used;
	*out_size = done;

	return ret;
}

/*
 * in ends at in_len, or at a NUL before that; in_len negative: at the NUL.
 * Returns the length of the result, which gets a NUL behind it; -1 if it does
 * not fit out_size with the NUL, or in is no Base64.
 */
int
lws_b64_decode_string_len(const char *in, int in_len, char *out, int out_size)
{
	struct lws_b64state s;
	size_t il = 0, ol, all;

	if (out_size <= 0)
		return -1;

	while ((in_len < 0 || il < (size_t)in_len) && in[il])
		il++;

	all = il;
	ol = (size_t)out_size - 1;
	lws_b64_decode_state_init(&s);
	if (lws_b64_decode_stateful(&s, in, &il, (uint8_t *)out, &ol, 1) ||
	    il != all || s.i) {
		out[0] = '\0';
		return -1;
	}

	out[ol] = '\0';

	return (int)ol;
}

int
lws_b64_decode_string(const char *in, char *out, int out_size)
{
	return lws_b64_decode_string_len(in, -1, out, out_size);
}
