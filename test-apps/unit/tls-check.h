/* SPDX-License-Identifier: MIT */
/*
 * What the tests of TLS (tls-*-test.c) share: a CA and certificates, a context
 * that echoes ws and raw and answers HTTP over TLS, and clients whose ends are
 * counted.
 */
#ifndef LWS_UNIT_TLS_CHECK_H
#define LWS_UNIT_TLS_CHECK_H

#include "private-lib-tls.h"
#include "tests.h"
#include "certs.h"

enum tc_kind { TC_WS, TC_RAW, TC_HTTP };

struct tc_attempt {
	enum tc_kind	kind;
	int		flags;		/* LCCSCF_, beside LCCSCF_USE_SSL */
	const char	*host;		/* NULL: localhost */
	struct lws_vhost *vh;		/* NULL: tc_client */
	int		port;		/* 0: that of the kind */
	size_t		len;		/* of the message, 0: 5 */
	const char	*alpn;
	int		stop_rx;	/* stops rx after each message */
	int		stay;		/* does not close after the echo */
	const char	*method;	/* of HTTP; NULL: GET */
	int		system_cert;	/* sys_tls_client_cert */

	struct lws	*wsi;
	size_t		sent, got;
	int		up, failed, closed, destroyed, completed;
	unsigned int	status;
	char		text[300];	/* of CONNECTION_ERROR */
};

extern struct lws_context *tc_cx;
/* ws and http; raw; without a listener, trusts tc_ca */
extern struct lws_vhost *tc_vh, *tc_raw, *tc_client;
extern struct cert *tc_ca, *tc_leaf;
/* PEM of tc_ca */
extern char *tc_ca_pem;
extern size_t tc_ca_len;
/* connections that the servers have, of which the user knows */
extern int tc_served;
/* set to change what a vhost is created with: "server", "raw", "client" */
extern void (*tc_tweak)(struct lws_context_creation_info *info,
			const char *which);
/* sees each callback of a server's or client's connection first; what it
 * returns goes before what is returned for it otherwise */
extern int (*tc_hook)(struct lws *wsi, enum lws_callback_reasons reason,
		      void *user, void *in, size_t len);

/* makes the certificates, once */
void tc_certs(void);
void tc_certs_free(void);
/* 0: all of the above is there, and the tick runs (t_tick_start()) */
int tc_create(void);
void tc_destroy(void);
struct lws *tc_connect(struct tc_attempt *a);
int tc_over(const struct tc_attempt *a);
/* connects and waits for its end */
void tc_run(struct tc_attempt *a);
/* exactly one outcome */
void tc_check_attempt(const struct tc_attempt *a);
/* each kind works */
void tc_check_works(void);
void tc_check_stats(void);

/* gives an identity to info: memory, PEM; to be freed by tc_identity_free() */
void tc_identity(struct lws_context_creation_info *info, const struct cert *c);
void tc_identity_free(void);

#endif
