/* SPDX-License-Identifier: MIT */
/*
 * The configuration in JSON: in one call and byte by byte it has to come to
 * the same, in the memory that it was given.
 *
 * Byte 0: globals or vhosts, and how much memory; the rest is the file.
 */
#include "private-lib-core-net.h"
#include "config.h"
#include "fuzz.h"

struct sum {
	uint32_t	hash;
	unsigned int	vhosts;
	int		bad;
	size_t		used;
};

static char area[4096];

static void
hash_text(struct sum *s, const char *p)
{
	for (; p && *p; p++)
		s->hash = (s->hash ^ (uint8_t)*p) * 16777619u;
	s->hash = s->hash * 16777619u + (p ? 1 : 2);
}

static void
hash_list(struct sum *s, const struct lws_protocol_vhost_options *o)
{
	for (; o; o = o->next) {
		hash_text(s, o->name);
		hash_text(s, o->value);
		hash_list(s, o->options);
	}
}

static int
vhost_cb(struct lws_config *c)
{
	const struct lws_http_mount *m;
	struct sum *s = c->opaque;

	s->vhosts++;
	FUZZ_CHECK(c->info->vhost_name);
	hash_text(s, c->info->vhost_name);
	hash_text(s, c->info->iface);
	hash_list(s, c->info->headers);
	hash_list(s, c->info->pvo);
	for (m = c->info->mounts; m; m = m->mount_next) {
		FUZZ_CHECK(m->mountpoint && m->mountpoint[0] == '/');
		FUZZ_CHECK(m->origin && m->origin[0]);
		FUZZ_CHECK(m->mountpoint_len == strlen(m->mountpoint));
		hash_text(s, m->origin);
		hash_list(s, m->cgienv);
		hash_list(s, m->extra_mimetypes);
		hash_list(s, m->interpret);
	}

	return 0;
}

static struct sum
take(enum lws_config_part part, size_t size, const uint8_t *data, size_t len,
     size_t piece)
{
	struct lws_context_creation_info info, defaults;
	static struct lws_config c;
	struct sum s = { 1, 0, 0, 0 };
	size_t at, n;

	memset(&info, 0, sizeof(info));
	defaults = info;
	memset(&c, 0, sizeof(c));
	memset(area, 0x55, sizeof(area));
	c.part = part;
	c.info = &info;
	c.defaults = &defaults;
	c.vhost = vhost_cb;
	c.opaque = &s;
	c.p = area;
	c.end = area + size;
	lws_config_begin(&c, "fuzz");
	for (at = 0; at < len && !s.bad; at += n) {
		n = lws_min_sz(piece, len - at);
		s.bad = lws_config_take(&c, data + at, n);
	}
	if (lws_config_end(&c))
		s.bad = 1;
	FUZZ_CHECK(c.p >= area && c.p <= c.end);
	FUZZ_CHECK(s.bad == (int)c.said);
	for (n = size; n < sizeof(area); n++)
		FUZZ_CHECK(area[n] == 0x55);
	hash_text(&s, info.server_string);
	hash_text(&s, info.username);
	s.used = (size_t)(c.p - area);

	return s;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum lws_config_part part;
	struct sum a, b;
	size_t room;

	if (!size)
		return 0;

	lws_set_log_level(0, NULL);
	part = data[0] & 1 ? LWS_CONFIG_VHOSTS : LWS_CONFIG_GLOBALS;
	room = data[0] & 2 ? (size_t)data[0] << 3 : sizeof(area);
	a = take(part, room, data + 1, size - 1, size);
	b = take(part, room, data + 1, size - 1, 1);
	FUZZ_CHECK(a.hash == b.hash && a.vhosts == b.vhosts &&
		   a.bad == b.bad && a.used == b.used);

	return 0;
}
