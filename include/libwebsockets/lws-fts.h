/* SPDX-License-Identifier: MIT */
/* lws-fts.h: full text search (LWS_WITH_FTS) */

#if !defined(LIBWEBSOCKETS_LWS_FTS_H)
#define LIBWEBSOCKETS_LWS_FTS_H

struct lws_fts;
struct lws_fts_file;

/**
 * A file with matches. Behind it are, unless left out, the lines (int32_t
 * pairs) and the path.
 */
struct lws_fts_result_filepath {
	struct lws_fts_result_filepath *next;
	int			matches;
	int			matches_length;
	int			lines_in_file;
	int			filepath_length;
};

/** A word that the needle may become; it follows */
struct lws_fts_result_autocomplete {
	struct lws_fts_result_autocomplete *next;
	/* of this word */
	int			instances;
	/* and of those that begin with it */
	int			agg_instances;
	int			ac_length;
	/* children have been left out */
	char			elided;
	char			has_children;
};

/** Result of a search, in an lwsac */
struct lws_fts_result {
	struct lws_fts_result_filepath *filepath_head;
	struct lws_fts_result_autocomplete *autocomplete_head;
	int			duration_ms;
	int			effective_flags;
};

/** Begins an index that is written to fd. Returns NULL on error. */
LWS_VISIBLE LWS_EXTERN struct lws_fts *
lws_fts_create(int fd);

/** Destroys it */
LWS_VISIBLE LWS_EXTERN void
lws_fts_destroy(struct lws_fts **trie);

/** Adds a file. Returns its index, negative on error. */
LWS_VISIBLE LWS_EXTERN int
lws_fts_file_index(struct lws_fts *t, const char *filepath, int filepath_len,
		   int priority);

/** Adds text of that file. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_fts_fill(struct lws_fts *t, uint32_t file_index, const char *buf,
	     size_t len);

/** Writes the index. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_fts_serialize(struct lws_fts *t);

/** Opens an index. Returns NULL on error. */
LWS_VISIBLE LWS_EXTERN struct lws_fts_file *
lws_fts_open(const char *filepath);

/** What a search is to give */
#define LWSFTS_F_QUERY_AUTOCOMPLETE	(1 << 0)
#define LWSFTS_F_QUERY_FILES		(1 << 1)
#define LWSFTS_F_QUERY_FILE_LINES	(1 << 2)
#define LWSFTS_F_QUERY_QUOTE_LINE	(1 << 3)

/** A search */
struct lws_fts_search_params {
	/* the word */
	const char		*needle;
	/* NULL for all files */
	const char		*only_filepath;
	/* where results live; to be freed with lwsac_free() */
	struct lwsac		*results_head;
	/* LWSFTS_F_ */
	int			flags;
	int			max_autocomplete;
	int			max_files;
	int			max_lines;
};

/** Searches. Returns NULL on error. */
LWS_VISIBLE LWS_EXTERN struct lws_fts_result *
lws_fts_search(struct lws_fts_file *jtf, struct lws_fts_search_params *ftsp);

/** Closes an index */
LWS_VISIBLE LWS_EXTERN void
lws_fts_close(struct lws_fts_file *jtf);

#endif /* LIBWEBSOCKETS_LWS_FTS_H */
