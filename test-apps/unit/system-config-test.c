/* SPDX-License-Identifier: MIT */
/*
 * Configuration in JSON: what each key sets, what is refused and how it is
 * said, how little memory and how small pieces do, and vhosts that come of
 * files.
 */
#include "private-lib-core-net.h"
#include "config.h"
#include "tests.h"

#define AREA	65536

static char area[AREA], story[16384];
static size_t story_len;

/* ---- what came of it, in words ---- */

static void
add(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	story_len += (size_t)vsnprintf(story + story_len,
				       sizeof(story) - story_len, fmt, ap);
	va_end(ap);
	if (story_len >= sizeof(story))
		story_len = sizeof(story) - 1;
}

static void
text(const char *name, const char *value)
{
	if (value)
		add(" %s=%s", name, value);
}

static void
number(const char *name, long long v)
{
	if (v)
		add(" %s=%lld", name, v);
}

static void
list(const char *name, const struct lws_protocol_vhost_options *o)
{
	if (!o)
		return;
	add(" %s[", name);
	for (; o; o = o->next) {
		add("%s=%s", o->name, o->value);
		list("", o->options);
		add(o->next ? "," : "");
	}
	add("]");
}

static void
mounts(const struct lws_http_mount *m)
{
	for (; m; m = m->mount_next) {
		add(" (%s %d:%s", m->mountpoint, m->origin_protocol, m->origin);
		CHECK_EQ(strlen(m->mountpoint), m->mountpoint_len);
		text("def", m->def);
		text("protocol", m->protocol);
		number("auth", m->auth_mask);
		text("basic", m->basic_auth_login_file);
		number("cgi", m->cgi_timeout);
		number("age", m->cache_max_age);
		number("reuse", m->cache_reusable);
		number("reval", m->cache_revalidate);
		number("inter", m->cache_intermediaries);
		list("env", m->cgienv);
		list("mime", m->extra_mimetypes);
		list("interpret", m->interpret);
		add(")");
	}
}

static void
describe(const struct lws_context_creation_info *i)
{
	text("name", i->vhost_name);
	number("port", i->port);
	text("iface", i->iface);
	number("threads", i->count_threads);
	text("user", i->username);
	text("group", i->groupname);
	number("uid", (long long)i->uid);
	number("gid", (long long)i->gid);
	number("timeout", i->timeout_secs);
	number("keepalive", i->keepalive_timeout);
	number("nofile", i->rlimit_nofile);
	text("server", i->server_string);
	text("404", i->error_document_404);
	text("perms", i->unix_socket_perms);
	text("role", i->listen_accept_role);
	text("accept", i->listen_accept_protocol);
	if (i->retry_and_idle_policy)
		add(" ping=%u/%u", i->retry_and_idle_policy->
		    secs_since_valid_ping, i->retry_and_idle_policy->
		    secs_since_valid_hangup);
	if (i->options)
		add(" options=%llx", (unsigned long long)i->options);
#if defined(LWS_WITH_TLS)
	text("key", i->ssl_private_key_filepath);
	text("cert", i->ssl_cert_filepath);
	text("ca", i->ssl_ca_filepath);
	text("ciphers", i->ssl_cipher_list);
	text("13", i->tls1_3_plus_cipher_list);
	text("curve", i->ecdh_curve);
	text("alpn", i->alpn);
	number("set", i->ssl_options_set);
	number("clear", i->ssl_options_clear);
	text("ckey", i->client_ssl_private_key_filepath);
	text("ccert", i->client_ssl_cert_filepath);
	text("cca", i->client_ssl_ca_filepath);
	text("cciphers", i->client_ssl_cipher_list);
#endif
	list("headers", i->headers);
	list("reject", i->reject_service_keywords);
	list("pvo", i->pvo);
	mounts(i->mounts);
}

static int
vhost_cb(struct lws_config *c)
{
	add("<");
	describe(c->info);
	number("client", c->client_tls);
	add(" >");

	return 0;
}

/* in pieces of that size; 0 if it was taken */
static int
take(enum lws_config_part part, const char *json, size_t len, size_t piece,
     size_t size)
{
	struct lws_context_creation_info info, defaults;
	static struct lws_config c;
	size_t at, n;
	int bad = 0;

	memset(&info, 0, sizeof(info));
	defaults = info;
	memset(&c, 0, sizeof(c));
	story[0] = '\0';
	story_len = 0;
	c.part = part;
	c.info = &info;
	c.defaults = &defaults;
	c.vhost = vhost_cb;
	c.p = area;
	c.end = area + size;
	lws_config_begin(&c, "a/file");
	for (at = 0; at < len && !bad; at += n) {
		n = len - at < piece ? len - at : piece;
		bad = lws_config_take(&c, (const uint8_t *)json + at, n);
	}
	bad |= lws_config_end(&c);
	CHECK(c.p >= area && c.p <= c.end);
	if (!bad && part == LWS_CONFIG_GLOBALS)
		describe(&info);

	return bad;
}

/* ---- what is taken ---- */

static const struct {
	const char		*what;
	enum lws_config_part	part;
	const char		*json, *want;
} good[] = {
	{ "nothing", LWS_CONFIG_GLOBALS, "{}", "" },
	{ "an empty part", LWS_CONFIG_GLOBALS, "{\"global\":{}}", "" },
	{ "no vhost", LWS_CONFIG_VHOSTS, "{\"vhosts\":[]}", "" },
	{ "user agents, and a limit", LWS_CONFIG_GLOBALS, "{ \"global\": { "
	  "\"reject-service-keywords\": [ { \"bot\": \"404 Not Found\" }, "
	  "{ \"spider\": \"403 No\" } ], \"rlimit-nofile\": \"100\" } }",
	  " nofile=100 reject[spider=403 No,bot=404 Not Found]" },
	{ "globals", LWS_CONFIG_GLOBALS, "# c\n{ \"global\": { \"uid\": \"3\", "
	  "\"gid\": 4, \"username\": \"u\", \"groupname\": \"g\", "
	  "\"count-threads\": \"2\", \"interface\": \"lo\", \"server-string\": "
	  "\"a b\", \"timeout-secs\": \"33\", \"ws-pingpong-secs\": \"200\" },"
	  " # d }\n \"vhosts\": [ { \"anything\": [ 1.5, null, {} ] } ] }\n \n",
	  " iface=lo threads=2 user=u group=g uid=3 gid=4 timeout=33 server=a b"
	  " ping=200/210" },
	{ "hexadecimal", LWS_CONFIG_GLOBALS,
	  "{\"global\":{\"timeout-secs\":\"0x1F\"}}", " timeout=31" },
	{ "the last one counts", LWS_CONFIG_GLOBALS, "{\"global\":{"
	  "\"interface\":\"a\",\"interface\":\"b\"}}", " iface=b" },
	{ "one vhost, not in an array", LWS_CONFIG_VHOSTS,
	  "{\"vhosts\":{\"name\":\"v\"}}", "< name=v port=-1 >" },
	{ "two, of which the second knows nothing of the first",
	  LWS_CONFIG_VHOSTS, "{\"global\":{\"x\":1},\"vhosts\":[{\"name\":"
	  "\"v\",\"port\":\"80\",\"sts\":\"on\",\"noipv6\":true,"
	  "\"interface\":\"lo\",\"headers\":[{\"a\":\"b\"}],\"mounts\":[{"
	  "\"mountpoint\":\"/\",\"origin\":\"file:///x\"}],\"ws-protocols\":[{"
	  "\"p\":{}}]},{\"name\":\"w\"}]}",
	  "< name=v port=80 iface=lo options=8020 headers[a:=b] pvo[p=] "
	  "(/ 2:/x) >< name=w port=-1 >" },
	{ "on and off", LWS_CONFIG_VHOSTS, "{\"vhosts\":[{\"name\":\"v\","
	  "\"sts\":\"YES\",\"sts\":\"no\",\"ipv6only\":\"1\",\"onlyraw\":0,"
	  "\"apply-listen-accept\":\"true\",\"fallback-listen-accept\":\"on\""
	  "}]}", "< name=v port=-1 options=530000 >" },
	{ "a unix socket", LWS_CONFIG_VHOSTS, "{\"vhosts\":[{\"name\":\"v\","
	  "\"unix-socket\":\"1\",\"unix-socket-perms\":\"a:b\",\"interface\":"
	  "\"/s\"}]}", "< name=v iface=/s perms=a:b options=4000 >" },
	{ "the rest of a vhost", LWS_CONFIG_VHOSTS, "{\"vhosts\":[{\"name\":"
	  "\"v\",\"port\":443,\"keepalive_timeout\":\"9\","
	  "\"error-document-404\":\"/404\",\"listen-accept-role\":\"raw-skt\","
	  "\"listen-accept-protocol\":\"p\"}]}",
	  "< name=v port=443 keepalive=9 404=/404 role=raw-skt accept=p >" },
	{ "mounts", LWS_CONFIG_VHOSTS, "{\"vhosts\":[{\"name\":\"v\","
	  "\"mounts\":[{\"mountpoint\":\"/\",\"origin\":\"file://rel\","
	  "\"default\":\"i.html\",\"auth-mask\":\"3\",\"basic-auth\":\"/b\","
	  "\"cgi-timeout\":\"30\",\"cgi-env\":[{\"A\":\"1\",\"B\":\"2\"}],"
	  "\"cache-max-age\":\"60\",\"cache-reuse\":\"1\","
	  "\"cache-revalidate\":\"on\",\"cache-intermediaries\":true,"
	  "\"extra-mimetypes\":{\".zip\":\"application/zip\"},"
	  "\"interpret\":[{\".html\":\"p\"},{\".x.y\":\"q\"}]},"
	  "{\"mountpoint\":\"/a\",\"origin\":\"callback://p.q\"},"
	  "{\"origin\":\"callback://p\",\"protocol\":\"r\",\"mountpoint\":"
	  "\"/b\"},{\"mountpoint\":\"/c\",\"origin\":\">http://h/x\"},"
	  "{\"mountpoint\":\"/d\",\"origin\":\">https://h\"},"
	  "{\"mountpoint\":\"/e\",\"origin\":\"http://h:1/\"},"
	  "{\"mountpoint\":\"/f\",\"origin\":\"https://h\"},"
	  "{\"mountpoint\":\"/g\",\"origin\":\"cgi:///c\"}]}]}",
	  "< name=v port=-1 (/ 2:rel def=i.html auth=3 basic=/b cgi=30 age=60 "
	  "reuse=1 reval=1 inter=1 env[B=2,A=1] mime[.zip=application/zip] "
	  "interpret[.x.y=q,.html=p]) (/a 6:p.q protocol=p.q) (/b 6:p "
	  "protocol=r) (/c 4:h/x) (/d 5:h) (/e 0:h:1/) (/f 1:h) (/g 3:/c) >" },
	{ "protocols", LWS_CONFIG_VHOSTS, "{\"vhosts\":[{\"name\":\"v\","
	  "\"ws-protocols\":[{\"a.b\":{\"status\":\"ok\",\"n.m\":5,\"t\":true}"
	  ",\"c\":{}},{\"\":{\"\":\"\"}}],\"headers\":[{\"x-a:\":\"b\","
	  "\"c\":\"d\"}]}]}",
	  "< name=v port=-1 headers[c:=d,x-a:=b] pvo[= [=],c=,a.b= "
	  "[t=1,n.m=5,status=ok]] >" },
	{ "escapes", LWS_CONFIG_GLOBALS, "{\"global\":{\"server-string\":"
	  "\"\\u00b5\\t\\\"\",\"username\":\"\"}}",
	  " user= server=\xc2\xb5\t\"" },
#if defined(LWS_WITH_TLS)
	{ "TLS, for all", LWS_CONFIG_GLOBALS, "{\"global\":{\"init-ssl\":"
	  "\"yes\",\"default-alpn\":\"h2\"}}", " options=1000 alpn=h2" },
	{ "TLS", LWS_CONFIG_VHOSTS, "{\"vhosts\":[{\"name\":\"v\","
	  "\"host-ssl-key\":\"/k\",\"host-ssl-cert\":\"/c\",\"host-ssl-ca\":"
	  "\"/a\",\"ciphers\":\"X\",\"tls13-ciphers\":\"Y\",\"ecdh-curve\":"
	  "\"z\",\"ssl-option-set\":\"4\",\"ssl-option-set\":\"8\","
	  "\"ssl-option-clear\":2,\"alpn\":\"http/1.1\",\"enable-client-ssl\":"
	  "\"on\",\"client-ssl-key\":\"/1\",\"client-ssl-cert\":\"/2\","
	  "\"client-ssl-ca\":\"/3\",\"client-ssl-ciphers\":\"W\","
	  "\"ignore-missing-cert\":\"1\",\"allow-non-tls\":\"1\","
	  "\"redirect-http\":\"1\",\"allow-http-on-https\":\"1\"}]}",
	  "< name=v port=-1 options=24001808 key=/k cert=/c ca=/a ciphers=X "
	  "13=Y curve=z alpn=http/1.1 set=12 clear=2 ckey=/1 ccert=/2 cca=/3 "
	  "cciphers=W client=1 >" },
#endif
};

static void
check_good(void)
{
	size_t n, piece, len;

	for (n = 0; n < T_ARRAY(good); n++) {
		len = strlen(good[n].json);
		for (piece = 1; piece < len + 2; piece += piece < 4 ? 1 : 97) {
			t_case("%s, in pieces of %d", good[n].what, (int)piece);
			CHECK(!take(good[n].part, good[n].json, len, piece,
				    AREA));
			CHECK_STR(story, good[n].want);
		}
	}
}

/* every smaller area is too small, and every shorter text incomplete */
static void
check_less(void)
{
	size_t n, size, len, enough;

	for (n = 0; n < T_ARRAY(good); n++) {
		len = strlen(good[n].json);
		t_case("%s, in little memory", good[n].what);
		for (size = 0; take(good[n].part, good[n].json, len, len, size);
		     size++) {
			t_log_mark();
			if (!CHECK(size < AREA))
				break;
		}
		enough = size;
		for (size = 0; size < enough; size++)
			CHECK(take(good[n].part, good[n].json, len, 7, size));

		t_case("%s, cut off", good[n].what);
		while (len && good[n].json[len - 1] != '}')
			len--;
		while (len--) {
			t_log_mark();
			CHECK(take(good[n].part, good[n].json, len, 5, AREA));
			CHECK_EQ(t_log_count(), 1);
		}
	}
}

/* ---- what is refused, with one line that says why ---- */

#define V(x)	"{\"vhosts\":[{\"name\":\"v\"," x "}]}"
#define M(x)	V("\"mounts\":[{\"mountpoint\":\"/\",\"origin\":\"file://x\"," \
		  x "}]")
#define TEN	"aaaaaaaaaa"

static const struct {
	enum lws_config_part	part;
	const char		*json, *want;
} bad[] = {
	{ LWS_CONFIG_GLOBALS, "", "a/file(1): the text ends too early" },
	{ LWS_CONFIG_GLOBALS, "[]", "(1): an object is expected" },
	{ LWS_CONFIG_GLOBALS, "x", "(1): " },
	{ LWS_CONFIG_GLOBALS, "{}\n{}", "something follows the end" },
	{ LWS_CONFIG_GLOBALS, "{\"globals\":{}}",
	  "(1): globals: there is no such key here" },
	{ LWS_CONFIG_GLOBALS, "{\n\"global\":{\n\"x\":1}}",
	  "(3): x: there is no such key here" },
	{ LWS_CONFIG_GLOBALS, "{\"global\":{\"port\":\"1\"}}",
	  "port: there is no such key" },
	{ LWS_CONFIG_GLOBALS, "{\"global\":\"x\"}",
	  "global: a value is not expected" },
	{ LWS_CONFIG_GLOBALS, "{\"global\":[\"x\"]}",
	  "global: a value is not expected" },
	{ LWS_CONFIG_GLOBALS, "{\"global\":{\"uid\":{}}}",
	  "uid: a value is expected, and no object" },
	{ LWS_CONFIG_GLOBALS, "{\"global\":{\"uid\":[1]}}",
	  "an array is not expected" },
	{ LWS_CONFIG_GLOBALS, "{\"global\":{\"uid\":null}}", "neither" },
	{ LWS_CONFIG_GLOBALS, "{\"global\":{\"uid\":1.5}}", "neither" },
	{ LWS_CONFIG_GLOBALS, "{\"global\":{\"uid\":\"x\"}}",
	  "uid: a number is expected" },
	{ LWS_CONFIG_GLOBALS, "{\"global\":{\"uid\":\"-1\"}}",
	  "uid: a number is expected" },
	{ LWS_CONFIG_GLOBALS, "{\"global\":{\"gid\":\"4294967296\"}}",
	  "gid: a number is expected" },
	{ LWS_CONFIG_GLOBALS, "{\"global\":{\"count-threads\":\"0\"}}",
	  "count-threads: that is no number, or out of range" },
	{ LWS_CONFIG_GLOBALS, "{\"global\":{\"rlimit-nofile\":\"-1\"}}",
	  "rlimit-nofile: that is no number, or out of range" },
	{ LWS_CONFIG_GLOBALS, "{\"global\":{\"count-threads\":\"\"}}",
	  "count-threads: that is no number" },
	{ LWS_CONFIG_GLOBALS, "{\"global\":{\"timeout-secs\":"
	  "\"99999999999999999999999\"}}", "timeout-secs: that is no number" },
	{ LWS_CONFIG_GLOBALS, "{\"global\":{\"ws-pingpong-secs\":65530}}",
	  "seconds, up to 65525" },
	{ LWS_CONFIG_GLOBALS, "{\"global\":{\"plugin-dir\":\"/x\"}}",
	  "plugin-dir: not available in this build" },
	{ LWS_CONFIG_GLOBALS, "{\"global\":{\"username\":\"a\\u0000b\"}}",
	  "NUL in a string" },
	{ LWS_CONFIG_GLOBALS, "{\"global\":{\"uid\\u0000\":\"1\"}}",
	  "NUL in a name" },
	{ LWS_CONFIG_VHOSTS, "{\"vhosts\":[{}]}", "a vhost needs a name" },
	{ LWS_CONFIG_VHOSTS, "{\"vhosts\":[[[{\"port\":1}]]]}",
	  "a vhost needs a name" },
	{ LWS_CONFIG_VHOSTS, V("\"port\":65536"), "port: that is no number" },
	{ LWS_CONFIG_VHOSTS, V("\"port\":-3"), "port: that is no number" },
	{ LWS_CONFIG_VHOSTS, V("\"sts\":\"maybe\""), "sts: on or off" },
	{ LWS_CONFIG_VHOSTS, V("\"sts\":2"), "sts: on or off" },
	{ LWS_CONFIG_VHOSTS, V("\"mounts\":[{\"origin\":\"file://x\"}]"),
	  "a mount needs a mountpoint and an origin" },
	{ LWS_CONFIG_VHOSTS, V("\"mounts\":[{\"mountpoint\":\"/\"}]"),
	  "a mount needs a mountpoint and an origin" },
	{ LWS_CONFIG_VHOSTS, M("\"origin\":\"ftp://x\""), "origin: file://" },
	{ LWS_CONFIG_VHOSTS, M("\"origin\":\"file://\""), "origin: file://" },
	{ LWS_CONFIG_VHOSTS, M("\"mountpoint\":\"x\""), "mountpoint: a path" },
	{ LWS_CONFIG_VHOSTS, M("\"mountpoint\":\"\""), "mountpoint: a path" },
	{ LWS_CONFIG_VHOSTS, M("\"cache-reuse\":\"2\""),
	  "cache-reuse: on or off" },
	{ LWS_CONFIG_VHOSTS, M("\"auth-mask\":-1"), "auth-mask: that is no" },
	{ LWS_CONFIG_VHOSTS, M("\"cgi-env\":\"x\""),
	  "cgi-env: a value is not expected" },
	{ LWS_CONFIG_VHOSTS, M("\"cgi-env\":[{\"a\":{}}]"),
	  "a value is expected, and no object" },
	{ LWS_CONFIG_VHOSTS, M("\"cgi-env\":[{\"a\":[]}]"),
	  "an array is not expected" },
	{ LWS_CONFIG_VHOSTS, V("\"ws-protocols\":[{\"p\":\"x\"}]"),
	  "a value is not expected" },
	{ LWS_CONFIG_VHOSTS, V("\"ws-protocols\":[{\"p\":{\"a\":{}}}]"),
	  "a value is expected, and no object" },
	{ LWS_CONFIG_VHOSTS, V("\"headers\":[{\"" TEN TEN TEN TEN TEN TEN
	  "aaaaa\":\"x\"}]"), "the name is too long" },
	{ LWS_CONFIG_VHOSTS, M("\"extra-mimetypes\":[{\"" TEN TEN TEN TEN TEN
	  TEN TEN TEN TEN TEN TEN TEN TEN "\":\"x\"}]"),
	  "the name is too long" },
	{ LWS_CONFIG_VHOSTS, V("\"h2-half-closed-long-poll\":1"),
	  "h2-half-closed-long-poll: not available in this build" },
#if !defined(LWS_WITH_ACCESS_LOG)
	{ LWS_CONFIG_VHOSTS, V("\"access-log\":\"/x\""),
	  "access-log: not available in this build" },
#endif
};

static void
check_bad(void)
{
	size_t n;

	for (n = 0; n < T_ARRAY(bad); n++) {
		t_case("refused: %s", bad[n].json);
		t_log_mark();
		CHECK(take(bad[n].part, bad[n].json, strlen(bad[n].json), 3,
			   AREA));
		CHECK_EQ(t_log_count(), 1);
		if (!strstr(t_log_line(0), bad[n].want))
			CHECK_STR(t_log_line(0), bad[n].want);
	}
}

/* brackets without end */
static void
check_deep(void)
{
	char deep[600];

	t_case("deep");
	lws_strncpy(deep, "{\"vhosts\":", sizeof(deep));
	memset(deep + 10, '[', 500);
	deep[510] = '\0';
	t_log_mark();
	CHECK(take(LWS_CONFIG_VHOSTS, deep, 510, 64, AREA));
	CHECK_EQ(t_log_count(), 1);
	/* also where nobody wants to know */
	CHECK(take(LWS_CONFIG_GLOBALS, deep, 510, 64, AREA));
}

/* ---- files and vhosts ---- */

#define DIR	"system-config.d"

static void
write_file(const char *name, const char *contents)
{
	char path[128];
	FILE *f;

	lws_snprintf(path, sizeof(path), DIR "/%s", name);
	f = fopen(path, "wb");
	if (!CHECK(f))
		return;
	CHECK_EQ(fwrite(contents, 1, strlen(contents), f), strlen(contents));
	fclose(f);
}

static void
remove_all(void)
{
	static const char * const names[] = {
		"conf", "conf.d/10-b", "conf.d/9-a", "conf.d/old~",
		"conf.d/.hidden"
	};
	char path[128];
	size_t n;

	for (n = 0; n < T_ARRAY(names); n++) {
		lws_snprintf(path, sizeof(path), DIR "/%s", names[n]);
		(void)remove(path);
	}
}

static char inits[1024];

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	const struct lws_protocol_vhost_options *o = in;
	size_t n = strlen(inits);

	(void)user;
	(void)len;
	if (reason != LWS_CALLBACK_PROTOCOL_INIT)
		return 0;
	n += (size_t)lws_snprintf(inits + n, sizeof(inits) - n, "%s/%s",
			lws_get_vhost_name(lws_get_vhost(wsi)),
			lws_get_protocol(wsi)->name);
	for (; o; o = o->next)
		n += (size_t)lws_snprintf(inits + n, sizeof(inits) - n,
					  ",%s=%s", o->name, o->value);
	(void)lws_snprintf(inits + n, sizeof(inits) - n, " ");

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "http", callback, 0, 0, 0, NULL, 0 },
	{ "p1", callback, 0, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

/* a context as the files say; its area is its own.  Returns what the two
 * functions returned, in two bits */
static int
make(struct lws_context **cx, const char *d, int size)
{
	struct lws_context_creation_info info;
	char *cs = malloc(AREA), *was = cs;
	int len = size, ret;

	*cx = NULL;
	inits[0] = '\0';
	if (!CHECK(cs))
		return 4;
	memset(&info, 0, sizeof(info));
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	info.protocols = protocols;
	info.external_baggage_free_on_destroy = cs;
	ret = lwsws_get_config_globals(&info, d, &cs, &len);
	CHECK(cs >= was && len >= 0 && cs + len == was + size);
	*cx = lws_create_context(&info);
	if (!*cx) {
		free(was);
		return 4;
	}
	info.user = was;
	ret |= lwsws_get_config_vhosts(*cx, &info, d, &cs, &len) << 1;
	CHECK(cs >= was && len >= 0 && cs + len == was + size);
	/* it is as it was before */
	CHECK(info.user == was && !info.vhost_name && info.port == 0);

	return ret;
}

static void
files(void)
{
	CHECK(!t_mkdir(DIR) && !t_mkdir(DIR "/conf.d"));
	remove_all();
	write_file("conf", "{\"global\":{\"server-string\":\"x\"}}\n");
	write_file("conf.d/9-a", "{\"vhosts\":[{\"name\":\"a\",\"port\":\"0\","
		   "\"interface\":\"127.0.0.1\",\"noipv6\":\"1\"}]}");
	write_file("conf.d/10-b", "{\"vhosts\":[{\"name\":\"b\",\"port\":\"0\","
		   "\"interface\":\"127.0.0.1\",\"noipv6\":\"1\","
		   "\"mounts\":[{\"mountpoint\":\"/\",\"origin\":"
		   "\"file://" DIR "\"}],\"ws-protocols\":[{\"p1\":{\"status\":"
		   "\"ok\"}}]}]}");
	write_file("conf.d/old~", "nonsense");
	write_file("conf.d/.hidden", "nonsense");
}

static void
check_files(void)
{
	struct lws_context *cx;
	struct lws_vhost *a, *b;

	t_case("files, in the order of their names");
	files();
	CHECK_EQ(make(&cx, DIR, AREA), 0);
	(void)lws_service(cx, -1);
	CHECK_STR(inits, "b/p1,status=ok a/http a/p1 ");
	a = lws_get_vhost_by_name(cx, "a");
	b = lws_get_vhost_by_name(cx, "b");
	if (CHECK(a && b)) {
		CHECK(lws_get_vhost_listen_port(a) > 0);
		CHECK(lws_get_vhost_listen_port(b) > 0);
		CHECK_STR(b->mounts->origin, DIR);
		CHECK(!a->mounts);
	}
	lws_context_destroy(cx);

	t_case("the second file is bad: the vhost of the first is there");
	write_file("conf.d/9-a", "{\"vhosts\":[{\"name\":\"a\",\n\"x\":1}]}");
	t_log_mark();
	CHECK_EQ(make(&cx, DIR, AREA), 2);
	CHECK_EQ(t_log_count(), 1);
	CHECK(strstr(t_log_line(0), DIR "/conf.d/9-a(2): x: "));
	CHECK(lws_get_vhost_by_name(cx, "b"));
	lws_context_destroy(cx);

	t_case("a vhost that cannot be");
	write_file("conf.d/9-a", "{\"vhosts\":[{\"name\":\"a\",\"port\":0,"
		   "\"interface\":\"127.0.0.1\",\"mounts\":[{\"mountpoint\":"
		   "\"/\",\"origin\":\"cgi:///x\"}]}]}");
#if !defined(LWS_WITH_CGI)
	t_log_mark();
	CHECK_EQ(make(&cx, DIR, AREA), 2);
	CHECK(strstr(t_log_line(t_log_count() - 1), "a: the vhost cannot be"));
	lws_context_destroy(cx);
#endif

	t_case("no conf.d");
	CHECK_EQ(make(&cx, DIR "/conf.d", AREA), 3);
	lws_context_destroy(cx);

	t_case("no conf");
	remove_all();
	t_log_mark();
	CHECK_EQ(make(&cx, DIR, AREA), 3);
	CHECK_EQ(t_log_count(), 2);
	CHECK(strstr(t_log_line(0), DIR "/conf: no such file"));
	lws_context_destroy(cx);

	t_case("no memory at all");
	files();
	CHECK_EQ(make(&cx, DIR, 0), 3);
	lws_context_destroy(cx);
}

static void
check_alloc(void)
{
	struct lws_context *cx;
	unsigned int n, worked = 0, fits;
	int ret;

	files();
	for (n = 1; n < 1000 && worked < 3; n++) {
		t_case("allocation %u fails", n);
		lws_alloc_fail_at(n, 0);
		ret = make(&cx, DIR, AREA);
		fits = lws_alloc_count() < n;
		lws_alloc_fail_at(0, 0);
		worked += fits;
		/* whoever runs out of memory says so */
		CHECK_EQ(!ret, fits);
		if (cx)
			lws_context_destroy(cx);
	}
	CHECK(n > 20 && worked == 3);
	remove_all();
}

int
main(void)
{
	t_begin("system-config", 60);
	check_good();
	check_less();
	check_bad();
	check_deep();
	check_files();
	check_alloc();

	return t_end();
}
