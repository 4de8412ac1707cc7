/* SPDX-License-Identifier: MIT */
/*
 * A server that follows a script, and clients whose events are written down:
 * for tests of what a client does on several connections.
 */
#ifndef CLIENT_SCRIPT_H
#define CLIENT_SCRIPT_H

#include "../api-tests/tests.h"

#define CS_CONNS	16
#define CS_CLIENTS	16

/* what the server does, in this order */
struct cs_step {
	int		conn;	/* which connection, in the order of accepting */
	const char	*want;	/* it waits until this was received there */
	const char	*give;	/* and says this */
	int		end;	/* 1: then it closes its side; 2: it resets */
};

struct cs_client {
	struct lws	*wsi;
	struct t_trace	trace;
	char		body[512];
	char		error[256];
	size_t		body_len;
	unsigned int	status;
	int		over;		/* how many ends it had */
	int		ended_by_user;
	struct lws_conmon conmon;	/* taken when it ended, not released */
	/* what it does */
	const char	*headers;	/* appended */
	const char	*upload;	/* body of the request */
	const char	*upload_now;	/* what is left of it */
	size_t		piece;		/* how much of it at a time; 0: all */
	int		final;		/* the last write says so */
	int		multipart;
	int		refuse;		/* the reason at which it returns -1 */
	int		close_at;	/* the reason at which it is closed */
};

extern struct lws_context *cs_cx;
extern struct lws_vhost *cs_vh;
extern int cs_port;
extern struct cs_client cs_c[CS_CLIENTS];
extern struct t_peer cs_conn[CS_CONNS];
extern int cs_accepted;
/* all that was received on each connection */
extern char cs_log[CS_CONNS][8192];
extern size_t cs_pace;		/* of what the server says */
/* what the server says to every head, whatever the script; or NULL */
extern const char *cs_auto;

/* the context, with one vhost for the clients, and the listener */
int cs_create(struct lws_context_creation_info *info);
void cs_destroy(void);
/* forgets clients and connections; those that are open are closed */
void cs_reset(void);
/* starts client n; more has what is not the same every time, or is NULL */
struct lws *cs_start(int n, const char *method, const char *path, int flags,
		     const struct lws_client_connect_info *more);
/* until the script is through and so many clients are over */
void cs_play(const struct cs_step *steps, size_t count, int clients);

/*
 * The same, until it is as far as it gets: with an allocation that fails, the
 * server may be left with half a script.  Each client that was begun has to
 * have one end.
 */
void cs_play_badly(const struct cs_step *steps, size_t count, int clients);

extern const struct lws_protocols cs_protocols[];

#endif
