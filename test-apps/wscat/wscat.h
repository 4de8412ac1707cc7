/* SPDX-License-Identifier: MIT */
/*
 * wscat: a WebSocket client for the command line.
 *
 *	options.c	the command line
 *	input.c		lines from the terminal or a pipe, read by a thread
 *	output.c	what is printed, with colours or without
 *	wscat.c		the connection
 */
#ifndef WSCAT_H
#define WSCAT_H

#include <libwebsockets.h>

#include "../cmdline/cmdline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* the longest line, and so the longest message */
#define LINE_MAX_BYTES	(1024u * 1024u)

/* What the command line said */
struct options {
	const char	*url;
	struct cmdline_several protocols;
	struct cmdline_several headers;
	struct cmdline_several execute;	/* messages to send at once */
	const char	*origin, *host, *auth;
	const char	*ca, *cert, *key;
	int		insecure;
	int		binary;		/* lines are sent as binary messages */
	int		hex;		/* lines are hexadecimal */
	int		commands;	/* lines may begin with '/' */
	int		no_deflate;
	int		no_colour;
	int		control;	/* show pongs */
	int		quiet;		/* messages only */
	int		close_code;
	double		ping;		/* seconds; 0: none */
	double		wait;		/* seconds; < 0: until closed */
	int		timeout;	/* seconds */
	int		log_level;
};

extern struct options options;

/* 0: go on; 1: end with success; -1: end with failure */
int options_parse(struct options *o, int argc, const char **argv);

/* ---- input.c ---- */

struct line {
	struct line	*next;
	size_t		len;
	char		text[1];	/* and a NUL */
};

/*
 * Starts to read.  Whenever there is something new lws_cancel_service() is
 * called.  Reading stops while many lines wait.  Nonzero: no thread.
 */
int input_start(struct lws_context *cx);
/* the next line, to be freed; NULL: none now, and *eof says if ever again */
struct line *input_next(int *eof);
/* from now on the context is left alone; it need not wait for the thread */
void input_stop(void);
int input_is_terminal(void);

/* ---- output.c ---- */

enum kind {
	OUT_INFO,
	OUT_ERROR,
	OUT_RECEIVED,
	OUT_CONTROL
};

void output_init(const struct options *o);
/* a line about the connection, to stderr */
void output_say(enum kind kind, const char *fmt, ...) LWS_FORMAT(2);
/* a piece of a message, to stdout */
void output_message(const char *p, size_t len, int binary, int first,
		    int final);
/* with what a control frame has */
void output_control(const char *what, const char *p, size_t len);
/* a terminal shows that it waits for a line */
void output_prompt(void);

#endif
