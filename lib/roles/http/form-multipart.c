/* SPDX-License-Identifier: MIT */
/*
 * multipart/form-data: parts, each with a small head, between lines that
 * begin with a delimiter.
 *
 * A delimiter begins with CR LF, and has no other CR in it: when a
 * match breaks off, the next one can only begin at the byte that broke it.
 */
#include "form.h"

enum {
	MP_CONTENT,	/* of a part, or what stands before the first */
	MP_DELIMITED,	/* a whole delimiter was seen: is it one? */
	MP_DASH,	/* and "-" */
	MP_PADDING,	/* and white space */
	MP_CR,		/* and CR */
	MP_HEAD,	/* a line of a part's head */
	MP_HEAD_CR,
	MP_OVER		/* behind the last delimiter nothing counts */
};

static int
fail(const char **cause, const char *text)
{
	*cause = text;

	return -1;
}

/* bchars of RFC 2046 5.1.1, of which the last is no space */
static int
valid_boundary(const char *b, size_t len)
{
	size_t n;

	for (n = 0; n < len; n++) {
		char c = b[n];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') &&
		    !(c >= 'A' && c <= 'Z') &&
		    (!c || !strchr("'()+_,-./:=? ", c)))
			return 0;
	}

	return len && b[len - 1] != ' ';
}

int
lws_form_multipart_init(struct lws_form_multipart *m, const char *content_type)
{
	static const char type[] = "multipart/form-data";
	size_t tlen = sizeof(type) - 1;
	char b[LWS_FORM_BOUNDARY_MAX + 1];
	int n;

	if (strlen(content_type) < tlen ||
	    !lws_memcaseeq(content_type, type, tlen) ||
	    (content_type[tlen] && content_type[tlen] != ';' &&
	     content_type[tlen] != ' ' && content_type[tlen] != '\t'))
		return 1;

	n = lws_form_param(content_type + tlen, "boundary", b, sizeof(b));
	if (n <= 0 || !valid_boundary(b, (size_t)n))
		return -1;

	memset(m, 0, sizeof(*m));
	memcpy(m->delimiter, "\r\n--", 4);
	memcpy(m->delimiter + 4, b, (size_t)n);
	m->dlen = (uint8_t)(4 + n);
	/* the first one need not have a line end before it */
	m->match = m->borrowed = 2;

	return 0;
}

static int
content(struct lws_form_multipart *m, const struct lws_form_sink *sink,
	const char *p, size_t len)
{
	if (!m->in_part || !len)
		return 0;

	return sink->data(sink->opaque, p, len) ? -1 : 0;
}

/* what looked like a delimiter is content, and so are the first `extra` of
 * "-" behind it; c is looked at again */
static int
no_delimiter(struct lws_form_multipart *m, const struct lws_form_sink *sink,
	     size_t extra)
{
	size_t from = m->borrowed, len = m->match;

	m->match = m->borrowed = 0;
	m->state = MP_CONTENT;
	if (content(m, sink, m->delimiter + from, len - from))
		return -1;

	return content(m, sink, "-", extra);
}

/* a delimiter ends the part that there is */
static int
end_part(struct lws_form_multipart *m, const struct lws_form_sink *sink)
{
	if (!m->in_part)
		return 0;
	m->in_part = 0;
	m->borrowed = 0;

	return sink->end(sink->opaque) ? -1 : 0;
}

static int
begin_head(struct lws_form_multipart *m, const char **cause)
{
	if (m->fields++ >= LWS_FORM_FIELDS_MAX)
		return fail(cause, "more parts than allowed");

	m->state = MP_HEAD;
	m->line_len = m->head_len = 0;
	m->name[0] = m->filename[0] = '\0';
	m->has_disposition = m->is_file = 0;

	return 0;
}

/*
 * Content-Disposition: form-data; name="x"; filename="y".  A browser says
 * filename="" when no file was chosen: that is a field without a value.
 */
static int
disposition(struct lws_form_multipart *m, const char *v, const char **cause)
{
	size_t n = strcspn(v, "; \t");
	int len;

	if (m->has_disposition)
		return fail(cause, "a part has two dispositions");
	if (n != 9 || !lws_memcaseeq(v, "form-data", 9))
		return fail(cause, "a disposition that is not form-data");

	if (lws_form_param(v + n, "name", m->name, sizeof(m->name)) == -2)
		return fail(cause, "a name is malformed or too long");
	len = lws_form_param(v + n, "filename", m->filename,
			     sizeof(m->filename));
	if (len == -2)
		return fail(cause, "a file name is malformed or too long");

	m->has_disposition = 1;
	m->is_file = len > 0;

	return 0;
}

/* RFC 7578 4.7: deprecated, and nobody would undo it */
static int
transfer_encoding(const char *v, const char **cause)
{
	static const char * const plain[] = { "7bit", "8bit", "binary" };
	size_t len = strcspn(v, " \t;"), n;

	for (n = 0; n < LWS_ARRAY_SIZE(plain); n++)
		if (len == strlen(plain[n]) && lws_memcaseeq(v, plain[n], len))
			return 0;

	return fail(cause, "a part has a transfer encoding");
}

static int
head_line(struct lws_form_multipart *m, const char **cause)
{
	char *v = m->line;
	size_t nlen = 0;

	m->line[m->line_len] = '\0';
	while (lws_is_tchar((unsigned char)m->line[nlen]))
		nlen++;
	if (!nlen || m->line[nlen] != ':')
		return fail(cause, "a line of a part's head is no field");

	v += nlen + 1;
	v += strspn(v, " \t");
	if (nlen == 19 && lws_memcaseeq(m->line, "content-disposition", nlen))
		return disposition(m, v, cause);
	if (nlen == 25 &&
	    lws_memcaseeq(m->line, "content-transfer-encoding", nlen))
		return transfer_encoding(v, cause);

	return 0;
}

/* LF behind CR: a line of a head is complete */
static int
end_line(struct lws_form_multipart *m, const struct lws_form_sink *sink,
	 const char **cause)
{
	m->state = MP_HEAD;
	if (m->line_len) {
		if (head_line(m, cause))
			return -1;
		m->line_len = 0;

		return 0;
	}

	m->state = MP_CONTENT;
	m->in_part = 1;
	/* an empty part has its delimiter right here: the line end of the
	 * head is also that of the delimiter */
	m->match = m->borrowed = 2;

	return sink->begin(sink->opaque, m->name,
			   m->is_file ? m->filename : NULL) ? -1 : 0;
}

static int
head_byte(struct lws_form_multipart *m, char c, const char **cause)
{
	if (c == '\r') {
		m->state = MP_HEAD_CR;
		return 0;
	}
	if (c == '\n' || !c)
		return fail(cause, "a control character in a part's head");
	if (m->line_len >= LWS_FORM_LINE_MAX ||
	    m->head_len >= LWS_FORM_HEAD_MAX)
		return fail(cause, "a part's head is longer than allowed");

	m->line[m->line_len++] = c;
	m->head_len++;

	return 0;
}

/* a byte behind a delimiter: 1 = it is none, look at the byte again */
static int
delimited(struct lws_form_multipart *m, const struct lws_form_sink *sink,
	  char c, const char **cause)
{
	if (m->state == MP_DASH) {
		if (c != '-')
			return no_delimiter(m, sink, 1) ? -1 : 1;
		m->state = MP_OVER;

		return end_part(m, sink);
	}

	if (c == '-' && m->state == MP_DELIMITED)
		m->state = MP_DASH;
	else if (lws_is_blank(c))
		m->state = MP_PADDING;
	else if (c == '\r')
		m->state = MP_CR;
	else if (m->state == MP_PADDING)
		return fail(cause, "a delimiter has something behind it");
	else
		return no_delimiter(m, sink, 0) ? -1 : 1;

	return 0;
}

/* takes content up to what may be a delimiter; how much, or -1 */
static int
scan(struct lws_form_multipart *m, const struct lws_form_sink *sink,
     const char *p, size_t len, size_t *used)
{
	const char *cr;

	if (m->match) {
		if (*p != m->delimiter[m->match])
			return no_delimiter(m, sink, 0);
		*used = 1;
		if (++m->match == m->dlen)
			m->state = MP_DELIMITED;

		return 0;
	}

	cr = memchr(p, '\r', len);
	*used = cr ? (size_t)(cr - p) : len;
	if (content(m, sink, p, *used))
		return -1;
	if (cr) {
		(*used)++;
		m->match = 1;
	}

	return 0;
}

static int
step(struct lws_form_multipart *m, const struct lws_form_sink *sink,
     const char *p, size_t len, size_t *used, const char **cause)
{
	int n;

	*used = 1;
	switch (m->state) {
	case MP_CONTENT:
		*used = 0;
		return scan(m, sink, p, len, used);
	case MP_CR:
		if (*p != '\n')
			return fail(cause, "a delimiter has CR without LF");
		m->match = 0;
		return end_part(m, sink) ? -1 : begin_head(m, cause);
	case MP_HEAD:
		return head_byte(m, *p, cause);
	case MP_HEAD_CR:
		if (*p != '\n')
			return fail(cause, "a part's head has CR without LF");
		return end_line(m, sink, cause);
	case MP_OVER:
		*used = len;
		return 0;
	default:
		n = delimited(m, sink, *p, cause);
		if (n > 0)
			*used = 0;
		return n < 0 ? -1 : 0;
	}
}

int
lws_form_multipart(struct lws_form_multipart *m,
		   const struct lws_form_sink *sink, const char *p, size_t len,
		   const char **cause)
{
	*cause = NULL;
	while (len) {
		size_t used;

		if (step(m, sink, p, len, &used, cause))
			return -1;
		p += used;
		len -= used;
	}

	return 0;
}

int
lws_form_multipart_end(struct lws_form_multipart *m, const char **cause)
{
	*cause = NULL;
	if (m->state == MP_OVER)
		return 0;

	return fail(cause, "it ends before its last delimiter");
}
