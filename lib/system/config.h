/* SPDX-License-Identifier: MIT */
/*
 * The configuration of contexts and vhosts in JSON, as lwsws has it, taken as
 * bytes: lwsws_get_config_globals() and lwsws_get_config_vhosts() feed it with
 * files.
 */
#ifndef LWS_SYSTEM_CONFIG_H
#define LWS_SYSTEM_CONFIG_H

#include "private-lib-core.h"

enum lws_config_part {
	LWS_CONFIG_GLOBALS,
	LWS_CONFIG_VHOSTS
};

/* What an object is.  The names in it are in config-keys.c */
enum lws_config_place {
	LWS_CONFIG_TOP,
	LWS_CONFIG_GLOBAL,
	LWS_CONFIG_VHOST,
	LWS_CONFIG_MOUNT,
	LWS_CONFIG_PROTOCOLS,	/* names of protocols, and their options */
	LWS_CONFIG_OPTIONS,	/* of a protocol, a mount, ... : any name */
	LWS_CONFIG_SKIP,	/* not our part */
	LWS_CONFIG_PLACES
};

/* Brackets in each other that have a meaning; and room for what has none */
#define LWS_CONFIG_DEPTH	LEJP_MAX_DEPTH
/* Longer ones are cut by the JSON parser, so they are refused */
#define LWS_CONFIG_NAME_MAX	64

struct lws_config;

enum lws_config_kind {
	LWS_CONFIG_TEXT,	/* const char * */
	LWS_CONFIG_INT,		/* int, unsigned int: from low to high */
	LWS_CONFIG_SHORT,	/* unsigned short */
	LWS_CONFIG_BITS,	/* long: is added to what it is */
	LWS_CONFIG_OPTION,	/* info.options: bits */
	LWS_CONFIG_SPECIAL,	/* set() */
	LWS_CONFIG_INSIDE,	/* objects (in an array or not) of that place */
	LWS_CONFIG_LIST,	/* the same, OPTIONS: *list() takes the names */
	LWS_CONFIG_MISSING	/* lwsws knows it, this build does not have it */
};

struct lws_config_key {
	const char		*name;
	enum lws_config_kind	kind;
	enum lws_config_place	place;	/* INSIDE */
	size_t			offset;	/* in info, or in the mount */
	uint64_t		bits;
	int32_t			low, high;
	/* nonzero: refused, and logged */
	int (*set)(struct lws_config *c, char *value);
	const struct lws_protocol_vhost_options **(*list)(struct lws_config *c);
};

struct lws_config_level {
	const struct lws_config_key *key;	/* whose value is next */
	const struct lws_protocol_vhost_options **list;	/* OPTIONS */
	size_t			path_len;	/* where names begin */
	enum lws_config_place	place;
	char			array;
};

struct lws_config {
	struct lejp_ctx		ctx;
	struct lws_config_level	level[LWS_CONFIG_DEPTH + 1];
	unsigned int		depth;
	enum lws_config_part	part;

	struct lws_context_creation_info *info;
	const struct lws_context_creation_info *defaults; /* of vhosts */
	const char		*file;		/* for the log */
	char			*p, *end;	/* what is free of the area */
	char			*value;		/* a string that is read */
	char			*name;		/* in OPTIONS: to which one */

	/* of the vhost at hand */
	struct lws_http_mount	*mounts, *mount;
	unsigned int		client_tls:1;
	unsigned int		begun:1;	/* the first bracket was there */
	unsigned int		said:1;		/* the log says what is wrong */
	unsigned int		whole:1;	/* the text is complete */

	/* it is complete, in info; nonzero: stop, and logged */
	int			(*vhost)(struct lws_config *c);
	void			*opaque;
};

/* config.c: one text in pieces.  Nonzero: wrong, and one line was logged */
void
lws_config_begin(struct lws_config *c, const char *file);
int
lws_config_take(struct lws_config *c, const uint8_t *buf, size_t len);
int
lws_config_end(struct lws_config *c);

/* logs file, line and what; returns 1 */
int
lws_config_refuse(struct lws_config *c, const char *what, const char *which);

/* len bytes of the area for a struct, zeroed, or NULL: it is full, and logged */
void *
lws_config_alloc(struct lws_config *c, size_t len);

/* config-keys.c */
const struct lws_config_key *
lws_config_key(enum lws_config_place place, const char *name);
int
lws_config_set(struct lws_config *c, const struct lws_config_key *key,
	       char *value);
/* a mount or a vhost begins, is complete; nonzero: not as it is, logged */
int
lws_config_mount_begin(struct lws_config *c);
int
lws_config_mount_end(struct lws_config *c);
int
lws_config_vhost_begin(struct lws_config *c);
int
lws_config_vhost_end(struct lws_config *c);

#endif
