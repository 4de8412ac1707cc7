/* SPDX-License-Identifier: MIT */
/*
 * The keys of the configuration, and what each of them sets.  The names are
 * those of lwsws.
 */
#include "config.h"

#include <limits.h>
#include <stddef.h>

/* what an info has only in some builds */
#if defined(LWS_WITH_TLS)
#define WITH_TLS(kind)		LWS_CONFIG_##kind
#define TLS_MEMBER(m)		offsetof(struct lws_context_creation_info, m)
#else
#define WITH_TLS(kind)		LWS_CONFIG_MISSING
#define TLS_MEMBER(m)		0
#endif
#if defined(LWS_WITH_PEER_LIMITS)
#define PEER_LIMIT(m)		LWS_CONFIG_SHORT, 0, MEMBER(m), 0, 0, 65535, \
				NULL, NULL
#else
#define PEER_LIMIT(m)		MISSING
#endif
#if defined(LWS_WITH_ACCESS_LOG)
#define ACCESS_LOG		STRING(log_filepath)
#else
#define ACCESS_LOG		MISSING
#endif

#define MEMBER(m)		offsetof(struct lws_context_creation_info, m)
#define OF_MOUNT(m)		offsetof(struct lws_http_mount, m)

#define STRING(m)		LWS_CONFIG_TEXT, 0, MEMBER(m), 0, 0, 0, NULL, NULL
#define TLS_STRING(m)	WITH_TLS(TEXT), 0, TLS_MEMBER(m), 0, 0, 0, NULL, NULL
#define INT(m, l, h)	LWS_CONFIG_INT, 0, MEMBER(m), 0, l, h, NULL, NULL
#define TLS_BITS(m)	WITH_TLS(BITS), 0, TLS_MEMBER(m), 0, 0, 0, NULL, NULL
#define OPTION(b)	LWS_CONFIG_OPTION, 0, 0, (uint64_t)(b), 0, 0, NULL, NULL
#define TLS_OPTION(b)	WITH_TLS(OPTION), 0, 0, (uint64_t)(b), 0, 0, NULL, NULL
#define SPECIAL(f)	LWS_CONFIG_SPECIAL, 0, 0, 0, 0, 0, f, NULL
#define INSIDE(p)	LWS_CONFIG_INSIDE, LWS_CONFIG_##p, 0, 0, 0, 0, NULL, \
			NULL
#define LIST(f)		LWS_CONFIG_LIST, LWS_CONFIG_OPTIONS, 0, 0, 0, 0, \
			NULL, f
#define M_STRING(m)	LWS_CONFIG_TEXT, 0, OF_MOUNT(m), 0, 0, 0, NULL, NULL
#define M_INT(m)	LWS_CONFIG_INT, 0, OF_MOUNT(m), 0, 0, INT32_MAX, NULL, \
			NULL
#define MISSING		LWS_CONFIG_MISSING, 0, 0, 0, 0, 0, NULL, NULL

static int
refuse(struct lws_config *c, const char *what)
{
	return lws_config_refuse(c, what, c->level[c->depth].key->name);
}

/* ---- words ---- */

/* 1, 0, or -1: neither */
static int
yes_or_no(const char *s)
{
	static const char * const words[] = {
		"0", "1", "off", "on", "no", "yes", "false", "true"
	};
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(words); n++)
		if (lws_strcaseeq(s, words[n]))
			return (int)(n & 1);

	return -1;
}

/* decimal, or 0x; nonzero: not a number, or not between those two */
static int
number(const char *s, int64_t low, int64_t high, int64_t *v)
{
	int minus = *s == '-', base = 10, d;
	int64_t n = 0;

	if (minus)
		s++;
	if (s[0] == '0' && (s[1] | 32) == 'x') {
		base = 16;
		s += 2;
	}
	if (!*s)
		return 1;
	for (; *s; s++) {
		d = lws_hex_digit(*s);
		if (d < 0 || d >= base || n > (INT64_MAX >> 5))
			return 1;
		n = n * base + d;
	}
	*v = minus ? -n : n;

	return *v < low || *v > high;
}

/* ---- those that are not a member's value ---- */

static int
flag(struct lws_config *c, const char *value, int *v)
{
	*v = yes_or_no(value);

	return *v < 0 ? refuse(c, "on or off is expected") : 0;
}

static int
set_uid(struct lws_config *c, char *value)
{
	int64_t n;

	if (number(value, 0, INT32_MAX, &n))
		return refuse(c, "a number is expected");
	c->info->uid = (uid_t)n;

	return 0;
}

static int
set_gid(struct lws_config *c, char *value)
{
	int64_t n;

	if (number(value, 0, INT32_MAX, &n))
		return refuse(c, "a number is expected");
	c->info->gid = (gid_t)n;

	return 0;
}

/* the rest of the policy is what a context has by itself */
static int
set_pings(struct lws_config *c, char *value)
{
	static const uint32_t table[] = { 1000, 2000, 4000, 8000, 16000 };
	lws_retry_bo_t *r;
	int64_t n;

	if (number(value, 0, UINT16_MAX - 10, &n))
		return refuse(c, "seconds, up to 65525, are expected");
	r = lws_config_alloc(c, sizeof(*r));
	if (!r)
		return 1;
	r->retry_ms_table = table;
	r->retry_ms_table_count = LWS_ARRAY_SIZE(table);
	r->conceal_count = LWS_ARRAY_SIZE(table);
	r->jitter_percent = 20;
	r->secs_since_valid_ping = (uint16_t)n;
	r->secs_since_valid_hangup = (uint16_t)(n ? n + 10 : 0);
	c->info->retry_and_idle_policy = r;

	return 0;
}

static int
set_client_tls(struct lws_config *c, char *value)
{
	int v;

	if (flag(c, value, &v))
		return 1;
	c->client_tls = v != 0;

	return 0;
}

static int
set_cache(struct lws_config *c, char *value)
{
	const char *name = c->level[c->depth].key->name;
	int v;

	if (flag(c, value, &v))
		return 1;
	if (!strcmp(name, "cache-reuse"))
		c->mount->cache_reusable = v != 0;
	else if (!strcmp(name, "cache-revalidate"))
		c->mount->cache_revalidate = v != 0;
	else
		c->mount->cache_intermediaries = v != 0;

	return 0;
}

static int
set_mountpoint(struct lws_config *c, char *value)
{
	size_t n = strlen(value);

	if (value[0] != '/' || n > UINT8_MAX)
		return refuse(c, "a path of up to 255 bytes is expected");
	c->mount->mountpoint = value;
	c->mount->mountpoint_len = (unsigned char)n;

	return 0;
}

static int
set_origin(struct lws_config *c, char *value)
{
	static const struct {
		const char	*scheme;
		unsigned char	kind;
	} kinds[] = {
		{ "file://",	LWSMPRO_FILE },
		{ "http://",	LWSMPRO_HTTP },
		{ "https://",	LWSMPRO_HTTPS },
		{ "cgi://",	LWSMPRO_CGI },
		{ ">http://",	LWSMPRO_REDIR_HTTP },
		{ ">https://",	LWSMPRO_REDIR_HTTPS },
		{ "callback://", LWSMPRO_CALLBACK },
	};
	size_t n, len;

	for (n = 0; n < LWS_ARRAY_SIZE(kinds); n++) {
		len = strlen(kinds[n].scheme);
		if (strncmp(value, kinds[n].scheme, len))
			continue;
		if (!value[len])
			break;
		c->mount->origin = value + len;
		c->mount->origin_protocol = kinds[n].kind;
		return 0;
	}

	return refuse(c, "file://, cgi://, callback://, [>]http:// or "
		      "[>]https:// with something behind it is expected");
}

/* ---- lists ---- */

static const struct lws_protocol_vhost_options **
list_headers(struct lws_config *c)
{
	return &c->info->headers;
}

static const struct lws_protocol_vhost_options **
list_rejected(struct lws_config *c)
{
	return &c->info->reject_service_keywords;
}

static const struct lws_protocol_vhost_options **
list_cgi_env(struct lws_config *c)
{
	return &c->mount->cgienv;
}

static const struct lws_protocol_vhost_options **
list_mimetypes(struct lws_config *c)
{
	return &c->mount->extra_mimetypes;
}

static const struct lws_protocol_vhost_options **
list_interpret(struct lws_config *c)
{
	return &c->mount->interpret;
}

/* ---- the tables; each ends in an entry without a name ---- */

#define END { NULL, LWS_CONFIG_TEXT, 0, 0, 0, 0, 0, NULL, NULL }

static const struct lws_config_key top[] = {
	{ "global",		INSIDE(GLOBAL) },
	{ "vhosts",		INSIDE(VHOST) },
	END
};

static const struct lws_config_key global[] = {
	{ "uid",		SPECIAL(set_uid) },
	{ "gid",		SPECIAL(set_gid) },
	{ "username",		STRING(username) },
	{ "groupname",		STRING(groupname) },
	{ "count-threads",	INT(count_threads, 1, 32) },
	{ "interface",		STRING(iface) },
	{ "server-string",	STRING(server_string) },
	{ "timeout-secs",	INT(timeout_secs, 0, INT32_MAX) },
	{ "ws-pingpong-secs",	SPECIAL(set_pings) },
	{ "init-ssl",		TLS_OPTION(LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT) },
	{ "default-alpn",	TLS_STRING(alpn) },
	{ "ip-limit-ah",	PEER_LIMIT(ip_limit_ah) },
	{ "ip-limit-wsi",	PEER_LIMIT(ip_limit_wsi) },
	{ "rlimit-nofile",	INT(rlimit_nofile, 0, INT32_MAX) },
	{ "plugin-dir",		MISSING },
	{ "reject-service-keywords", LIST(list_rejected) },
	END
};

static const struct lws_config_key vhost[] = {
	{ "name",		STRING(vhost_name) },
	{ "port",		INT(port, -2, 65535) },
	{ "interface",		STRING(iface) },
	{ "unix-socket",	OPTION(LWS_SERVER_OPTION_UNIX_SOCK) },
	{ "unix-socket-perms",	STRING(unix_socket_perms) },
	{ "sts",		OPTION(LWS_SERVER_OPTION_STS) },
	{ "host-ssl-key",	TLS_STRING(ssl_private_key_filepath) },
	{ "host-ssl-cert",	TLS_STRING(ssl_cert_filepath) },
	{ "host-ssl-ca",	TLS_STRING(ssl_ca_filepath) },
	{ "ciphers",		TLS_STRING(ssl_cipher_list) },
	{ "tls13-ciphers",	TLS_STRING(tls1_3_plus_cipher_list) },
	{ "ecdh-curve",		TLS_STRING(ecdh_curve) },
	{ "ssl-option-set",	TLS_BITS(ssl_options_set) },
	{ "ssl-option-clear",	TLS_BITS(ssl_options_clear) },
	{ "alpn",		TLS_STRING(alpn) },
	{ "enable-client-ssl",	WITH_TLS(SPECIAL), 0, 0, 0, 0, 0,
				set_client_tls, NULL },
	{ "client-ssl-key",	TLS_STRING(client_ssl_private_key_filepath) },
	{ "client-ssl-cert",	TLS_STRING(client_ssl_cert_filepath) },
	{ "client-ssl-ca",	TLS_STRING(client_ssl_ca_filepath) },
	{ "client-ssl-ciphers",	TLS_STRING(client_ssl_cipher_list) },
	{ "ignore-missing-cert", TLS_OPTION(
				LWS_SERVER_OPTION_IGNORE_MISSING_CERT) },
	{ "allow-non-tls",	TLS_OPTION(
				LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT) },
	{ "redirect-http",	TLS_OPTION(
				LWS_SERVER_OPTION_REDIRECT_HTTP_TO_HTTPS) },
	{ "allow-http-on-https", TLS_OPTION(
			LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER) },
	{ "noipv6",		OPTION(LWS_SERVER_OPTION_DISABLE_IPV6) },
	{ "ipv6only",		OPTION(LWS_SERVER_OPTION_IPV6_V6ONLY_MODIFY |
				       LWS_SERVER_OPTION_IPV6_V6ONLY_VALUE) },
	{ "onlyraw",		OPTION(LWS_SERVER_OPTION_ONLY_RAW) },
	{ "apply-listen-accept", OPTION(
			LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG) },
	{ "fallback-listen-accept", OPTION(
		LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG) },
	{ "listen-accept-role",	STRING(listen_accept_role) },
	{ "listen-accept-protocol", STRING(listen_accept_protocol) },
	{ "access-log",		ACCESS_LOG },
	{ "error-document-404",	STRING(error_document_404) },
	{ "keepalive_timeout",	INT(keepalive_timeout, 0, INT32_MAX) },
	{ "headers",		LIST(list_headers) },
	{ "mounts",		INSIDE(MOUNT) },
	{ "ws-protocols",	INSIDE(PROTOCOLS) },
	{ "strict-host-check",	OPTION(
			LWS_SERVER_OPTION_VHOST_UPG_STRICT_HOST_CHECK) },
	{ "h2-half-closed-long-poll", MISSING },
	{ "disable-no-protocol-ws-upgrades", MISSING },
	END
};

static const struct lws_config_key mount[] = {
	{ "mountpoint",		SPECIAL(set_mountpoint) },
	{ "origin",		SPECIAL(set_origin) },
	{ "default",		M_STRING(def) },
	{ "protocol",		M_STRING(protocol) },
	{ "auth-mask",		M_INT(auth_mask) },
	{ "basic-auth",		M_STRING(basic_auth_login_file) },
	{ "cgi-timeout",	M_INT(cgi_timeout) },
	{ "cgi-env",		LIST(list_cgi_env) },
	{ "cache-max-age",	M_INT(cache_max_age) },
	{ "cache-reuse",	SPECIAL(set_cache) },
	{ "cache-revalidate",	SPECIAL(set_cache) },
	{ "cache-intermediaries", SPECIAL(set_cache) },
	{ "extra-mimetypes",	LIST(list_mimetypes) },
	{ "interpret",		LIST(list_interpret) },
	END
};

static const struct lws_config_key * const tables[LWS_CONFIG_PLACES] = {
	top, global, vhost, mount
};

const struct lws_config_key *
lws_config_key(enum lws_config_place place, const char *name)
{
	const struct lws_config_key *k = tables[place];

	for (; k && k->name; k++)
		if (!strcmp(k->name, name))
			return k;

	return NULL;
}

/* ---- setting them ---- */

int
lws_config_set(struct lws_config *c, const struct lws_config_key *key,
	       char *value)
{
	char *base = c->level[c->depth].place == LWS_CONFIG_MOUNT ?
				(char *)c->mount : (char *)c->info;
	int64_t n = 0;
	int v;
	void *to = base + key->offset;

	switch (key->kind) {
	case LWS_CONFIG_TEXT:
		memcpy(to, &value, sizeof(value));
		return 0;
	case LWS_CONFIG_INT:
	case LWS_CONFIG_SHORT:
		if (number(value, key->low, key->high, &n))
			return refuse(c, "that is no number, or out of range");
		v = (int)n;
		if (key->kind == LWS_CONFIG_INT)
			memcpy(to, &v, sizeof(v));
		else
			*(unsigned short *)to = (unsigned short)n;
		return 0;
	case LWS_CONFIG_BITS:
		if (number(value, 0, LONG_MAX, &n))
			return refuse(c, "that is no number, or out of range");
		*(long *)to |= (long)n;
		return 0;
	case LWS_CONFIG_OPTION:
		if (flag(c, value, &v))
			return 1;
		c->info->options = v ? c->info->options | key->bits :
				       c->info->options & ~key->bits;
		return 0;
	case LWS_CONFIG_SPECIAL:
		return key->set(c, value);
	default:
		return refuse(c, "a value is not expected here");
	}
}

int
lws_config_mount_begin(struct lws_config *c)
{
	struct lws_http_mount *m = lws_config_alloc(c, sizeof(*m));

	if (!m)
		return 1;
	if (c->mount)
		c->mount->mount_next = m;
	else
		c->mounts = m;
	c->mount = m;

	return 0;
}

int
lws_config_mount_end(struct lws_config *c)
{
	struct lws_http_mount *m = c->mount;

	if (!m->mountpoint || !m->origin)
		return lws_config_refuse(c, "a mount needs a mountpoint and an "
					 "origin", NULL);
	if (m->origin_protocol == LWSMPRO_CALLBACK && !m->protocol)
		m->protocol = m->origin;

	return 0;
}

int
lws_config_vhost_begin(struct lws_config *c)
{
	*c->info = *c->defaults;
	c->info->vhost_name = NULL;
	c->info->port = CONTEXT_PORT_NO_LISTEN;
	c->info->mounts = NULL;
	c->info->pvo = NULL;
	c->info->headers = NULL;
	c->mount = c->mounts = NULL;
	c->client_tls = 0;

	return 0;
}

/* the library wants a colon behind the name, the file has it or not */
static int
end_names_of_headers(struct lws_config *c)
{
	const struct lws_protocol_vhost_options *o;
	struct lws_protocol_vhost_options *w;
	size_t n;
	char *p;

	for (o = c->info->headers; o; o = o->next) {
		n = strlen(o->name);
		if (n && o->name[n - 1] == ':')
			continue;
		p = lws_config_alloc(c, n + 2);
		if (!p)
			return 1;
		memcpy(p, o->name, n);
		p[n] = ':';
		/* it is one of ours, in the area */
		w = (struct lws_protocol_vhost_options *)(uintptr_t)o;
		w->name = p;
	}

	return 0;
}

int
lws_config_vhost_end(struct lws_config *c)
{
	if (!c->info->vhost_name)
		return lws_config_refuse(c, "a vhost needs a name", NULL);
	if ((c->info->options & LWS_SERVER_OPTION_UNIX_SOCK) &&
	    c->info->port == CONTEXT_PORT_NO_LISTEN)
		c->info->port = 0;
	c->info->mounts = c->mounts;

	return end_names_of_headers(c) || c->vhost(c);
}
