/* SPDX-License-Identifier: MIT */
/*
 * lws-struct.h: C structs from and to JSON and SQLite
 *
 * A map tells what a struct consists of; the LSM_ macros make the entries of
 * such a map.
 */

#if !defined(LIBWEBSOCKETS_LWS_STRUCT_H)
#define LIBWEBSOCKETS_LWS_STRUCT_H

struct sqlite3;

/** What a member is */
typedef enum {
	LSMT_SIGNED,
	LSMT_UNSIGNED,
	LSMT_BOOLEAN,
	LSMT_STRING_CHAR_ARRAY, /* characters in the struct */
	LSMT_STRING_PTR, /* pointer to characters */
	LSMT_LIST, /* lws_dll2_owner_t of structs */
	LSMT_CHILD_PTR, /* pointer to a struct */
	LSMT_SCHEMA, /* the struct itself, by the name of its schema */
	LSMT_BLOB_PTR /* pointer to bytes */
} lws_struct_map_type_eum;

/** A piece of a long string */
typedef struct lejp_collation {
	struct lws_dll2		chunks;
	int			len;
	char			buf[LEJP_STRING_CHUNK + 1];
} lejp_collation_t;

/** One member */
typedef struct lws_struct_map {
	/* its name outside */
	const char		*colname;
	/* what it consists of */
	const struct lws_struct_map *child_map;
	/* callback that parses it */
	lejp_callback		lejp_cb;
	/* where it is in the struct */
	size_t			ofs;
	/* its size */
	size_t			aux;
	/* for lists, where the node is in the child */
	size_t			ofs_clist;
	/* entries of child_map */
	size_t			child_map_size;
	lws_struct_map_type_eum	type;
} lws_struct_map_t;

/** Called with each complete object */
typedef int (*lws_struct_args_cb)(void *obj, void *cb_arg);

/** Arguments of parsing, and its result */
typedef struct lws_struct_args {
	/* schemas to expect */
	const lws_struct_map_t	*map_st[LEJP_MAX_PARSING_STACK_DEPTH];
	/* told of objects, or NULL */
	lws_struct_args_cb	cb;
	/* where objects live */
	struct lwsac		*ac;
	void			*cb_arg;
	/* the object, when it is complete */
	void			*dest;
	size_t			dest_len;
	/* where objects at top level have their node */
	size_t			toplevel_dll2_ofs;
	/* entries of each schema */
	size_t			map_entries_st[LEJP_MAX_PARSING_STACK_DEPTH];
	/* chunk size of ac */
	size_t			ac_block_size;
	int			subtype;
	/* which schema it was */
	int			top_schema_index;
	struct lwsac		*ac_chunks;
	struct lws_dll2_owner	chunks_owner;
	size_t			chunks_length;
} lws_struct_args_t;

/*
 * Entries of maps: type is the struct, name its member, qname the name
 * outside
 */

#define LSM_SIGNED(type, name, qname) \
	{ qname, NULL, NULL, offsetof(type, name), sizeof ((type \
		*)0)->name, 0, 0, LSMT_SIGNED }
#define LSM_UNSIGNED(type, name, qname) \
	{ qname, NULL, NULL, offsetof(type, name), sizeof ((type \
		*)0)->name, 0, 0, LSMT_UNSIGNED }
#define LSM_BOOLEAN(type, name, qname) \
	{ qname, NULL, NULL, offsetof(type, name), sizeof ((type \
		*)0)->name, 0, 0, LSMT_BOOLEAN }
#define LSM_CARRAY(type, name, qname) \
	{ qname, NULL, NULL, offsetof(type, name), sizeof (((type \
		*)0)->name), 0, 0, LSMT_STRING_CHAR_ARRAY }
#define LSM_STRING_PTR(type, name, qname) \
	{ qname, NULL, NULL, offsetof(type, name), sizeof (((type \
		*)0)->name), 0, 0, LSMT_STRING_PTR }
#define LSM_LIST(ptype, pname, ctype, cname, lejp_cb, cmap, qname) \
	{ qname, cmap, lejp_cb, offsetof(ptype, pname), sizeof (ctype), \
		offsetof(ctype, cname), LWS_ARRAY_SIZE(cmap), LSMT_LIST }
#define LSM_CHILD_PTR(ptype, pname, ctype, lejp_cb, cmap, qname) \
	{ qname, cmap, lejp_cb, offsetof(ptype, pname), sizeof (ctype), 0, \
		LWS_ARRAY_SIZE(cmap), LSMT_CHILD_PTR }
#define LSM_SCHEMA(ctype, lejp_cb, map, schema_name) \
	{ schema_name, map, lejp_cb, 0, sizeof (ctype), 0, \
		LWS_ARRAY_SIZE(map), LSMT_SCHEMA }
#define LSM_SCHEMA_DLL2(ctype, cdll2mem, lejp_cb, map, schema_name) \
	{ schema_name, map, lejp_cb, offsetof(ctype, cdll2mem), sizeof \
		(ctype), 0, LWS_ARRAY_SIZE(map), LSMT_SCHEMA }
#define LSM_BLOB_PTR(type, blobptr_name, qname) \
	{ qname, NULL, NULL, offsetof(type, blobptr_name), sizeof (((type \
		*)0)->blobptr_name), 0, 0, LSMT_BLOB_PTR }

/** One level of writing */
typedef struct lws_struct_serialize_st {
	const struct lws_dll2	*dllpos;
	const lws_struct_map_t	*map;
	const char		*obj;
	size_t			map_entries;
	size_t			map_entry;
	size_t			size;
	char			subsequent;
	char			idt;
} lws_struct_serialize_st_t;

/** Flags for lws_struct_json_serialize_create() */
enum {
	/* with indentation */
	LSSERJ_FLAG_PRETTY		= (1 << 0),
	/* without the name of the schema */
	LSSERJ_FLAG_OMIT_SCHEMA		= (1 << 1)
};

/** State of writing */
typedef struct lws_struct_serialize {
	lws_struct_serialize_st_t st[LEJP_MAX_PARSING_STACK_DEPTH];
	size_t			offset;
	size_t			remaining;
	int			sp;
	int			flags;
} lws_struct_serialize_t;

/** Results of writing */
typedef enum {
	LSJS_RESULT_CONTINUE,
	LSJS_RESULT_FINISH,
	LSJS_RESULT_ERROR
} lws_struct_json_serialize_result_t;

/** Begins to parse; user is a struct lws_struct_args *. Returns 0. */
LWS_VISIBLE LWS_EXTERN int
lws_struct_json_init_parse(struct lejp_ctx *ctx, lejp_callback cb, void *user);

/** Callback that only looks for the schema */
LWS_VISIBLE LWS_EXTERN signed char
lws_struct_schema_only_lejp_cb(struct lejp_ctx *ctx, char reason);

/** Callback that fills members */
LWS_VISIBLE LWS_EXTERN signed char
lws_struct_default_lejp_cb(struct lejp_ctx *ctx, char reason);

/** Begins to write the struct at ptoplevel. Returns NULL without memory. */
LWS_VISIBLE LWS_EXTERN lws_struct_serialize_t *
lws_struct_json_serialize_create(const lws_struct_map_t *map,
				 size_t map_entries, int flags,
				 const void *ptoplevel);

/** Ends, and sets the pointer to NULL */
LWS_VISIBLE LWS_EXTERN void
lws_struct_json_serialize_destroy(lws_struct_serialize_t **pjs);

/** Writes up to len bytes; *written says how many */
LWS_VISIBLE LWS_EXTERN lws_struct_json_serialize_result_t
lws_struct_json_serialize(lws_struct_serialize_t *js, uint8_t *buf, size_t len,
			  size_t *written);

typedef struct sqlite3 sqlite3;

/** Inserts the objects of a list into a table. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_struct_sq3_serialize(sqlite3 *pdb, const lws_struct_map_t *schema,
			 lws_dll2_owner_t *owner, uint32_t manual_idx);

/** Reads objects from a table to a list. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_struct_sq3_deserialize(sqlite3 *pdb, const char *filter, const char *order,
			   const lws_struct_map_t *schema, lws_dll2_owner_t *o,
			   struct lwsac **ac, int start, int limit);

/** Creates a table for a schema. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_struct_sq3_create_table(sqlite3 *pdb, const lws_struct_map_t *schema);

/** Opens a database. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_struct_sq3_open(struct lws_context *context, const char *sqlite3_path,
		    char create_if_missing, sqlite3 **pdb);

/** Closes it, and sets the pointer to NULL */
LWS_VISIBLE LWS_EXTERN int
lws_struct_sq3_close(sqlite3 **pdb);

#endif /* LIBWEBSOCKETS_LWS_STRUCT_H */
