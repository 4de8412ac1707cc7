/* SPDX-License-Identifier: MIT */
/* The listeners of storm-endpoints, and the loop that serves them. */
#if !defined(STORM_SERVER_H)
#define STORM_SERVER_H

#include "compat.h"
#include "conn.h"
#include "server-tls.h"
#include "swallow.h"

struct endpoint_offer {
	enum kind kind;
	char host[64];
	int port;
	int tls;
};

/* What one descriptor of the poll table is. */
struct slot {
	enum kind kind;
	int tls;
	struct conn *conn;	/* NULL: a listener */
	struct tls_conn *tls_conn; /* NULL: plain */
};

struct server {
	struct endpoint_offer *offers;
	unsigned int count;

	sock_poll_t *pfd;	/* polled: listeners and connections */
	struct slot *slot;	/* the same index as pfd */
	size_t used, room;

	sock_t *reserved;	/* bound, never listening */
	unsigned int reserved_count;

	struct swallower *swallowers;
	unsigned int swallower_count;

	struct tls_server *tls;	/* NULL: nobody needs it */
};

struct server_options {
	unsigned int endpoints, unreachable;
	enum kind kinds[KIND_COUNT];
	int kind_count;
	const char *swallow_address;	/* NULL: fill accept queues */
	int tls;			/* all of them */
};

/* 0, or an exit status: what is wrong has been printed. */
int server_open(struct server *s, const struct server_options *o);

/* Serves until stdin is closed. */
int server_run(struct server *s);

void server_close(struct server *s);

#endif
