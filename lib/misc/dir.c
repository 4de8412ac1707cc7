/* SPDX-License-Identifier: MIT */
/*
 * Walking through directories.  The whole directory is read before the first
 * callback, so that a callback may remove and add entries.
 */

#include "private-lib-core.h"

/* deeper than this nothing is removed: a loop of mounts, or an attack on the
 * stack */
#define MAX_DEPTH 64
#define MAX_PATH_LEN 4096

struct entry {
	struct entry		*next;
	lws_dir_obj_type_t	type;
	char			name[1];
};

struct entries {
	struct lwsac	*ac;
	struct entry	*head;
	size_t		count;
};

static int
collect(void *arg, const char *name, lws_dir_obj_type_t type)
{
	struct entries *es = arg;
	size_t n = strlen(name);
	struct entry *e;

	e = lwsac_use(&es->ac, sizeof(*e) + n, 0);
	if (!e)
		return 1;
	e->type = type;
	memcpy(e->name, name, n + 1);
	e->next = es->head;
	es->head = e;
	es->count++;

	return 0;
}

static int
by_name(const void *a, const void *b)
{
	const struct entry *ea = *(const struct entry * const *)a;
	const struct entry *eb = *(const struct entry * const *)b;

	return strcmp(ea->name, eb->name);
}

/* hidden: those whose names begin with a dot too.  As lws_dir() */
static int
walk(const char *dirpath, int hidden, void *user, lws_dir_callback_function cb)
{
	struct entries es = { NULL, NULL, 0 };
	struct entry *e, **sorted = NULL;
	size_t n, count = 0;
	int ret = 1;

	if (lws_plat_dir_read(dirpath, collect, &es)) {
		lwsl_err("%s: cannot read %s\n", __func__, dirpath);
		goto done;
	}
	ret = 0;
	if (!es.count)
		goto done;
	sorted = lws_calloc_checked(es.count, sizeof(*sorted), "dir");
	if (!sorted) {
		lwsl_err("%s: out of memory for %s\n", __func__, dirpath);
		ret = 1;
		goto done;
	}

	for (e = es.head; e; e = e->next)
		if (hidden || e->name[0] != '.')
			sorted[count++] = e;
	qsort(sorted, count, sizeof(*sorted), by_name);

	for (n = 0; n < count && !ret; n++) {
		struct lws_dir_entry lde;

		lde.name = sorted[n]->name;
		lde.type = sorted[n]->type;
		ret = cb(dirpath, user, &lde);
	}
done:
	lws_free(sorted);
	lwsac_free(&es.ac);

	return ret;
}

int
lws_dir(const char *dirpath, void *user, lws_dir_callback_function cb)
{
	return walk(dirpath, 0, user, cb);
}

/* nonzero: too long */
static int
join(char *path, size_t len, const char *dirpath, const char *name)
{
	int n = snprintf(path, len, "%s/%s", dirpath, name);

	return n < 0 || (size_t)n >= len;
}

static int
remove_entry(const char *dirpath, void *user, struct lws_dir_entry *lde);

static int
remove_path(const char *path, lws_dir_obj_type_t type, unsigned int depth)
{
	if (depth > MAX_DEPTH) {
		lwsl_err("%s: %s is too deep\n", __func__, path);
		return 1;
	}
	if (type == LDOT_DIR && walk(path, 1, &depth, remove_entry))
		return 1;
	if (lws_plat_path_remove(path)) {
		lwsl_err("%s: cannot remove %s\n", __func__, path);
		return 1;
	}

	return 0;
}

static int
remove_entry(const char *dirpath, void *user, struct lws_dir_entry *lde)
{
	unsigned int depth = *(const unsigned int *)user + 1;
	char *path = lws_malloc(MAX_PATH_LEN, "dir");
	int n = 1;

	if (!path || join(path, MAX_PATH_LEN, dirpath, lde->name))
		lwsl_err("%s: %s/%s is too long, or memory is short\n",
			 __func__, dirpath, lde->name);
	else
		n = remove_path(path, lde->type, depth);
	lws_free(path);

	return n;
}

/* A link is removed, and not what it leads to */
int
lws_dir_rm_rf_cb(const char *dirpath, void *user, struct lws_dir_entry *lde)
{
	unsigned int depth = 0;

	LWS_UNUSED(user);

	return remove_entry(dirpath, &depth, lde);
}

/*
 * `user` is a struct lws_dir_glob: its cb gets dirpath/name of each entry whose
 * name it matches, and ends the walk with a nonzero return.
 */
int
lws_dir_glob_cb(const char *dirpath, void *user, struct lws_dir_entry *lde)
{
	const lws_dir_glob_t *filter = user;
	char path[MAX_PATH_LEN];

	if (!strcmp(lde->name, ".") || !strcmp(lde->name, "..") ||
	    lws_strcmp_wildcard(filter->filter, strlen(filter->filter),
				lde->name, strlen(lde->name)))
		return 0;
	if (join(path, sizeof(path), dirpath, lde->name)) {
		lwsl_err("%s: %s/%s is too long\n", __func__, dirpath,
			 lde->name);
		return 1;
	}

	return filter->cb(filter->user, path);
}
