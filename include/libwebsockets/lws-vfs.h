/* SPDX-License-Identifier: MIT */
/*
 * lws-vfs.h: files
 *
 * Whatever serves files goes through a table of operations, so that they may
 * be in an archive or in memory as well as in the filesystem. A program can
 * put a table of its own in info.fops, or link it to the default one by
 * signature.
 */

#if !defined(LIBWEBSOCKETS_LWS_VFS_H)
#define LIBWEBSOCKETS_LWS_VFS_H

/* names of the members of struct lws_plat_file_ops, for calls through it */
#define LWS_FOP_OPEN		open
#define LWS_FOP_CLOSE		close
#define LWS_FOP_SEEK_CUR	seek_cur
#define LWS_FOP_READ		read
#define LWS_FOP_WRITE		write

/** The low bits of the flags are LWS_O_ ones */
#define LWS_FOP_FLAGS_MASK		((1 << 23) - 1)

/** in: gzip is fine with the caller */
#define LWS_FOP_FLAG_COMPR_ACCEPTABLE_GZIP (1 << 24)

/** out: what is read is gzip */
#define LWS_FOP_FLAG_COMPR_IS_GZIP	(1 << 25)

/** out: mod_time is known */
#define LWS_FOP_FLAG_MOD_TIME_VALID	(1 << 26)

/** out: not in the filesystem of the system */
#define LWS_FOP_FLAG_VIRTUAL		(1 << 27)

/**
 * An open file. Its operations allocate it, in a larger struct if they like.
 */
struct lws_fop_fd {
	/* of the system, if there is one */
	lws_filefd_type		fd;
	/* the operations that opened it */
	const struct lws_plat_file_ops *fops;
	/* theirs */
	void			*filesystem_priv;
	/* kept up to date by the operations */
	lws_filepos_t		pos;
	/* of the whole file */
	lws_filepos_t		len;
	/* LWS_O_ and LWS_FOP_FLAG_ */
	lws_fop_flags_t		flags;
	/* seconds since 1970 */
	uint32_t		mod_time;
};

typedef struct lws_fop_fd *lws_fop_fd_t;

/**
 * A signature in paths, like ".zip/", behind which other operations take over
 */
struct lws_fops_index {
	const char		*sig;
	uint8_t			len;
};

/** The operations of a filesystem. read and write return 0 or negative. */
struct lws_plat_file_ops {
	/*
	 * opens filename; vpath is the part behind the signature, or NULL.
	 * Returns NULL on failure
	 */
	lws_fop_fd_t (*open)(const struct lws_plat_file_ops *fops,
			     const char *filename, const char *vpath,
			     lws_fop_flags_t *flags);
	/* frees *fop_fd and sets it to NULL */
	int (*close)(lws_fop_fd_t *fop_fd);
	/* moves by so much, within the file; returns the new position */
	lws_fileofs_t (*seek_cur)(lws_fop_fd_t fop_fd,
				  lws_fileofs_t offset_from_cur_pos);
	/* reads up to len bytes; *amount says how many */
	int (*read)(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf,
		    lws_filepos_t len);
	/* writes up to len bytes; *amount says how many */
	int (*write)(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf,
		     lws_filepos_t len);
	/* signatures that lead here */
	struct lws_fops_index	fi[3];
	/* further operations to look for signatures in */
	const struct lws_plat_file_ops *next;
};

/** The context's operations */
LWS_VISIBLE LWS_EXTERN struct lws_plat_file_ops *
lws_get_fops(struct lws_context *context) LWS_WARN_UNUSED_RESULT;

/** Replaces them. fops has to outlive the context. */
LWS_VISIBLE LWS_EXTERN void
lws_set_fops(struct lws_context *context, const struct lws_plat_file_ops *fops);

/** The position */
LWS_VISIBLE LWS_EXTERN lws_filepos_t
lws_vfs_tell(lws_fop_fd_t fop_fd) LWS_WARN_UNUSED_RESULT;

/** The length of the file */
LWS_VISIBLE LWS_EXTERN lws_filepos_t
lws_vfs_get_length(lws_fop_fd_t fop_fd) LWS_WARN_UNUSED_RESULT;

/**
 * When it was last changed, in seconds since 1970; if
 * LWS_FOP_FLAG_MOD_TIME_VALID is set
 */
LWS_VISIBLE LWS_EXTERN uint32_t
lws_vfs_get_mod_time(lws_fop_fd_t fop_fd) LWS_WARN_UNUSED_RESULT;

/** Moves the position to offset; returns it, negative on error */
LWS_VISIBLE LWS_EXTERN lws_fileofs_t
lws_vfs_file_seek_set(lws_fop_fd_t fop_fd, lws_fileofs_t offset);

/**
 * Moves the position to offset behind the end; returns it, negative on error
 */
LWS_VISIBLE LWS_EXTERN lws_fileofs_t
lws_vfs_file_seek_end(lws_fop_fd_t fop_fd, lws_fileofs_t offset);

/** Files inside zip archives: "archive.zip/path" (LWS_WITH_ZIP_FOPS) */
LWS_VISIBLE extern struct lws_plat_file_ops fops_zip;

/**
 * Opens vfs_path with the operations that its signatures lead to, fops if
 * none. *flags are LWS_O_ bits, and receive LWS_FOP_FLAG_ ones. NULL on
 * failure. Close it with lws_vfs_file_close().
 */
LWS_VISIBLE LWS_EXTERN lws_fop_fd_t
lws_vfs_file_open(const struct lws_plat_file_ops *fops, const char *vfs_path,
		  lws_fop_flags_t *flags) LWS_WARN_UNUSED_RESULT;

/**
 * Closes a file and clears *fop_fd. A NULL *fop_fd is nothing to close.
 *
 * Returns what the filesystem's close() returns, 0 if there was none.
 */
static LWS_INLINE int
lws_vfs_file_close(lws_fop_fd_t *fop_fd)
{
	if (*fop_fd && (*fop_fd)->fops)
		return (*fop_fd)->fops->LWS_FOP_CLOSE(fop_fd);

	return 0;
}

/** Moves the position by offset; returns the new position, negative on error */
static LWS_INLINE lws_fileofs_t
lws_vfs_file_seek_cur(lws_fop_fd_t fop_fd, lws_fileofs_t offset)
{
	return fop_fd->fops->LWS_FOP_SEEK_CUR(fop_fd, offset);
}

/**
 * Reads up to len bytes into buf; *amount says how many there were, which is 0
 * at the end
 *
 * Returns 0, or nonzero on error.
 */
static LWS_INLINE int LWS_WARN_UNUSED_RESULT
lws_vfs_file_read(lws_fop_fd_t fop_fd, lws_filepos_t *amount,
		  uint8_t *buf, lws_filepos_t len)
{
	return fop_fd->fops->LWS_FOP_READ(fop_fd, amount, buf, len);
}

/**
 * Writes up to len bytes from buf; *amount says how many were taken
 *
 * Returns 0, or nonzero on error.
 */
static LWS_INLINE int LWS_WARN_UNUSED_RESULT
lws_vfs_file_write(lws_fop_fd_t fop_fd, lws_filepos_t *amount,
		   uint8_t *buf, lws_filepos_t len)
{
	return fop_fd->fops->LWS_FOP_WRITE(fop_fd, amount, buf, len);
}

/**
 * The operations for the filesystem of the system, which are the default ones
 */
LWS_VISIBLE LWS_EXTERN lws_fop_fd_t
_lws_plat_file_open(const struct lws_plat_file_ops *fops, const char *filename,
		    const char *vpath, lws_fop_flags_t *flags);
LWS_VISIBLE LWS_EXTERN int
_lws_plat_file_close(lws_fop_fd_t *fop_fd);
LWS_VISIBLE LWS_EXTERN lws_fileofs_t
_lws_plat_file_seek_cur(lws_fop_fd_t fop_fd, lws_fileofs_t offset);
LWS_VISIBLE LWS_EXTERN int
_lws_plat_file_read(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf,
		    lws_filepos_t len);
LWS_VISIBLE LWS_EXTERN int
_lws_plat_file_write(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf,
		     lws_filepos_t len);

/**
 * Loads a file, through the context's operations, into memory that it
 * allocates, with a NUL behind it. *amount is the length. Returns 0, nonzero
 * on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_alloc_vfs_file(struct lws_context *context, const char *filename,
		   uint8_t **buf, lws_filepos_t *amount);

#endif /* LIBWEBSOCKETS_LWS_VFS_H */
