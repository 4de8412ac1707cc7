/* SPDX-License-Identifier: MIT */
/*
 * Uploads: hashed as they come, and kept if there is a folder for it.
 */
#include "test-server.h"
#include "../uploads/sha256.h"

struct upload {
	struct sha256	hash;
	char		hex[65];
	char		name[128];	/* as the client calls it */
	char		temporary[512];
	FILE		*f;
	long long	bytes;
	unsigned int	complete:1;
	unsigned int	too_long:1;
};

struct upload *
upload_new(void)
{
	return calloc(1, sizeof(struct upload));
}

static void
discard(struct upload *u)
{
	if (!u->f)
		return;
	fclose(u->f);
	u->f = NULL;
	remove(u->temporary);
}

void
upload_free(struct upload *u)
{
	if (u)
		discard(u);
	free(u);
}

const char *
upload_hash(const struct upload *u)
{
	return u && u->complete ? u->hex : NULL;
}

const char *
upload_name(const struct upload *u)
{
	return u ? u->name : "";
}

long long
upload_bytes(const struct upload *u)
{
	return u ? u->bytes : 0;
}

int
upload_too_long(const struct upload *u)
{
	return u && u->too_long;
}

/* nonzero: it cannot be kept */
static int
open_temporary(struct upload *u)
{
	static unsigned int serial;

	if (!options.upload_dir)
		return 0;

	lws_snprintf(u->temporary, sizeof(u->temporary), "%s/upload-%u.part",
		     options.upload_dir, ++serial);
	u->f = fopen(u->temporary, "wb");
	if (!u->f)
		lwsl_err("cannot write %s\n", u->temporary);

	return !u->f;
}

/*
 * What the client calls it may be anything.  Only its last part counts, of
 * that only characters that mean nothing to any system, and a prefix keeps it
 * from being a device of Windows or a hidden file.
 */
static void
harmless(const char *name, char *out, size_t size)
{
	const char *p;
	size_t n = 0;

	for (p = name; *p; p++)
		if (*p == '/' || *p == '\\')
			name = p + 1;
	for (p = name; *p && n + 1 < size; p++) {
		char c = *p;

		out[n++] = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
			   (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ?
				c : '_';
	}
	out[n] = '\0';
	/* Windows drops those */
	while (n && out[n - 1] == '.')
		out[--n] = '_';
}

static int
exists(const char *path)
{
	FILE *f = fopen(path, "rb");

	if (f)
		fclose(f);

	return f != NULL;
}

static void
keep(struct upload *u)
{
	char name[64], path[512];
	int n, bad;

	if (!u->f)
		return;
	harmless(u->name, name, sizeof(name));
	bad = fclose(u->f);
	u->f = NULL;

	for (n = 1; n < 1000 && !bad; n++) {
		lws_snprintf(path, sizeof(path), "%s/file-%d-%s",
			     options.upload_dir, n, name);
		if (!exists(path)) {
			if (rename(u->temporary, path))
				break;
			lwsl_user("kept %s\n", path);
			return;
		}
	}
	lwsl_err("cannot keep %s\n", u->temporary);
	remove(u->temporary);
}

static int
content(struct upload *u, const char *buf, size_t len, int final)
{
	u->bytes += (long long)len;
	if (u->bytes > options.upload_max) {
		lwsl_notice("upload given up: more than %lld bytes\n",
			    options.upload_max);
		u->too_long = 1;
		discard(u);
		return 1;
	}
	sha256_add(&u->hash, buf, len);
	if (u->f && fwrite(buf, 1, len, u->f) != len) {
		lwsl_err("cannot write %s\n", u->temporary);
		discard(u);
		return 1;
	}
	if (final) {
		sha256_end(&u->hash, u->hex);
		u->complete = 1;
		keep(u);
	}

	return 0;
}

int
upload_file(void *data, const char *name, const char *filename, char *buf,
	    int len, enum lws_spa_fileupload_states state)
{
	struct upload *u = data;

	(void)name;
	switch (state) {
	case LWS_UFS_OPEN:
		sha256_init(&u->hash);
		lws_strncpy(u->name, filename, sizeof(u->name));
		u->bytes = 0;
		u->complete = 0;
		return open_temporary(u);
	case LWS_UFS_CONTENT:
	case LWS_UFS_FINAL_CONTENT:
		return content(u, buf, (size_t)len,
			       state == LWS_UFS_FINAL_CONTENT);
	case LWS_UFS_CLOSE:
		/* of one that is not complete nothing stays */
		discard(u);
		break;
	}

	return 0;
}
