/* SPDX-License-Identifier: MIT */
/*
 * application/x-www-form-urlencoded: name=value&name=value, where '+' is a
 * space and %XX any byte.
 */
#include "form.h"

enum {
	URL_NAME,
	URL_VALUE,
};

static int
fail(const char **cause, const char *text)
{
	*cause = text;

	return -1;
}

void
lws_form_url_init(struct lws_form_url *f)
{
	memset(f, 0, sizeof(*f));
}

/* '=' or the end of a pair that has none */
static int
begin(struct lws_form_url *f, const struct lws_form_sink *sink,
      const char **cause)
{
	if (f->fields++ >= LWS_FORM_FIELDS_MAX)
		return fail(cause, "more fields than allowed");

	f->name[f->nlen] = '\0';
	f->state = URL_VALUE;

	return sink->begin(sink->opaque, f->name, NULL) ? -1 : 0;
}

/* '&' or the end of the body */
static int
end(struct lws_form_url *f, const struct lws_form_sink *sink,
    const char **cause)
{
	if (f->escape)
		return fail(cause, "an escape is cut");
	if (f->state == URL_NAME) {
		/* nothing between two '&' is no field */
		if (!f->nlen)
			return 0;
		if (begin(f, sink, cause))
			return -1;
	}

	f->state = URL_NAME;
	f->nlen = 0;

	return sink->end(sink->opaque) ? -1 : 0;
}

static int
put(struct lws_form_url *f, const struct lws_form_sink *sink, char c,
    const char **cause)
{
	if (f->state == URL_VALUE)
		return sink->data(sink->opaque, &c, 1) ? -1 : 0;

	if (!c)
		return fail(cause, "a NUL in a name");
	if (f->nlen >= LWS_FORM_NAME_MAX)
		return fail(cause, "a name is longer than allowed");
	f->name[f->nlen++] = c;

	return 0;
}

static int
escaped(struct lws_form_url *f, const struct lws_form_sink *sink, char c,
	const char **cause)
{
	int digit = lws_hex_digit(c);

	if (digit < 0)
		return fail(cause, "a malformed escape");
	if (--f->escape) {
		f->digit = (uint8_t)digit;
		return 0;
	}

	return put(f, sink, (char)(unsigned char)(f->digit << 4 | digit),
		   cause);
}

static int
byte(struct lws_form_url *f, const struct lws_form_sink *sink, char c,
     const char **cause)
{
	if (f->escape)
		return escaped(f, sink, c, cause);

	switch (c) {
	case '%':
		f->escape = 2;
		return 0;
	case '+':
		return put(f, sink, ' ', cause);
	case '&':
		return end(f, sink, cause);
	case '=':
		if (f->state == URL_NAME)
			return begin(f, sink, cause);
		return put(f, sink, c, cause);
	default:
		return put(f, sink, c, cause);
	}
}

/* how much of a value stands for itself */
static size_t
plain(const char *p, size_t len)
{
	size_t n = 0;

	while (n < len && p[n] != '%' && p[n] != '+' && p[n] != '&')
		n++;

	return n;
}

int
lws_form_url(struct lws_form_url *f, const struct lws_form_sink *sink,
	     const char *p, size_t len, const char **cause)
{
	*cause = NULL;
	while (len) {
		size_t n = 0;

		if (f->state == URL_VALUE && !f->escape)
			n = plain(p, len);
		if (n) {
			if (sink->data(sink->opaque, p, n))
				return -1;
		} else {
			if (byte(f, sink, *p, cause))
				return -1;
			n = 1;
		}
		p += n;
		len -= n;
	}

	return 0;
}

int
lws_form_url_end(struct lws_form_url *f, const struct lws_form_sink *sink,
		 const char **cause)
{
	*cause = NULL;

	return end(f, sink, cause);
}
