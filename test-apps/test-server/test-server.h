/* SPDX-License-Identifier: MIT */
/*
 * The demonstration server: one protocol a file, and options that they share.
 * The programs differ in who polls.
 */
#ifndef TEST_SERVER_H
#define TEST_SERVER_H

#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the command line said */
struct options {
	int		port;
	int		ssl;
	int		allow_plain;	/* on the TLS port too */
	int		close_test;
	int		verify_client;
	int		daemonize;
	int		ignore_sigterm;
	int		libev;		/* the event library */
	int		uid, gid;	/* to run as; 0: as it was started */
	long long	upload_max;	/* bytes of one file */
	const char	*iface;
	const char	*cert, *key, *ca;
	const char	*resources;
	const char	*upload_dir;	/* NULL: files are not kept */
	const char	*unix_socket;
	const char	*log_level;
};

extern struct options options;

/* 0: go on; 1: end with success; -1: end with failure */
int options_parse(struct options *o, int argc, const char **argv,
		  const char *usage);

/*
 * server.c: a context that listens, with the options' settings, or NULL after
 * it was said why not.  first is called for the first protocol, and hears of
 * what an own loop has to poll; what is not about that is for callback_http().
 */
struct lws_context *server_create(lws_callback_function *first);
/* nonzero once a signal has asked for the end */
extern volatile sig_atomic_t server_stop;

/* http.c: everything that is no WebSocket; the form at /formtest */
extern const size_t http_session_size;
int callback_http(struct lws *wsi, enum lws_callback_reasons reason,
		  void *user, void *in, size_t len);

/* dumb-increment.c: a number that grows, for each connection its own */
extern const size_t increment_session_size;
int callback_increment(struct lws *wsi, enum lws_callback_reasons reason,
		       void *user, void *in, size_t len);

/* mirror.c: what one client draws is sent to all */
extern const size_t mirror_session_size, mirror_vhost_size;
#define MIRROR_MESSAGE_MAX	4096
int callback_mirror(struct lws *wsi, enum lws_callback_reasons reason,
		    void *user, void *in, size_t len);

/* status.c: who is connected */
extern const size_t status_session_size;
int callback_status(struct lws *wsi, enum lws_callback_reasons reason,
		    void *user, void *in, size_t len);

/*
 * file.c: uploads.  A file gets a name of its own in the upload directory and
 * is given the name that the client asked for, made harmless, only when it is
 * complete.
 */
struct upload;

/* what the upload callback of lws_spa wants */
int upload_file(void *data, const char *name, const char *filename, char *buf,
		int len, enum lws_spa_fileupload_states state);
/* the hash in hexadecimal, or NULL if no file was complete */
const char *upload_hash(const struct upload *u);
const char *upload_name(const struct upload *u);
long long upload_bytes(const struct upload *u);
/* nonzero: it was given up because it was longer than allowed */
int upload_too_long(const struct upload *u);
struct upload *upload_new(void);
void upload_free(struct upload *u);

#endif
