/* SPDX-License-Identifier: MIT */
/*
 * lws-tokenize.h: cutting text into tokens, expanding ${names}, wildcards
 *
 * Nothing is allocated: a token is a place in the text.
 */

#if !defined(LIBWEBSOCKETS_LWS_TOKENIZE_H)
#define LIBWEBSOCKETS_LWS_TOKENIZE_H

/* Flags for lws_tokenize_init() */

/** '-' is part of a token */
#define LWS_TOKENIZE_F_MINUS_NONTERM	(1 << 0)

/** "name:" is one element, LWS_TOKZE_TOKEN_NAME_COLON */
#define LWS_TOKENIZE_F_AGG_COLON	(1 << 1)

/** The text is a list with commas, which must not be empty between them */
#define LWS_TOKENIZE_F_COMMA_SEP_LIST	(1 << 2)

/** Tokens are those of HTTP (RFC 9110 5.6.2) */
#define LWS_TOKENIZE_F_RFC7230_DELIMS	(1 << 3)

/** '.' is part of a token */
#define LWS_TOKENIZE_F_DOT_NONTERM	(1 << 4)

/** "1.2" is no number */
#define LWS_TOKENIZE_F_NO_FLOATS	(1 << 5)

/** "12" is a token */
#define LWS_TOKENIZE_F_NO_INTEGERS	(1 << 6)

/** '#' begins a comment, to the end of the line */
#define LWS_TOKENIZE_F_HASH_COMMENT	(1 << 7)

/** '/' is part of a token */
#define LWS_TOKENIZE_F_SLASH_NONTERM	(1 << 8)

/** '*' is part of a token */
#define LWS_TOKENIZE_F_ASTERISK_NONTERM	(1 << 9)

/** '=' is part of a token */
#define LWS_TOKENIZE_F_EQUALS_NONTERM	(1 << 10)

/** What was found */
typedef enum {
	/* number of errors */
	LWS_TOKZE_ERRS			= 5,
	LWS_TOKZE_ERR_BROKEN_UTF8	= -5,
	/* quotes do not close */
	LWS_TOKZE_ERR_UNTERM_STRING,
	LWS_TOKZE_ERR_MALFORMED_FLOAT,
	/* a number before '=' or ':' */
	LWS_TOKZE_ERR_NUM_ON_LHS,
	/* commas where there should be none, or none where one should be */
	LWS_TOKZE_ERR_COMMA_LIST,
	/* the text is at its end */
	LWS_TOKZE_ENDED,
	/* one character that is no token */
	LWS_TOKZE_DELIMITER,
	LWS_TOKZE_TOKEN,
	LWS_TOKZE_INTEGER,
	LWS_TOKZE_FLOAT,
	/* a token and '=', which is behind it */
	LWS_TOKZE_TOKEN_NAME_EQUALS,
	/* a token and ':', which is behind it */
	LWS_TOKZE_TOKEN_NAME_COLON,
	/* the text between "quotes" */
	LWS_TOKZE_QUOTED_STRING
} lws_tokenize_elem;

/** Where a comma list stands */
enum lws_tokenize_delimiter_tracking {
	LWSTZ_DT_NEED_FIRST_CONTENT,
	LWSTZ_DT_NEED_DELIM,
	LWSTZ_DT_NEED_NEXT_CONTENT
};

/**
 * Finds the next element; ts->token and ts->token_len say where. Returns what
 * it is, an error if negative.
 */
typedef struct lws_tokenize {
	/* where to go on */
	const char		*start;
	/* the element; not terminated by a NUL */
	const char		*token;
	/* left from start on */
	size_t			len;
	/* of the element */
	size_t			token_len;
	/* LWS_TOKENIZE_F_ */
	uint16_t		flags;
	/* enum lws_tokenize_delimiter_tracking */
	uint8_t			delim;
	/* lws_tokenize_elem found last */
	int8_t			e;
} lws_tokenize_t;

/**
 * Begins with the text at start, up to its NUL. For text without one, set len
 * afterwards.
 */
LWS_VISIBLE LWS_EXTERN void
lws_tokenize_init(struct lws_tokenize *ts, const char *start, int flags);

/**
 * Finds the next element; ts->token and ts->token_len say where. Returns what
 * it is, an error if negative.
 */
LWS_VISIBLE LWS_EXTERN lws_tokenize_elem
lws_tokenize(struct lws_tokenize *ts);

/**
 * Copies the element to str with a NUL. Returns 0, nonzero if max is too
 * small.
 */
LWS_VISIBLE LWS_EXTERN int
lws_tokenize_cstr(struct lws_tokenize *ts, char *str, size_t max);

/**
 * Writes what name stands for: to out at *pos, at most to olen, moving *pos.
 * *exp_ofs, 0 at first, is how much of it is written, when it takes several
 * calls. Returns LSTRX_DONE, or LSTRX_FILLED_OUT to be called again with new
 * room, or LSTRX_FATAL_NAME_UNKNOWN.
 */
typedef int (*lws_strexp_expand_cb)(void *priv, const char *name, char *out,
				    size_t *pos, size_t olen, size_t *exp_ofs);

/** State of an expansion */
typedef struct lws_strexp {
	/* what is between ${ and }, as far as it is known */
	char			name[32];
	lws_strexp_expand_cb	cb;
	void			*priv;
	/* NULL to only count */
	char			*out;
	size_t			olen;
	size_t			pos;
	size_t			exp_ofs;
	uint8_t			name_pos;
	char			state;
} lws_strexp_t;

/** Results of an expansion */
enum {
	/* all of the input is used */
	LSTRX_DONE,
	/* the output is full */
	LSTRX_FILLED_OUT,
	/* names have 31 characters at most */
	LSTRX_FATAL_NAME_TOO_LONG	= -1,
	LSTRX_FATAL_NAME_UNKNOWN	= -2
};

/** Begins an expansion into out, olen bytes; priv goes to cb */
LWS_VISIBLE LWS_EXTERN void
lws_strexp_init(lws_strexp_t *exp, void *priv, lws_strexp_expand_cb cb,
		char *out, size_t olen);

/** Goes on with new room for output, after LSTRX_FILLED_OUT */
LWS_VISIBLE LWS_EXTERN void
lws_strexp_reset_out(lws_strexp_t *exp, char *out, size_t olen);

/**
 * Copies len bytes of in to the output, with each ${name} replaced by what
 * the callback writes. *pused_in and *pused_out say how far it got. Input may
 * come in pieces of any size. Returns LSTRX_DONE, LSTRX_FILLED_OUT (call
 * again with the rest of the input and new room) or an error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_strexp_expand(lws_strexp_t *exp, const char *in, size_t len,
		  size_t *pused_in, size_t *pused_out);

/**
 * 0 if check is what wildcard describes, in which '*' stands for any
 * characters, or none; nonzero if not
 */
LWS_VISIBLE LWS_EXTERN int
lws_strcmp_wildcard(const char *wildcard, size_t wlen, const char *check,
		    size_t clen);

#endif /* LIBWEBSOCKETS_LWS_TOKENIZE_H */
