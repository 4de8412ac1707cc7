/* SPDX-License-Identifier: MIT */
/*
 * From JSON to what the keys in config-keys.c say: follows the brackets, finds
 * the key of each value, and puts strings into the area.
 *
 * Wherever an object is meant there may be an array of them, and the other way
 * round, as both are found in the files that there are.  The part of the text
 * that is not asked for only has to be JSON.
 */
#include "config.h"

static struct lws_config_level *
at(struct lws_config *c)
{
	return &c->level[c->depth];
}

int
lws_config_refuse(struct lws_config *c, const char *what, const char *which)
{
	if (!c->said)
		lwsl_err("%s(%u): %s%s%s", c->file, (unsigned int)c->ctx.line,
			 which ? which : "", which ? ": " : "", what);
	c->said = 1;

	return 1;
}

/* ---- the area ---- */

static int
full(struct lws_config *c)
{
	return lws_config_refuse(c, "the memory for the configuration is full",
				 NULL);
}

void *
lws_config_alloc(struct lws_config *c, size_t len)
{
	size_t odd = (size_t)(uintptr_t)c->p & (sizeof(void *) - 1),
	       gap = odd ? sizeof(void *) - odd : 0;
	char *p;

	if ((size_t)(c->end - c->p) < gap + len) {
		(void)full(c);
		return NULL;
	}
	p = c->p + gap;
	memset(p, 0, len);
	c->p = p + len;

	return p;
}

static int
add(struct lws_config *c, const char *s, size_t len)
{
	if ((size_t)(c->end - c->p) < len)
		return full(c);
	memcpy(c->p, s, len);
	c->p += len;

	return 0;
}

/* ---- values ---- */

static int
set_option(struct lws_config *c, struct lws_config_level *l)
{
	struct lws_protocol_vhost_options *o;

	o = lws_config_alloc(c, sizeof(*o));
	if (!o)
		return 1;
	o->name = c->name;
	o->value = c->value;
	o->next = *l->list;
	*l->list = o;

	return 0;
}

/* c->value is the text of it */
static int
value(struct lws_config *c)
{
	struct lws_config_level *l = at(c);

	if (l->place == LWS_CONFIG_OPTIONS && !l->array)
		return set_option(c, l);
	if (!l->key || l->key->kind == LWS_CONFIG_INSIDE ||
	    l->key->kind == LWS_CONFIG_LIST || l->array)
		return lws_config_refuse(c, "a value is not expected here",
					 l->key ? l->key->name : NULL);
	if (lws_config_set(c, l->key, c->value))
		return 1;
	if (l->key->kind != LWS_CONFIG_TEXT &&
	    l->key->kind != LWS_CONFIG_SPECIAL)
		c->p = c->value; /* a number is in its member now */

	return 0;
}

static int
begin_value(struct lws_config *c)
{
	c->value = c->p;

	return 0;
}

static int
add_value(struct lws_config *c)
{
	return at(c)->place != LWS_CONFIG_SKIP &&
	       add(c, c->ctx.buf, c->ctx.npos);
}

static int
end_value(struct lws_config *c)
{
	if (at(c)->place == LWS_CONFIG_SKIP)
		return 0;
	if (add(c, c->ctx.buf, c->ctx.npos) || add(c, "", 1))
		return 1;
	if (strlen(c->value) != (size_t)(c->p - c->value) - 1)
		return lws_config_refuse(c, "NUL in a string", NULL);

	return value(c);
}

/* ---- names ---- */

static int
name(struct lws_config *c)
{
	struct lws_config_level *l = at(c);
	const char *p = c->ctx.path + l->path_len;
	size_t len;

	if (l->place == LWS_CONFIG_SKIP)
		return 0;
	if (*p == '.' && l->path_len)
		p++;
	len = strlen(p);
	if ((size_t)(p - c->ctx.path) + len != c->ctx.pst[0].ppos)
		return lws_config_refuse(c, "NUL in a name", p);
	if (len > LWS_CONFIG_NAME_MAX ||
	    (size_t)(p - c->ctx.path) + len + 2 >= sizeof(c->ctx.path))
		return lws_config_refuse(c, "the name is too long", p);

	if (l->place == LWS_CONFIG_OPTIONS || l->place == LWS_CONFIG_PROTOCOLS) {
		c->name = c->p;
		return add(c, p, len + 1);
	}
	l->key = lws_config_key(l->place, p);
	if (!l->key)
		return lws_config_refuse(c, "there is no such key here", p);
	if (l->key->kind == LWS_CONFIG_MISSING)
		return lws_config_refuse(c, "not available in this build", p);

	return 0;
}

/* ---- brackets ---- */

/* a protocol, whose options follow */
static int
begin_protocol(struct lws_config *c, struct lws_config_level *n)
{
	struct lws_protocol_vhost_options *o;

	o = lws_config_alloc(c, sizeof(*o));
	if (!o)
		return 1;
	o->name = c->name;
	o->value = "";
	o->next = c->info->pvo;
	c->info->pvo = o;
	n->place = LWS_CONFIG_OPTIONS;
	n->list = &o->options;

	return 0;
}

static int
enter(struct lws_config *c, struct lws_config_level *n)
{
	const struct lws_config_key *key = at(c)->key;

	if (at(c)->place == LWS_CONFIG_PROTOCOLS)
		return begin_protocol(c, n);
	if (!key || (key->kind != LWS_CONFIG_INSIDE &&
		     key->kind != LWS_CONFIG_LIST))
		return lws_config_refuse(c, "a value is expected, and no "
					 "object", key ? key->name : NULL);

	n->place = key->place;
	if (key->kind == LWS_CONFIG_LIST) {
		n->place = LWS_CONFIG_OPTIONS;
		n->list = key->list(c);
	}
	if ((c->part == LWS_CONFIG_GLOBALS && n->place == LWS_CONFIG_VHOST) ||
	    (c->part == LWS_CONFIG_VHOSTS && n->place == LWS_CONFIG_GLOBAL))
		n->place = LWS_CONFIG_SKIP;
	if (n->place == LWS_CONFIG_VHOST)
		return lws_config_vhost_begin(c);
	if (n->place == LWS_CONFIG_MOUNT)
		return lws_config_mount_begin(c);

	return 0;
}

static int
open_bracket(struct lws_config *c, int array)
{
	struct lws_config_level *l = at(c), *n = l + 1;

	/* the text itself is at level 0 */
	if (!c->begun) {
		c->begun = 1;
		return array && lws_config_refuse(c, "an object is expected",
						  NULL);
	}
	if (c->depth + 1 >= LWS_ARRAY_SIZE(c->level))
		return lws_config_refuse(c, "too many brackets", NULL);

	memset(n, 0, sizeof(*n));
	n->path_len = c->ctx.pst[0].ppos;
	n->place = l->place;
	n->array = (char)array;
	n->key = l->key;
	n->list = l->list;
	if (l->place != LWS_CONFIG_SKIP) {
		if (array && (!l->key || (l->key->kind != LWS_CONFIG_INSIDE &&
					  l->key->kind != LWS_CONFIG_LIST)))
			return lws_config_refuse(c, "an array is not expected "
						 "here", NULL);
		if (!array && enter(c, n))
			return 1;
	}
	if (!array)
		n->key = NULL;
	c->depth++;

	return 0;
}

static int
close_bracket(struct lws_config *c)
{
	struct lws_config_level *l = at(c);
	int ret = 0;

	if (!l->array && l->place == LWS_CONFIG_MOUNT)
		ret = lws_config_mount_end(c);
	else if (!l->array && l->place == LWS_CONFIG_VHOST)
		ret = lws_config_vhost_end(c);
	if (c->depth)
		c->depth--;

	return ret;
}

/* ---- what the JSON parser tells ---- */

static signed char
config_cb(struct lejp_ctx *ctx, char reason)
{
	struct lws_config *c = ctx->user;

	switch (reason) {
	case LEJPCB_PAIR_NAME:
		return (signed char)name(c);
	case LEJPCB_VAL_STR_START:
		return (signed char)begin_value(c);
	case LEJPCB_VAL_STR_CHUNK:
		return (signed char)add_value(c);
	case LEJPCB_VAL_STR_END:
		return (signed char)end_value(c);
	case LEJPCB_VAL_TRUE:
	case LEJPCB_VAL_FALSE:
	case LEJPCB_VAL_NUM_INT:
		return (signed char)(begin_value(c) || end_value(c));
	case LEJPCB_VAL_NULL:
	case LEJPCB_VAL_NUM_FLOAT:
		return (signed char)(at(c)->place != LWS_CONFIG_SKIP &&
			lws_config_refuse(c, "neither a string, nor a whole "
					  "number, nor true or false", NULL));
	case LEJPCB_ARRAY_START:
		return (signed char)open_bracket(c, 1);
	case LEJPCB_OBJECT_START:
		return (signed char)open_bracket(c, 0);
	case LEJPCB_ARRAY_END:
	case LEJPCB_OBJECT_END:
		return (signed char)close_bracket(c);
	default:
		return 0;
	}
}

void
lws_config_begin(struct lws_config *c, const char *file)
{
	memset(c->level, 0, sizeof(c->level));
	c->depth = 0;
	c->file = file;
	c->value = c->name = NULL;
	c->begun = c->said = c->whole = 0;
	lejp_construct(&c->ctx, config_cb, c, NULL, 0);
}

int
lws_config_take(struct lws_config *c, const uint8_t *buf, size_t len)
{
	int n;

	if (c->whole) {
		/* a blank line or two behind it */
		while (len && strchr(" \t\r\n", *buf) && *buf) {
			len--;
			buf++;
		}
		return len ? lws_config_refuse(c, "something follows the end",
					       NULL) : 0;
	}
	n = lejp_parse(&c->ctx, buf, (int)len);
	if (n == LEJP_CONTINUE)
		return 0;
	if (n < 0)
		return lws_config_refuse(c, lejp_error_to_string(n), NULL);
	c->whole = 1;

	return lws_config_take(c, buf + len - (size_t)n, (size_t)n);
}

int
lws_config_end(struct lws_config *c)
{
	int ret = 0;

	if (!c->whole && !c->said)
		ret = lws_config_refuse(c, "the text ends too early", NULL);
	lejp_destruct(&c->ctx);

	return ret || c->said;
}
