/* SPDX-License-Identifier: MIT */
/*
 * Files through tables of operations, so that what looks like a path may lead
 * into an archive or an application's own storage.
 */

#include "private-lib-core.h"

/*
 * The operations responsible for the path: those of the first chained table
 * one of whose signatures occurs in it, with *vpath behind that; else fops
 * itself, and NULL.
 */
static const struct lws_plat_file_ops *
select_fops(const struct lws_plat_file_ops *fops, const char *path,
	    const char **vpath)
{
	const struct lws_plat_file_ops *pf;
	const char *p;
	size_t n;

	*vpath = NULL;

	for (p = path; *p; p++)
		for (pf = fops->next; pf; pf = pf->next)
			for (n = 0; n < LWS_ARRAY_SIZE(pf->fi); n++) {
				const struct lws_fops_index *fi = &pf->fi[n];

				if (!fi->sig || !fi->len ||
				    strncmp(p, fi->sig, fi->len))
					continue;
				*vpath = p + fi->len;
				return pf;
			}

	return fops;
}

/*
 * flags: LWS_O_ flags in, LWS_FOP_FLAG_ about the file out. NULL if it cannot
 * be opened.
 */
lws_fop_fd_t
lws_vfs_file_open(const struct lws_plat_file_ops *fops, const char *vfs_path,
		  lws_fop_flags_t *flags)
{
	const struct lws_plat_file_ops *selected;
	const char *vpath;

	if (!fops || !vfs_path)
		return NULL;

	selected = select_fops(fops, vfs_path, &vpath);
	if (vpath)
		*flags |= LWS_FOP_FLAG_VIRTUAL;

	return selected->LWS_FOP_OPEN(fops, vfs_path, vpath, flags);
}

/* both return the new position, negative if it cannot be reached */
lws_fileofs_t
lws_vfs_file_seek_set(lws_fop_fd_t fop_fd, lws_fileofs_t offset)
{
	return fop_fd->fops->LWS_FOP_SEEK_CUR(fop_fd,
			offset - (lws_fileofs_t)fop_fd->pos);
}

lws_fileofs_t
lws_vfs_file_seek_end(lws_fop_fd_t fop_fd, lws_fileofs_t offset)
{
	return fop_fd->fops->LWS_FOP_SEEK_CUR(fop_fd,
			(lws_fileofs_t)fop_fd->len + offset -
			(lws_fileofs_t)fop_fd->pos);
}

lws_filepos_t
lws_vfs_tell(lws_fop_fd_t fop_fd)
{
	return fop_fd->pos;
}

lws_filepos_t
lws_vfs_get_length(lws_fop_fd_t fop_fd)
{
	return fop_fd->len;
}

/* seconds since 1970; meaningful if LWS_FOP_FLAG_MOD_TIME_VALID is set */
uint32_t
lws_vfs_get_mod_time(lws_fop_fd_t fop_fd)
{
	return fop_fd->mod_time;
}
