/* SPDX-License-Identifier: MIT */
/*
 * The header table: where the head of a message is kept while somebody needs
 * it.  One allocation; values are bytes in its data area, found by way of
 * fragments that are chained per token in the order of arrival.
 */
#include "private-lib-roles-http.h"

struct allocated_headers *
lws_ah_create(size_t max_data, const struct lws_token_limits *limits)
{
	struct allocated_headers *ah;

	if (!max_data)
		max_data = LWS_AH_DEFAULT_DATA;
	max_data = lws_max_sz(max_data, LWS_AH_MIN_DATA);
	max_data = lws_min_sz(max_data, LWS_AH_MAX_DATA);

	/* data[1] is the room for the last NUL */
	ah = lws_malloc(sizeof(*ah) + max_data, "ah");
	if (!ah)
		return NULL;

	ah->max_data = (uint32_t)max_data;
	ah->limits = limits;
#if defined(LWS_WITH_PEER_LIMITS)
	ah->peer = NULL;
#endif
	lws_ah_reset(ah, 0);

	return ah;
}

void
lws_ah_disown(struct allocated_headers *ah)
{
#if defined(LWS_WITH_PEER_LIMITS)
	lws_peer_give_back(ah->peer, LWS_PEER_AH);
	ah->peer = NULL;
#else
	LWS_UNUSED(ah);
#endif
}

void
lws_ah_destroy(struct allocated_headers **pah)
{
	if (*pah)
		lws_ah_disown(*pah);
	lws_free_set_NULL(*pah);
}

void
lws_ah_reset(struct allocated_headers *ah, int is_response)
{
	memset(&ah->head, 0, sizeof(ah->head));
	memset(&ah->parser, 0, sizeof(ah->parser));
	memset(ah->first, 0, sizeof(ah->first));
	memset(ah->last, 0, sizeof(ah->last));
	ah->head.is_response = !!is_response;
	ah->parser.max_received = ah->max_data * LWS_AH_RECEIVED_FACTOR;
	ah->cause = NULL;
	ah->refused = 0;
	ah->pos = 0;
	ah->nfrags = 0;
	ah->data[0] = '\0';
}

int
lws_ah_refuse(struct allocated_headers *ah, unsigned int status,
	      const char *cause)
{
	if (!ah->refused) {
		ah->refused = status;
		ah->cause = cause;
	}

	return -1;
}

int
lws_ah_putc(struct allocated_headers *ah, char c)
{
	if (ah->pos >= ah->max_data)
		return -1;

	ah->data[ah->pos++] = c;

	return 0;
}

int
lws_ah_commit(struct allocated_headers *ah, unsigned int token, uint32_t off,
	      uint32_t name_len)
{
	struct lws_ah_frag *f;

	if (ah->nfrags >= LWS_AH_MAX_FRAGS || name_len > UINT16_MAX)
		return -1;

	f = &ah->frags[ah->nfrags++];
	f->off = off;
	f->len = ah->pos - off;
	f->name_len = (uint16_t)name_len;
	f->next = 0;

	if (ah->first[token])
		ah->frags[ah->last[token] - 1].next = ah->nfrags;
	else
		ah->first[token] = ah->nfrags;
	ah->last[token] = ah->nfrags;

	/* pos may be max_data here: there is always room for one NUL more */
	ah->data[ah->pos] = '\0';
	if (ah->pos < ah->max_data)
		ah->pos++;

	return 0;
}

int
lws_ah_add(struct allocated_headers *ah, unsigned int token, const char *value,
	   size_t len)
{
	uint32_t off = ah->pos;

	if (len > ah->max_data - ah->pos)
		return -1;

	memcpy(ah->data + ah->pos, value, len);
	ah->pos += (uint32_t)len;
	if (lws_ah_commit(ah, token, off, 0)) {
		ah->pos = off;
		return -1;
	}

	return 0;
}

void
lws_ah_keep_first(struct allocated_headers *ah, unsigned int token)
{
	if (!ah->first[token])
		return;

	ah->frags[ah->first[token] - 1].next = 0;
	ah->last[token] = ah->first[token];
}

const struct lws_ah_frag *
lws_ah_frag(const struct allocated_headers *ah, unsigned int token,
	    unsigned int n)
{
	unsigned int i;

	if (token > LWS_AH_UNKNOWN)
		return NULL;

	for (i = ah->first[token]; i; i = ah->frags[i - 1].next)
		if (!n--)
			return &ah->frags[i - 1];

	return NULL;
}

const char *
lws_ah_value(const struct allocated_headers *ah, unsigned int token)
{
	const struct lws_ah_frag *f = lws_ah_frag(ah, token, 0);

	return f ? lws_ah_frag_value(ah, f) : NULL;
}

unsigned int
lws_ah_count(const struct allocated_headers *ah, unsigned int token)
{
	unsigned int i, n = 0;

	for (i = ah->first[token]; i; i = ah->frags[i - 1].next)
		n++;

	return n;
}

const struct lws_ah_frag *
lws_ah_custom(const struct allocated_headers *ah, const char *name,
	      size_t nlen)
{
	unsigned int i;

	for (i = ah->first[LWS_AH_UNKNOWN]; i; i = ah->frags[i - 1].next) {
		const struct lws_ah_frag *f = &ah->frags[i - 1];

		if (f->name_len == nlen &&
		    lws_memcaseeq(ah->data + f->off - f->name_len - 1, name,
				  nlen))
			return f;
	}

	return NULL;
}

static const char *
separator(unsigned int token)
{
	if (token == WSI_TOKEN_HTTP_URI_ARGS)
		return ",";
	if (token == WSI_TOKEN_HTTP_COOKIE)
		return "; ";

	return ", ";
}

size_t
lws_ah_total_length(const struct allocated_headers *ah, unsigned int token)
{
	size_t sep, total = 0;
	unsigned int i;

	if (token >= WSI_TOKEN_COUNT)
		return 0;

	sep = strlen(separator(token));
	for (i = ah->first[token]; i; i = ah->frags[i - 1].next) {
		total += ah->frags[i - 1].len;
		if (ah->frags[i - 1].next)
			total += sep;
	}

	return total;
}

int
lws_ah_copy(const struct allocated_headers *ah, char *dest, size_t size,
	    unsigned int token)
{
	size_t total = lws_ah_total_length(ah, token);
	const char *sep = separator(token);
	char *p = dest;
	unsigned int i;

	if (!size)
		return -1;
	*dest = '\0';
	if (total >= size)
		return -1;
	if (!total)
		return 0;

	for (i = ah->first[token]; i; i = ah->frags[i - 1].next) {
		const struct lws_ah_frag *f = &ah->frags[i - 1];

		memcpy(p, ah->data + f->off, f->len);
		p += f->len;
		if (f->next) {
			memcpy(p, sep, strlen(sep));
			p += strlen(sep);
		}
	}
	*p = '\0';

	return (int)total;
}

static int
value_lists(const char *v, const char *word, size_t wlen)
{
	while (*v) {
		const char *end;
		size_t n;

		v += strspn(v, " \t,");
		n = strcspn(v, ",");
		end = v + n;
		while (n && lws_is_blank(v[n - 1]))
			n--;
		if (n == wlen && lws_memcaseeq(v, word, n))
			return 1;
		v = end;
	}

	return 0;
}

int
lws_ah_list_has(const struct allocated_headers *ah, unsigned int token,
		const char *word)
{
	size_t wlen = strlen(word);
	unsigned int i;

	for (i = ah->first[token]; i; i = ah->frags[i - 1].next)
		if (value_lists(ah->data + ah->frags[i - 1].off, word, wlen))
			return 1;

	return 0;
}
