/* SPDX-License-Identifier: MIT */
/* The list of endpoints, and the storm-endpoints that offers them. */
#if !defined(STORM_ROSTER_H)
#define STORM_ROSTER_H

#include "compat.h"
#include "kinds.h"

struct roster_entry {
	enum kind kind;
	char host[64];
	int port;
	char tls_name[64];	/* to be proved; empty: no TLS */
};

struct roster {
	struct roster_entry *entry;
	unsigned int count;
	char *ca;		/* PEM, or NULL */
	size_t ca_len;
	struct child child;
	int running;		/* child was started by us */
};

/*
 * All three return 0, or an exit status after having said what is wrong.
 * 77 means that this system cannot offer what was asked for.
 */

/* Starts a storm-endpoints; argv[0] is its path. */
int roster_start(struct roster *r, const char *const *argv);

/* Reads a list that somebody else's storm-endpoints has printed. */
int roster_read_file(struct roster *r, const char *path);

/* Stops what was started. Returns its exit status, 0 if none was started. */
int roster_free(struct roster *r);

/* The path of storm-endpoints beside the running program. */
int roster_beside(char *buf, size_t len);

#endif
