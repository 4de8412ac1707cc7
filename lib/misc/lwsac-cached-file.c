/* SPDX-License-Identifier: MIT */
/*
 * Files kept in memory and shared by their users, who keep what they began
 * with while others already see what the file became.
 */

#include "private-lib-core.h"

/* a file larger than this is not for memory */
#define CACHED_FILE_MAX ((lws_filepos_t)INT32_MAX)

/* stands right before the contents, which are what is passed around */
struct cached_info {
	struct lwsac	*ac;
	lws_filepos_t	len;
	time_t		mtime;
	int		users;
	int		detached;
};

static struct cached_info *
info_of(lwsac_cached_file_t cache)
{
	return (struct cached_info *)(cache - sizeof(struct cached_info));
}

static void
drop_unused(struct cached_info *info)
{
	struct lwsac *ac = info->ac;

	if (info->detached && !info->users)
		lwsac_free(&ac);
}

/* one more user of it: it stays until the matching _end() */
void
lwsac_use_cached_file_start(lwsac_cached_file_t cache)
{
	if (cache)
		info_of(cache)->users++;
}

/* *cache is gone for this user */
void
lwsac_use_cached_file_end(lwsac_cached_file_t *cache)
{
	if (!*cache)
		return;

	if (info_of(*cache)->users)
		info_of(*cache)->users--;
	else
		lwsl_err("%s: ended more often than started", __func__);

	drop_unused(info_of(*cache));
	*cache = NULL;
}

/* nobody else begins to use it; it goes with its last user */
void
lwsac_use_cached_file_detach(lwsac_cached_file_t *cache)
{
	if (!*cache)
		return;

	info_of(*cache)->detached = 1;
	drop_unused(info_of(*cache));
	*cache = NULL;
}

/* the file's contents with a NUL behind them; NULL if they cannot be had */
static lwsac_cached_file_t
load(const char *path, lws_filepos_t len, time_t mtime)
{
	const size_t size = sizeof(struct cached_info) + (size_t)len + 1;
	struct lwsac *ac = NULL;
	struct cached_info *info = lwsac_use(&ac, size, size);
	lws_fop_flags_t flags = LWS_O_RDONLY;
	lws_filepos_t done = 0, n;
	lws_fop_fd_t f;
	uint8_t *p;

	if (!info)
		return NULL;

	f = _lws_plat_file_open(NULL, path, NULL, &flags);
	if (!f)
		goto failed;

	p = (uint8_t *)(info + 1);
	do {
		n = 0;
		if (_lws_plat_file_read(f, &n, p + done, len - done))
			break;
		done += n;
	} while (n && done < len);
	_lws_plat_file_close(&f);

	if (done != len)
		/* it is being changed just now */
		goto failed;

	info->ac = ac;
	info->len = len;
	info->mtime = mtime;

	return p;

failed:
	lwsac_free(&ac);

	return NULL;
}

/*
 * Sets *cache to the contents of the file, with a NUL behind them, and *len to
 * their length. *cache is NULL at first, or what an earlier call has set it
 * to: then it stays if the file has the same time and size, else the earlier
 * one is detached. Returns 0; or 1, with *cache and *len as they were and one
 * line in the log, if it cannot be read or is larger than 2 GiB.
 */
int
lwsac_cached_file(const char *filepath, lwsac_cached_file_t *cache, size_t *len)
{
	lwsac_cached_file_t fresh;
	lws_filepos_t size;
	time_t mtime;

	if (lws_plat_file_stat(filepath, &size, &mtime) ||
	    size >= CACHED_FILE_MAX)
		goto failed;

	if (*cache && info_of(*cache)->mtime == mtime &&
	    info_of(*cache)->len == size) {
		*len = (size_t)size;
		return 0;
	}

	fresh = load(filepath, size, mtime);
	if (!fresh)
		goto failed;

	lwsac_use_cached_file_detach(cache);
	*cache = fresh;
	*len = (size_t)size;

	return 0;

failed:
	lwsl_err("%s: cannot read '%s'", __func__, filepath);

	return 1;
}
