/* SPDX-License-Identifier: MIT */
/*
 * A file of cookies in the format that Netscape had, and curl and others have:
 *
 *	domain TAB subdomains TAB path TAB secure TAB expires TAB name TAB value
 *
 * in lines, of which "#HttpOnly_" may be the beginning, and other lines that
 * begin with '#' are comments.  subdomains and secure are TRUE or FALSE,
 * expires is in seconds since 1970, or 0 for cookies that go with the process:
 * these are not in the file.
 *
 * The tag of an item is "domain|path|name", where the domain has a dot in front
 * if subdomains is TRUE; its payload is the line.  All of it is kept in memory,
 * and the file is written anew, beside the old one, when something changes; it
 * is read again when somebody else has changed it.
 */
#include "private-lib-misc-cache.h"

/* RFC 6265 6.1 asks for 3000 cookies of 4096 bytes at least */
#define JAR_MAX_ITEMS	3000u
#define JAR_MAX_PAYLOAD	(4096u + 1024u)
#define JAR_MAX_FILE	(JAR_MAX_ITEMS * (JAR_MAX_PAYLOAD + 1u))
#define JAR_HEAD	"# Netscape HTTP Cookie File\n"
#define FIELDS		7

/* the fields of a line that is len long; nonzero: it is none */
static int
split(const char *line, size_t len, const char *f[FIELDS], size_t n[FIELDS])
{
	const char *end = line + len, *p;
	unsigned int k;

	if (len > 10 && !memcmp(line, "#HttpOnly_", 10))
		line += 10;
	else if (len && *line == '#')
		return 1;
	for (k = 0; k < FIELDS; k++) {
		f[k] = line;
		p = memchr(line, '\t', (size_t)(end - line));
		if (!p || k == FIELDS - 1)
			p = end;
		n[k] = (size_t)(p - line);
		if (p == end)
			break;
		line = p + 1;
	}
	/* an empty value at the end may have lost its tab */
	if (k == FIELDS - 2) {
		f[FIELDS - 1] = end;
		n[FIELDS - 1] = 0;
		k++;
	}

	return k != FIELDS - 1 || !n[0] || !n[2] || !n[5] ||
	       memchr(f[0], '|', n[0]) || memchr(f[2], '|', n[2]);
}

/* -1: no number.  What is beyond all bounds is the end of them. */
static int64_t
seconds(const char *s, size_t len)
{
	int64_t v = 0;

	if (!len)
		return -1;
	for (; len--; s++) {
		if (*s < '0' || *s > '9')
			return -1;
		if (v < (int64_t)1 << 36)
			v = v * 10 + (*s - '0');
	}

	return v;
}

/* "domain|path|name" of a line; NULL: no memory */
static char *
make_tag(const char *f[FIELDS], const size_t n[FIELDS])
{
	int dot = n[1] == 4 && lws_memcaseeq(f[1], "TRUE", 4) && *f[0] != '.';
	char *tag = lws_malloc(n[0] + n[2] + n[5] + 4, "cookie tag"), *p = tag;

	if (!tag)
		return NULL;
	if (dot)
		*p++ = '.';
	memcpy(p, f[0], n[0]);
	p += n[0];
	*p++ = '|';
	memcpy(p, f[2], n[2]);
	p += n[2];
	*p++ = '|';
	memcpy(p, f[5], n[5]);
	p[n[5]] = '\0';

	return tag;
}

/* 0: taken, or not worth it; nonzero: no memory */
static int
take_line(struct lws_cache_ttl_lru *c, const char *line, size_t len)
{
	int64_t at, now = (int64_t)lws_now_secs();
	const char *f[FIELDS];
	size_t n[FIELDS];
	struct lws_cache_item *i;
	char *tag;
	int bad = 0;

	if (len && line[len - 1] == '\r')
		len--;
	if (!len || split(line, len, f, n))
		return 0;
	at = seconds(f[4], n[4]);
	/* somebody else's process is over too */
	if (at <= now)
		return 0;
	tag = make_tag(f, n);
	if (!tag)
		return 1;
	i = lws_cache_store_write(c, tag, strlen(tag), (const uint8_t *)line,
				  len, lws_now_usecs() + (lws_usec_t)(at - now)
							* LWS_US_PER_SEC);
	if (i)
		i->kept = 1;
	else
		bad = lws_cache_store_fits(c, strlen(tag), len);
	lws_free(tag);

	return bad;
}

static int
is_of_file(struct lws_cache_ttl_lru *c, struct lws_cache_item *i,
	   const void *arg)
{
	LWS_UNUSED(c);
	LWS_UNUSED(arg);

	return i->kept;
}

/* those that came from the file go; those that are only here stay */
static void
forget_file(struct lws_cache_ttl_lru *c)
{
	(void)lws_cache_store_drop_if(c, is_of_file, NULL);
}

static int
take_file(struct lws_cache_ttl_lru *c, char *buf, size_t len)
{
	char *p = buf, *end = buf + len;

	while (p < end) {
		char *e = memchr(p, '\n', (size_t)(end - p));

		if (!e)
			e = end;
		if (take_line(c, p, (size_t)(e - p)))
			return 1;
		p = e + 1;
	}

	return 0;
}

/* nonzero: what we have is not what it has, so it must not be written */
static int
read_jar(struct lws_cache_ttl_lru *c, lws_filepos_t size)
{
	char *buf;
	int n;

	if (size > JAR_MAX_FILE) {
		lwsl_err("cookie jar %s is too large\n", c->path);
		return 1;
	}

	buf = lws_malloc((size_t)size + 1, "cookie jar");
	if (!buf)
		return 1;
	n = lws_plat_read_file(c->path, buf, (size_t)size + 1);
	if (n >= 0) {
		forget_file(c);
		n = take_file(c, buf, (size_t)n) ? -1 : 0;
	}
	lws_free(buf);
	if (n)
		lwsl_err("cookie jar %s cannot be read\n", c->path);

	return n;
}

/* reads the file if it is not as we know it.  Nonzero: it cannot be used */
static int
refresh(struct lws_cache_ttl_lru *c)
{
	lws_filepos_t size = 0;
	time_t mtime = 0;

	if (lws_plat_file_stat(c->path, &size, &mtime)) {
		/* none yet, or no more: who removes it wants them gone */
		if (c->file_time)
			forget_file(c);
		c->file_time = 0;
		c->dirty = c->unread = 0;
		return 0;
	}
	if (size == c->file_size && mtime == c->file_time)
		return 0;
	c->unread = 1;
	if (read_jar(c, size))
		return 1;
	c->unread = 0;
	c->file_size = size;
	c->file_time = mtime;
	c->dirty = 0;

	return 0;
}

static size_t
render(struct lws_cache_ttl_lru *c, char *buf)
{
	size_t len = sizeof(JAR_HEAD) - 1;

	if (buf)
		memcpy(buf, JAR_HEAD, len);
	lws_start_foreach_dll(struct lws_dll2 *, d, c->items.head) {
		struct lws_cache_item *i = lws_container_of(d,
						struct lws_cache_item, list);

		if (i->kept) {
			if (buf) {
				memcpy(buf + len, lws_cache_payload(i),
				       i->size);
				buf[len + i->size] = '\n';
			}
			len += i->size + 1;
		}
	} lws_end_foreach_dll(d);

	return len;
}

/* nonzero: it could not be written; they are known all the same */
static int
save(struct lws_cache_ttl_lru *c)
{
	char name[512], *buf;
	size_t len;
	int bad;

	if (!c->dirty)
		return 0;
	/* others' cookies are in it, which we do not know */
	if (c->unread)
		return 1;
	len = render(c, NULL);
	buf = lws_malloc(len, "cookie jar");
	if (!buf)
		return 1;
	(void)render(c, buf);

	/* nobody sees half of it, nor loses the old one to a full disk */
	bad = (size_t)lws_snprintf(name, sizeof(name), "%s.new", c->path) + 1 >=
			sizeof(name) ||
	      lws_plat_write_file(name, buf, len) ||
	      lws_plat_path_replace(name, c->path);
	lws_free(buf);
	if (bad) {
		lwsl_err("cookie jar %s cannot be written\n", c->path);
		return 1;
	}
	c->dirty = 0;
	if (lws_plat_file_stat(c->path, &c->file_size, &c->file_time))
		c->file_time = 0;

	return 0;
}

static struct lws_cache_ttl_lru *
jar_create(const struct lws_cache_creation_info *info)
{
	struct lws_cache_ttl_lru *c;

	if (!info->u.nscookiejar.filepath) {
		lwsl_err("cookie jar without a file\n");
		return NULL;
	}
	c = lws_cache_store_create(info);
	if (!c)
		return NULL;
	if (!c->info.max_items || c->info.max_items > JAR_MAX_ITEMS)
		c->info.max_items = JAR_MAX_ITEMS;
	if (!c->info.max_payload || c->info.max_payload > JAR_MAX_PAYLOAD)
		c->info.max_payload = JAR_MAX_PAYLOAD;
	c->path = lws_strdup(info->u.nscookiejar.filepath, "cookie jar");
	if (!c->path || refresh(c))
		lws_cache_store_destroy(&c);

	return c;
}

static int
jar_write(struct lws_cache_ttl_lru *c, const char *key, const uint8_t *source,
	  size_t size, lws_usec_t expiry, void **ppay)
{
	const char *f[FIELDS];
	struct lws_cache_item *i;
	size_t n[FIELDS];

	if (memchr(source, '\n', size) || memchr(source, '\r', size) ||
	    split((const char *)source, size, f, n)) {
		lwsl_err("cookie jar: not a line of one\n");
		/* nor is there what it was to replace */
		expiry = LWS_CACHE_LONG_AGO;
	}
	(void)refresh(c);
	i = lws_cache_store_write(c, key, strlen(key), source, size, expiry);
	if (i && expiry) {
		i->kept = 1;
		c->dirty = 1;
	}
	(void)save(c);
	if (!i)
		return 1;
	if (ppay)
		*ppay = lws_cache_payload(i);

	return 0;
}

static int
jar_get(struct lws_cache_ttl_lru *c, const char *key, const void **pdata,
	size_t *psize)
{
	(void)refresh(c);

	/* their order is that in which they came, so it is left alone */
	return !lws_cache_store_get(c, key, pdata, psize);
}

static int
jar_lookup(struct lws_cache_ttl_lru *c, const char *wc,
	   lws_dll2_owner_t *results)
{
	(void)refresh(c);

	return lws_cache_store_lookup(c, wc, results);
}

static int
jar_invalidate(struct lws_cache_ttl_lru *c, const char *wc)
{
	(void)refresh(c);
	(void)lws_cache_store_invalidate(c, wc);

	return save(c);
}

static int
jar_expunge(struct lws_cache_ttl_lru *c)
{
	(void)lws_cache_store_expunge(c);
	/* whatever it has */
	c->unread = 0;

	return save(c);
}

static void
jar_destroy(struct lws_cache_ttl_lru **pc)
{
	/* those that expired meanwhile do not belong there any more; those that
	 * somebody else has put there do */
	if (*pc) {
		(void)refresh(*pc);
		(void)save(*pc);
		lws_cache_store_destroy(pc);
	}
}

const struct lws_cache_ops lws_cache_ops_nscookiejar = {
	.create		= jar_create,
	.destroy	= jar_destroy,
	.expunge	= jar_expunge,
	.write		= jar_write,
	.tag_match	= lws_cache_store_match,
	.lookup		= jar_lookup,
	.invalidate	= jar_invalidate,
	.get		= jar_get,
	.debug_dump	= lws_cache_store_dump,
};
