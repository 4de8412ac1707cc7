/* SPDX-License-Identifier: MIT */
/*
 * lws_chunked_html_process(): $names in HTML become what they stand for, and
 * the result one chunk (RFC 9112 7.1).
 *
 * The size of a chunk is known only when its content is, so it goes before
 * args->p, where its caller has LWS_PRE bytes of room.  What comes behind the
 * content is within max_len.
 */
#include "private-lib-roles-http.h"

#define CHUNK_HEAD	10	/* eight digits, CR LF */

enum found {
	FOUND_NONE,
	FOUND_NAME,
	FOUND_PART	/* it may become a name, or a longer one */
};

/* is there a name at p?  The longest one counts */
static enum found
look(const struct lws_process_html_state *s, const char *p, size_t len,
     int final, int *index)
{
	enum found f = FOUND_NONE;
	size_t best = 0;
	int n;

	for (n = 0; n < s->count_vars; n++) {
		size_t vlen = strlen(s->vars[n]);

		if (vlen > len) {
			if (!final && !memcmp(s->vars[n], p, len))
				return FOUND_PART;
			continue;
		}
		if (vlen > best && !memcmp(s->vars[n], p, vlen)) {
			best = vlen;
			*index = n;
			f = FOUND_NAME;
		}
	}

	return f;
}

/* replaces len bytes at p by value; nonzero: no room */
static int
replace(struct lws_process_html_args *args, char *p, size_t len,
	const char *value, size_t vlen, size_t room)
{
	size_t rest = (size_t)(args->p + args->len - (p + len));

	if ((size_t)args->len - len + vlen > room)
		return -1;

	memmove(p + vlen, p + len, rest);
	memcpy(p, value, vlen);
	args->len = (int)((size_t)args->len - len + vlen);

	return 0;
}

static int
names(struct lws_process_html_args *args, struct lws_process_html_state *s,
      size_t room)
{
	char *p = args->p;

	while ((p = memchr(p, '$', (size_t)(args->p + args->len - p)))) {
		size_t left = (size_t)(args->p + args->len - p);
		const char *value;
		int index = 0;

		s->start = p;
		switch (look(s, p, left, args->final, &index)) {
		case FOUND_PART:
			memcpy(s->swallow, p, left);
			s->pos = (int)left;
			args->len = (int)(p - args->p);
			return 0;
		case FOUND_NAME:
			value = s->replace(s->data, index);
			if (!value)
				value = "";
			if (replace(args, p, strlen(s->vars[index]), value,
				    strlen(value), room))
				return -1;
			p += strlen(value);
			break;
		default:
			p++;
			break;
		}
	}

	return 0;
}

static void
make_chunk(struct lws_process_html_args *args)
{
	char head[CHUNK_HEAD + 1];
	int n;

	/* one without content would be the last one */
	if (args->len) {
		n = lws_snprintf(head, sizeof(head), "%X\r\n",
				 (unsigned int)args->len);
		memcpy(args->p + args->len, "\r\n", 2);
		args->p -= n;
		args->len += n + 2;
		memcpy(args->p, head, (size_t)n);
	}
	if (args->final) {
		memcpy(args->p + args->len, "0\r\n\r\n", 5);
		args->len += 5;
	}
	/* whoever sends it has nothing to add */
	args->chunked = 0;
}

/* the beginning that the last piece ended with belongs to this one */
static int
unswallow(struct lws_process_html_args *args,
	  struct lws_process_html_state *s, size_t room)
{
	size_t pos = (size_t)s->pos;

	s->pos = 0;

	return replace(args, args->p, 0, s->swallow, pos, room);
}

int
lws_chunked_html_process(struct lws_process_html_args *args,
			 struct lws_process_html_state *s)
{
	int n, behind = args->chunked ? 2 + (args->final ? 5 : 0) : 0;
	size_t room;

	for (n = 0; n < s->count_vars; n++)
		if (strlen(s->vars[n]) > sizeof(s->swallow)) {
			lwsl_err("html: the name %s is too long\n",
				 s->vars[n]);
			return -1;
		}

	if (args->len < 0 || args->max_len - behind < args->len || s->pos < 0 ||
	    s->pos > (int)sizeof(s->swallow))
		goto no_room;
	room = (size_t)(args->max_len - behind);

	if (unswallow(args, s, room) || names(args, s, room))
		goto no_room;
	s->start = NULL;
	if (args->chunked)
		make_chunk(args);
	/* whoever sends it has to know that it is one */
	args->chunked = 0;

	return 0;

no_room:
	lwsl_err("html: no room for what the names stand for\n");

	return -1;
}
