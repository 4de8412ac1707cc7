/* SPDX-License-Identifier: MIT */
/*
 * Many TLS handshakes at once, some of which stall: at a server, and as
 * clients. The healthy ones come up, those that stall are ended by their
 * timer, and no turn of the loop takes longer than one handshake more than it
 * would without TLS.
 *
 * tls-load [--connections N] [--stalled M] [--timeout S] [--bar]
 *
 * Times are what the library measures of its services, of the thread's own time
 * where the system counts that; the peers live in another thread. They are
 * printed. --bar makes a longer turn a failure. Without it, as times depend on
 * what else the machine does, the test holds the library to its own promise:
 * no handshake goes on in a turn whose share for them is used up, however long
 * each of them took.
 */
#include "load-peers.h"
#include "certs.h"

#include "../../lib/core-net/service-stats.h"

/* of a turn, for handshakes (us): as lib/tls/private-lib-tls.h has it */
#define SHARE		200u
#define LONG_TURN	5000u
#define LONG_SHARE	20000u

#if !defined(LWS_WITH_SERVICE_STATS)

int main(void)
{
	printf("tls-load: skipped, the library is built without "
	       "LWS_WITH_SERVICE_STATS\n");

	return T_SKIP;
}

#else

#define SINGLE		21u	/* handshakes of their own, for the median */
#define TRIES		5	/* with --bar: the machine may be busy */

struct options {
	unsigned int conns, stalled, timeout_s;
	int bar;
};

/* What is known of one load */
struct load {
	uint64_t longest;	/* us: services of one turn */
	uint64_t put_off;	/* handshakes put off to the next turn */
	uint64_t busy_turns;	/* in which that happened */
	uint64_t busy_steps;	/* steps of handshakes in these */
	uint64_t over;		/* turns with steps beyond the share */
	uint64_t us;		/* until all healthy ones were up */
};

static struct options o = { 60, 18, 3, 0 };
static struct lws_context *cx;
static unsigned int ups, fails;

static unsigned int healthy(void)
{
	return o.conns - o.stalled;
}

/* -------------------------------------------------------------- the counters */

static const struct lws_service_stats *stats(void)
{
	return lws_service_stats_get(cx, 0);
}

/* Turns end often enough for what the other thread has seen to be looked at */
static lws_sorted_usec_list_t tick_sul;

static void tick(lws_sorted_usec_list_t *sul)
{
	lws_sul_schedule(cx, 0, sul, tick, 1000);
}

/* What handshakes may take of a turn that ends now, no less: where the rest of
 * this one and of the one before it takes long, they may take as long again */
static uint64_t share(uint64_t since, uint64_t tls_us)
{
	uint64_t rest = t_now() - since - (stats()->tls_us - tls_us);

	if (rest < LONG_TURN)
		return SHARE;

	return rest < LONG_SHARE ? rest : LONG_SHARE;
}

/* One turn; what it took is added to l */
static int turn(struct load *l)
{
	static uint64_t since, tls_us;	/* as the turn before this began */
	struct lws_service_stats a = *stats();
	const struct lws_service_stats *b = stats();
	uint64_t us, start = t_now();
	int n = lws_service(cx, 0);

	us = b->services_us - a.services_us;
	if (us > l->longest)
		l->longest = us;
	if (b->put_off != a.put_off) {
		l->put_off += b->put_off - a.put_off;
		l->busy_turns++;
		l->busy_steps += b->tls_steps - a.tls_steps;
	}
	if (b->tls_steps != a.tls_steps &&
	    b->tls_us_before > share(since, tls_us))
		l->over++;
	since = start;
	tls_us = a.tls_us;

	return n;
}

#define TURNS_UNTIL(cond, l) \
	do { \
		uint64_t end_ = t_now() + (uint64_t)o.timeout_s * 4000000u * \
				(uint64_t)t_slowness(); \
		while (!(cond) && t_now() < end_ && turn(l) >= 0) \
			; \
	} while (0)

static void report(const char *what, const struct load *l, uint64_t one)
{
	printf("%s: all up after %.1f ms, longest turn %.2f ms",
	       what, (double)l->us / 1e3, (double)l->longest / 1e3);
	if (one)
		printf(", one handshake %.2f ms", (double)one / 1e3);
	if (l->busy_turns)
		printf(", %.1f steps of handshakes a busy turn",
		       (double)l->busy_steps / (double)l->busy_turns);
	printf("\n");
}

static void judge(const struct load *l)
{
	/* or nobody was kept from anything */
	CHECK(l->put_off > 0);
	CHECK_EQ(l->over, 0);
	CHECK_EQ(stats()->serviced_twice, 0);
	CHECK_EQ(stats()->zero_waits_not_due, 0);
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static uint64_t median(uint64_t *us)
{
	qsort(us, SINGLE, sizeof(*us), by_size);

	return us[SINGLE / 2];
}

/* -------------------------------------------------------------- at a server */

static int port_tls, port_plain;

static int ws_callback(struct lws *wsi, enum lws_callback_reasons reason,
		       void *user, void *in, size_t len)
{
	(void)wsi;
	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_ESTABLISHED)
		ups++;
	else if (reason == LWS_CALLBACK_RAW_CONNECTED)
		ups++;
	else if (reason == LWS_CALLBACK_CLIENT_CONNECTION_ERROR) {
		fails++;
		CHECK(in && !strncmp((const char *)in, "tls: ", 5));
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "echo", ws_callback, 0, 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static struct lws_vhost *serve(const struct cert *leaf, int *port)
{
	struct lws_context_creation_info info;
	struct lws_vhost *vh;
	char *cert, *key;
	size_t clen, klen;

	memset(&info, 0, sizeof(info));
	t_info(&info, protocols);
	info.port = 0;
	info.vhost_name = leaf ? "tls" : "plain";
	if (leaf) {
		cert = cert_pem(&leaf, 1, &clen);
		key = cert_key_pem(leaf, NULL, &klen);
		info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
		info.server_ssl_cert_mem = cert;
		info.server_ssl_cert_mem_len = (unsigned int)clen;
		info.server_ssl_private_key_mem = key;
		info.server_ssl_private_key_mem_len = (unsigned int)klen;
		vh = lws_create_vhost(cx, &info);
		free(cert);
		free(key);
	} else
		vh = lws_create_vhost(cx, &info);
	if (CHECK(vh != NULL))
		*port = lws_get_vhost_listen_port(vh);

	return vh;
}

static int seen_are(unsigned int answered, unsigned int gone)
{
	struct lp_seen seen;

	lp_look(&seen);

	return seen.answered == answered && seen.gone == gone;
}

/* What one handshake takes of the server, the request behind it included */
static uint64_t one_server_handshake(void)
{
	uint64_t us[SINGLE];
	struct load l = { 0, 0, 0, 0, 0, 0 };
	unsigned int i;

	for (i = 0; i < SINGLE; i++) {
		us[i] = stats()->services_us;
		lp_begin(LP_TLS, port_tls, 1, 0);
		TURNS_UNTIL(seen_are(1, 0), &l);
		CHECK(seen_are(1, 0));
		us[i] = stats()->services_us - us[i];
		lp_end();
		t_settle(cx, 2);
	}

	return median(us);
}

static void server_load(int tls, struct load *l)
{
	uint64_t start = t_now();
	struct load after;

	memset(l, 0, sizeof(*l));
	memset(&after, 0, sizeof(after));
	ups = 0;
	lp_begin(tls ? LP_TLS : LP_PLAIN, tls ? port_tls : port_plain, o.conns,
		 o.stalled);
	TURNS_UNTIL(ups == healthy(), l);
	l->us = t_now() - start;
	CHECK_EQ(ups, healthy());
	TURNS_UNTIL(seen_are(healthy(), o.stalled), &after);
	CHECK(seen_are(healthy(), o.stalled));
	lp_end();
	t_settle(cx, 50);
}

/* --------------------------------------------------------------- as clients */

static void dial(void)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = "127.0.0.1";
	i.host = "localhost";
	i.port = lp_port();
	i.method = "RAW";
	i.local_protocol_name = "echo";
	i.ssl_connection = LCCSCF_USE_SSL;
	CHECK(lws_client_connect_via_info(&i) != NULL);
}

static uint64_t one_client_handshake(void)
{
	uint64_t us[SINGLE];
	struct load l = { 0, 0, 0, 0, 0, 0 };
	unsigned int i;

	for (i = 0; i < SINGLE; i++) {
		ups = 0;
		us[i] = stats()->services_us;
		lp_begin(LP_ACCEPT, 0, 1, 0);
		dial();
		TURNS_UNTIL(ups, &l);
		CHECK_EQ(ups, 1);
		us[i] = stats()->services_us - us[i];
		lp_end();
		t_settle(cx, 2);
	}

	return median(us);
}

static void client_load(struct load *l)
{
	uint64_t start = t_now();
	struct load after;
	unsigned int i;

	memset(l, 0, sizeof(*l));
	memset(&after, 0, sizeof(after));
	ups = fails = 0;
	lp_begin(LP_ACCEPT, 0, o.conns, o.stalled);
	for (i = 0; i < o.conns; i++)
		dial();
	TURNS_UNTIL(ups == healthy(), l);
	l->us = t_now() - start;
	CHECK_EQ(ups, healthy());
	TURNS_UNTIL(fails == o.stalled, &after);
	CHECK_EQ(fails, o.stalled);
	CHECK_EQ(ups, healthy());
	lp_end();
	t_settle(cx, 50);
}

/* --------------------------------------------------------------------- main */

static int longer(const struct load *l, const struct load *without,
		  uint64_t one)
{
	return l->longest > without->longest + one;
}

static void at_server(struct load *without)
{
	uint64_t one;
	struct load l;
	int n;

	t_case("%u connections to a server, %u stall, no TLS", o.conns,
	       o.stalled);
	server_load(0, without);
	report("server, no TLS", without, 0);

	t_case("one handshake");
	one = one_server_handshake();

	t_case("%u handshakes with a server, %u stall", o.conns, o.stalled);
	for (n = 0; n < TRIES; n++) {
		server_load(1, &l);
		report("server", &l, one);
		judge(&l);
		if (!o.bar || !longer(&l, without, one))
			break;
	}
	CHECK(!o.bar || !longer(&l, without, one));
}

static void as_client(const struct load *without)
{
	uint64_t one;
	struct load l;
	int n;

	t_case("one handshake of a client");
	one = one_client_handshake();

	t_case("%u handshakes of clients, %u stall", o.conns, o.stalled);
	for (n = 0; n < TRIES; n++) {
		client_load(&l);
		report("client", &l, one);
		judge(&l);
		if (!o.bar || !longer(&l, without, one))
			break;
	}
	CHECK(!o.bar || !longer(&l, without, one));
}

static int options(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--bar"))
			o.bar = 1;
		else if (i + 1 < argc && !strcmp(argv[i], "--connections"))
			o.conns = (unsigned int)atoi(argv[++i]);
		else if (i + 1 < argc && !strcmp(argv[i], "--stalled"))
			o.stalled = (unsigned int)atoi(argv[++i]);
		else if (i + 1 < argc && !strcmp(argv[i], "--timeout"))
			o.timeout_s = (unsigned int)atoi(argv[++i]);
		else
			return -1;
	}

	return !o.conns || o.conns > LP_MAX || o.stalled > o.conns ||
	       !o.timeout_s || o.timeout_s > 3600 ? -1 : 0;
}

int main(int argc, char **argv)
{
	struct lws_context_creation_info info;
	struct cert *ca, *leaf;
	SSL_CTX *client, *server;
	struct load without;
	char *pem;
	size_t len;

	if (options(argc, argv)) {
		fprintf(stderr, "tls-load [--connections N] [--stalled M] "
			"[--timeout S] [--bar]\n");
		return 2;
	}
	t_begin("tls-load", (int)o.timeout_s * 60);
	t_raise_fd_limit();

	ca = cert_make_ca("Load CA", NULL);
	leaf = cert_make_leaf("DNS:localhost", ca);
	client = tp_ctx(0);
	server = tp_ctx(1);
	CHECK(SSL_CTX_use_certificate(server, leaf->x509) == 1);
	CHECK(SSL_CTX_use_PrivateKey(server, leaf->key) == 1);

	pem = cert_pem((const struct cert *const *)&ca, 1, &len);
	memset(&info, 0, sizeof(info));
	t_info(&info, protocols);
	info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.client_ssl_ca_mem = pem;
	info.client_ssl_ca_mem_len = (unsigned int)len;
	info.fd_limit_per_thread = o.conns * 2 + 64;
	info.timeout_secs = o.timeout_s * (unsigned int)t_slowness();
	info.connect_timeout_secs = info.timeout_secs;
	cx = lws_create_context(&info);
	free(pem);
	if (CHECK(cx != NULL) && serve(leaf, &port_tls) &&
	    serve(NULL, &port_plain) && CHECK_EQ(lp_start(client, server), 0)) {
		memset(&tick_sul, 0, sizeof(tick_sul));
		lws_sul_schedule(cx, 0, &tick_sul, tick, 1);
		at_server(&without);
		as_client(&without);
		lws_sul_cancel(&tick_sul);
		lp_stop();
	}
	lws_context_destroy(cx);
	SSL_CTX_free(client);
	SSL_CTX_free(server);
	cert_free(leaf);
	cert_free(ca);

	return t_end();
}

#endif
