/* SPDX-License-Identifier: MIT */
/*
 * A log context that writes to a file: refcount_cb lws_log_use_cx_file(), the
 * path in opaque, u.emit_cx lws_log_emit_cx_file() with LLLF_LOG_CONTEXT_AWARE.
 * The first user opens the file, the last one to go closes it.
 */

#include "private-lib-core.h"

#include <fcntl.h>

#if !defined(O_APPEND)
/* a strict C library keeps the name for itself */
#define O_APPEND _O_APPEND
#endif

static void
open_file(struct lws_log_cx *cx)
{
	lws_fop_flags_t flags = LWS_O_WRONLY | LWS_O_CREAT | O_APPEND;

	/* append: what an earlier run has logged is not thrown away */
	cx->stg = _lws_plat_file_open(NULL, (const char *)cx->opaque, NULL,
				      &flags);
	if (!cx->stg)
		_lws_log(LLL_ERR, "%s: cannot open log file '%s'", __func__,
			 (const char *)cx->opaque);
}

void
lws_log_use_cx_file(struct lws_log_cx *cx, int _new)
{
	lws_fop_fd_t f = (lws_fop_fd_t)cx->stg;

	if (_new > 0) {
		if (cx->refcount == 1 && !f && cx->opaque)
			open_file(cx);
		return;
	}

	if (cx->refcount <= 0 && f) {
		_lws_plat_file_close(&f);
		cx->stg = NULL;
	}
}

/* lines for a file that could not be opened or written are dropped */
void
lws_log_emit_cx_file(struct lws_log_cx *cx, int level, const char *line,
		     size_t len)
{
	lws_fop_fd_t f = (lws_fop_fd_t)cx->stg;

	LWS_UNUSED(level);

	/* not through vfs: the position there is not for several threads */
	if (f)
		(void)!lws_plat_fd_write(f->fd, line, len);
}
