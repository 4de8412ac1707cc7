/* SPDX-License-Identifier: MIT */
/*
 * CGI programs (RFC 3875): what they are told, and what they answer, on
 * strings.
 */
#ifndef LWS_ROLES_HTTP_CGI_H
#define LWS_ROLES_HTTP_CGI_H

#include "private-lib-roles-http.h"

/* Programs that a context has at a time; a request for another one is
 * answered with 503 */
#define LWS_CGI_MAX		64u
/* The head of an answer */
#define LWS_CGI_HEAD_MAX	8192u
/* What a program says on stderr, and goes to the log */
#define LWS_CGI_STDERR_MAX	65536u
/* Time between being asked to end, and being ended */
#define LWS_CGI_TERM_US		LWS_US_PER_SEC

/* ---- cgi-env.c ---- */

struct lws_cgi_place {
	const char	*script_name;	/* part of the path before path_info */
	size_t		script_name_len;
	const char	*path_info;	/* the rest of it */
	const struct lws_protocol_vhost_options *env; /* more of it, or NULL */
};

/*
 * The environment of the program that answers the request of wsi, as execve()
 * wants it, in one allocation.  NULL: no memory.
 */
char **
lws_cgi_env(struct lws *wsi, const struct lws_cgi_place *place);

/* ---- cgi-head.c ---- */

enum lws_cgi_step {
	LWS_CGI_MORE,
	LWS_CGI_COMPLETE,
	LWS_CGI_BAD
};

/* The head of an answer, as it comes in */
struct lws_cgi_head {
	char		*buf;		/* LWS_CGI_HEAD_MAX, while it is read */
	size_t		len;
	size_t		line;		/* where the line at hand begins */
	unsigned int	status;		/* 0: it did not say */
	int64_t		length;		/* of the body; -1: it did not say */
	unsigned int	has_location:1;
	unsigned int	has_type:1;
};

/* 0, or no memory */
int
lws_cgi_head_init(struct lws_cgi_head *h);
/*
 * Takes bytes up to the end of the head, *used of them.  After COMPLETE, status
 * is what to answer, and buf has the fields that are passed on: name, NUL,
 * value, NUL, each, and an empty name at the end.
 */
enum lws_cgi_step
lws_cgi_head_rx(struct lws_cgi_head *h, const uint8_t *p, size_t len,
		size_t *used);

#endif
