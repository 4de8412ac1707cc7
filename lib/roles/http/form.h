/* SPDX-License-Identifier: MIT */
/*
 * The bodies of forms, from bytes to fields, without any I/O:
 * application/x-www-form-urlencoded (WHATWG URL 5.1) and multipart/form-data
 * (RFC 7578, RFC 2046 5.1).
 *
 * Both take their bytes in pieces; how they are cut makes no difference to
 * the fields, only to how many calls of data() a value is spread over.
 */
#ifndef LWS_ROLES_HTTP_FORM_H
#define LWS_ROLES_HTTP_FORM_H

#include "private-lib-roles-http.h"

/*
 * What a peer can make large, and where it ends.  Names and file names are
 * counted as they are delivered; a line and the head of a part as they are
 * received, without line ends.
 */
#define LWS_FORM_NAME_MAX	255u
#define LWS_FORM_FILENAME_MAX	765u	/* 255 characters of 3 bytes */
#define LWS_FORM_LINE_MAX	1200u
#define LWS_FORM_HEAD_MAX	4096u
#define LWS_FORM_FIELDS_MAX	1000u	/* parts, or name=value pairs */
#define LWS_FORM_BOUNDARY_MAX	70u	/* RFC 2046 5.1.1 */

/*
 * Who gets the fields.  begin, data (none, or several times), end; filename is
 * NULL unless the field is a file.  Both names are valid until end has
 * returned.  Nonzero gives up the whole form.
 */
struct lws_form_sink {
	int (*begin)(void *opaque, const char *name, const char *filename);
	int (*data)(void *opaque, const char *p, size_t len);
	int (*end)(void *opaque);
	void *opaque;
};

/* 0, or -1 with *cause, which is NULL if it was the sink that gave up */

struct lws_form_url {
	char		name[LWS_FORM_NAME_MAX + 1];
	uint16_t	nlen;
	uint16_t	fields;
	uint8_t		state;
	uint8_t		escape;		/* digits of %XX still to come */
	uint8_t		digit;		/* the first one */
};

void
lws_form_url_init(struct lws_form_url *f);

int
lws_form_url(struct lws_form_url *f, const struct lws_form_sink *sink,
	     const char *p, size_t len, const char **cause);

/* the body is complete */
int
lws_form_url_end(struct lws_form_url *f, const struct lws_form_sink *sink,
		 const char **cause);

struct lws_form_multipart {
	char		delimiter[4 + LWS_FORM_BOUNDARY_MAX + 1];
	char		line[LWS_FORM_LINE_MAX + 1];
	char		name[LWS_FORM_NAME_MAX + 1];
	char		filename[LWS_FORM_FILENAME_MAX + 1];
	uint16_t	line_len;
	uint16_t	head_len;
	uint16_t	fields;
	uint8_t		dlen;		/* of the delimiter */
	uint8_t		match;		/* bytes of it seen in a row */
	uint8_t		borrowed;	/* how many of those are no content */
	uint8_t		state;
	unsigned int	in_part:1;
	unsigned int	has_disposition:1;
	unsigned int	is_file:1;
};

/*
 * content_type is the value of the field.  1: it is not multipart/form-data;
 * -1: it is, but its boundary is missing or malformed.
 */
int
lws_form_multipart_init(struct lws_form_multipart *m,
			const char *content_type);

int
lws_form_multipart(struct lws_form_multipart *m,
		   const struct lws_form_sink *sink, const char *p, size_t len,
		   const char **cause);

int
lws_form_multipart_end(struct lws_form_multipart *m, const char **cause);

/*
 * form-params.c: parameters, as in Content-Type and Content-Disposition.
 * p stands behind the first value; finds `name` in any case and copies what it
 * is, with quotes and their escapes taken away.  Returns its length, -1 if it
 * is not there, -2 if it is malformed or does not fit size with a NUL.
 */
int
lws_form_param(const char *p, const char *name, char *buf, size_t size);

/*
 * spa.c: lws_spa_create_via_info() with the value of Content-Type, or NULL.
 * wsi is for the log only, and may be NULL.
 */
struct lws_spa *
lws_spa_create_typed(struct lws *wsi, const lws_spa_create_info_t *info,
		     const char *type);

#endif
