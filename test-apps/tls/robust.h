/* SPDX-License-Identifier: MIT */
/*
 * A context that is attacked, and a healthy connection beside it that has to
 * lose nothing while that happens.
 */
#ifndef LWS_TEST_TLS_ROBUST_H
#define LWS_TEST_TLS_ROBUST_H

#include "certs.h"
#include "tests.h"
#include "tls-peer.h"

extern struct lws_context *r_cx;
extern struct cert *r_root, *r_leaf;

/*
 * What our side saw of connections on the protocols "echo" (returns ws
 * messages, answers GET with "hello") and "raw" since r_clear(), the healthy
 * connection left out.
 */
struct r_seen {
	int	established;
	int	closed;
	int	http;
	int	raw_adopted;
	int	raw_closed;
	int	errors;		/* CLIENT_CONNECTION_ERROR */
	int	client_up;	/* CLIENT_ESTABLISHED */
	int	client_closed;
	int	completed;	/* COMPLETED_CLIENT_HTTP */
	size_t	rx;		/* bytes of bodies and messages for clients */
	char	text[256];	/* of the last error */
};
extern struct r_seen r_seen;
void r_clear(void);

/* A context with no vhost; timeout_secs is 3. */
int r_begin(const char *name, int seconds);
int r_end(void);

/* A vhost that serves r_leaf, or without TLS */
struct lws_vhost *r_vhost(const char *name, uint64_t options, int tls,
			  void (*more)(struct lws_context_creation_info *info));

/* One connection to vh that stays; then a round of messages on it */
void r_healthy_start(struct lws_vhost *vh);
void r_healthy_round(void);
void r_healthy_stop(void);

/* nonzero: a line since the last t_case() has these words */
int r_logged(const char *words);

extern const struct lws_protocols r_protocols[];

#endif
