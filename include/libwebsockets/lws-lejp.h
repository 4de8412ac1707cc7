/* SPDX-License-Identifier: MIT */
/*
 * lws-lejp.h: a JSON parser that works on a stream (RFC 8259)
 *
 * Takes text in pieces of any size and calls back with what it finds. Needs
 * no memory besides its context. What is interesting is told by path, like
 * "a.b[].c", with '*' for any name.
 */

#if !defined(LIBWEBSOCKETS_LWS_LEJP_H)
#define LIBWEBSOCKETS_LWS_LEJP_H

struct lejp_ctx;

/** How many elements an array has */
#define LWS_ARRAY_SIZE(_x)		(sizeof(_x) / sizeof(_x[0]))

/** Flags of states: blanks count; in a comment */
#define LEJP_FLAG_WS_KEEP		(1 << 6)
#define LEJP_FLAG_WS_COMMENTLINE	(1 << 5)

/** States of the parser */
enum lejp_states {
	LEJP_IDLE			= 0,
	LEJP_MEMBERS			= 1,
	LEJP_M_P			= 2,
	LEJP_MP_STRING			= LEJP_FLAG_WS_KEEP | 3,
	LEJP_MP_STRING_ESC		= LEJP_FLAG_WS_KEEP | 4,
	LEJP_MP_STRING_ESC_U1		= LEJP_FLAG_WS_KEEP | 5,
	LEJP_MP_STRING_ESC_U2		= LEJP_FLAG_WS_KEEP | 6,
	LEJP_MP_STRING_ESC_U3		= LEJP_FLAG_WS_KEEP | 7,
	LEJP_MP_STRING_ESC_U4		= LEJP_FLAG_WS_KEEP | 8,
	LEJP_MP_DELIM			= 9,
	LEJP_MP_VALUE			= 10,
	LEJP_MP_VALUE_NUM_INT		= LEJP_FLAG_WS_KEEP | 11,
	LEJP_MP_VALUE_NUM_EXP		= LEJP_FLAG_WS_KEEP | 12,
	LEJP_MP_VALUE_TOK		= LEJP_FLAG_WS_KEEP | 13,
	LEJP_MP_COMMA_OR_END		= 14,
	LEJP_MP_ARRAY_END		= 15
};

/** Results of lejp_parse() */
enum lejp_reasons {
	/* so far all right; more is needed */
	LEJP_CONTINUE				= -1,
	/* it does not begin with a bracket */
	LEJP_REJECT_IDLE_NO_BRACE		= -2,
	LEJP_REJECT_MEMBERS_NO_CLOSE		= -3,
	LEJP_REJECT_MP_NO_OPEN_QUOTE		= -4,
	LEJP_REJECT_MP_STRING_UNDERRUN		= -5,
	LEJP_REJECT_MP_ILLEGAL_CTRL		= -6,
	LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC	= -7,
	LEJP_REJECT_ILLEGAL_HEX			= -8,
	LEJP_REJECT_MP_DELIM_MISSING_COLON	= -9,
	LEJP_REJECT_MP_DELIM_BAD_VALUE_START	= -10,
	LEJP_REJECT_MP_VAL_NUM_INT_NO_FRAC	= -11,
	LEJP_REJECT_MP_VAL_NUM_FORMAT		= -12,
	LEJP_REJECT_MP_VAL_NUM_EXP_BAD_EXP	= -13,
	LEJP_REJECT_MP_VAL_TOK_UNKNOWN		= -14,
	LEJP_REJECT_MP_C_OR_E_UNDERF		= -15,
	LEJP_REJECT_MP_C_OR_E_NOTARRAY		= -16,
	LEJP_REJECT_MP_ARRAY_END_MISSING	= -17,
	LEJP_REJECT_STACK_OVERFLOW		= -18,
	LEJP_REJECT_MP_DELIM_ISTACK		= -19,
	LEJP_REJECT_NUM_TOO_LONG		= -20,
	LEJP_REJECT_MP_C_OR_E_NEITHER		= -21,
	LEJP_REJECT_UNKNOWN			= -22,
	/* the callback refused */
	LEJP_REJECT_CALLBACK			= -23
};

/** Set in reasons that tell of a value */
#define LEJP_FLAG_CB_IS_VALUE		(1 << 6)

/** Why the callback is called */
enum lejp_callbacks {
	/* the context is ready */
	LEJPCB_CONSTRUCTED		= 0,
	/* it is going */
	LEJPCB_DESTRUCTED		= 1,
	/* the text begins */
	LEJPCB_START			= 2,
	/* it is complete */
	LEJPCB_COMPLETE			= 3,
	/* it is wrong */
	LEJPCB_FAILED			= 4,
	/* a name; the path says which */
	LEJPCB_PAIR_NAME		= 5,
	LEJPCB_VAL_TRUE			= LEJP_FLAG_CB_IS_VALUE | 6,
	LEJPCB_VAL_FALSE		= LEJP_FLAG_CB_IS_VALUE | 7,
	LEJPCB_VAL_NULL			= LEJP_FLAG_CB_IS_VALUE | 8,
	/* a number, as text in buf */
	LEJPCB_VAL_NUM_INT		= LEJP_FLAG_CB_IS_VALUE | 9,
	/* a number with a fraction or exponent, as text */
	LEJPCB_VAL_NUM_FLOAT		= LEJP_FLAG_CB_IS_VALUE | 10,
	LEJPCB_VAL_STR_START		= 11,
	/* a piece of a string, as buf is full */
	LEJPCB_VAL_STR_CHUNK		= LEJP_FLAG_CB_IS_VALUE | 12,
	/* the rest of it */
	LEJPCB_VAL_STR_END		= LEJP_FLAG_CB_IS_VALUE | 13,
	LEJPCB_ARRAY_START		= 14,
	LEJPCB_ARRAY_END		= 15,
	LEJPCB_OBJECT_START		= 16,
	LEJPCB_OBJECT_END		= 17
};

/**
 * What a callback looks like. ctx->path, path_match, buf and npos tell what
 * there is. Returns 0, nonzero to stop.
 */
signed char
_lejp_callback(struct lejp_ctx *ctx, char reason);

/** The type of a callback */
typedef signed char (*lejp_callback)(struct lejp_ctx *ctx, char reason);

/*
 * Limits, which a program may set before it includes the headers, and then
 * for all of it
 */

/** Nested parsers */
#if !defined(LEJP_MAX_PARSING_STACK_DEPTH)
#define LEJP_MAX_PARSING_STACK_DEPTH	5
#endif

/** Nested brackets */
#if !defined(LEJP_MAX_DEPTH)
#define LEJP_MAX_DEPTH			12
#endif

/** Nested arrays */
#if !defined(LEJP_MAX_INDEX_DEPTH)
#define LEJP_MAX_INDEX_DEPTH		8
#endif

/** Length of a path */
#if !defined(LEJP_MAX_PATH)
#define LEJP_MAX_PATH			128
#endif

/** Length of a piece of a string */
#if !defined(LEJP_STRING_CHUNK)
#define LEJP_STRING_CHUNK		254
#endif

/** What a number had so far */
enum num_flags {
	LEJP_SEEN_MINUS			= (1 << 0),
	LEJP_SEEN_POINT			= (1 << 1),
	LEJP_SEEN_POST_POINT		= (1 << 2),
	LEJP_SEEN_EXP			= (1 << 3)
};

/** One level of brackets */
struct _lejp_stack {
	char			s;
	char			p;
	char			i;
	char			b;
};

/** One level of parsers */
struct _lejp_parsing_stack {
	void			*user;
	signed char (*callback)(struct lejp_ctx *ctx, char reason);
	const char *const	*paths;
	uint8_t			count_paths;
	uint8_t			ppos;
	uint8_t			path_match;
};

/** A parser */
struct lejp_ctx {
	/* for the callback */
	void			*user;
	/* parsers; pst_sp is the one at hand */
	struct _lejp_parsing_stack pst[LEJP_MAX_PARSING_STACK_DEPTH];
	struct _lejp_stack	st[LEJP_MAX_DEPTH];
	/* array indexes */
	uint16_t		i[LEJP_MAX_INDEX_DEPTH];
	/* where wildcards matched in path */
	uint16_t		wild[LEJP_MAX_INDEX_DEPTH];
	/* where it is */
	char			path[LEJP_MAX_PATH];
	/* value or piece of one, with a NUL */
	char			buf[LEJP_STRING_CHUNK + 1];
	/* for paths inside structs */
	size_t			path_stride;
	/* counts from 1 */
	uint32_t		line;
	uint16_t		uni;
	/* length of buf */
	uint8_t			npos;
	uint8_t			dcount;
	uint8_t			f;
	uint8_t			sp;
	uint8_t			ipos;
	uint8_t			count_paths;
	/* 1 + index of the path that matched, 0 for none */
	uint8_t			path_match;
	uint8_t			path_match_len;
	uint8_t			wildcount;
	uint8_t			pst_sp;
	uint8_t			outer_array;
};

/**
 * Begins a text. The callback hears of everything; ctx->path_match tells when
 * it is at one of paths.
 */
LWS_VISIBLE LWS_EXTERN void
lejp_construct(struct lejp_ctx *ctx,
	       signed char (*callback)(struct lejp_ctx *ctx, char reason),
	       void *user, const char *const *paths, unsigned char paths_count);

/** Ends, with a last callback. Nothing was allocated. */
LWS_VISIBLE LWS_EXTERN void
lejp_destruct(struct lejp_ctx *ctx);

/**
 * Takes len bytes of the text. Returns LEJP_CONTINUE if they were fine and
 * the text goes on; 0 or more when it is complete: how many bytes were left
 * over; another negative lejp_reasons if it is refused, after LEJPCB_FAILED.
 * Then only lejp_destruct() is left to do.
 */
LWS_VISIBLE LWS_EXTERN int
lejp_parse(struct lejp_ctx *ctx, const unsigned char *json, int len);

/** Goes on with another callback */
LWS_VISIBLE LWS_EXTERN void
lejp_change_callback(struct lejp_ctx *ctx,
		signed char (*callback)(struct lejp_ctx *ctx, char reason));

/**
 * Goes on with another parser for what is inside. Returns 0, nonzero when
 * they are nested too deep.
 */
LWS_VISIBLE LWS_EXTERN int
lejp_parser_push(struct lejp_ctx *ctx, void *user, const char *const *paths,
		 unsigned char paths_count, lejp_callback lejp_cb);

/**
 * Goes back to the parser before the last lejp_parser_push(). Returns 0,
 * nonzero if there is none.
 */
LWS_VISIBLE LWS_EXTERN int
lejp_parser_pop(struct lejp_ctx *ctx);

/** Looks again which path matches */
LWS_VISIBLE LWS_EXTERN void
lejp_check_path_match(struct lejp_ctx *ctx);

/**
 * Copies what the wildcard'th '*' of the path, from 0, stood for. Returns the
 * length with its NUL, 0 if there is no such.
 */
LWS_VISIBLE LWS_EXTERN int
lejp_get_wildcard(struct lejp_ctx *ctx, int wildcard, char *dest, int len);

/** Text for a result */
LWS_VISIBLE LWS_EXTERN const char *
lejp_error_to_string(int e);

#endif /* LIBWEBSOCKETS_LWS_LEJP_H */
