/* SPDX-License-Identifier: MIT */
/*
 * The four parameters of permessage-deflate, RFC 7692 section 7.1.  See
 * ws-pmd.h for the contract.
 */
#include "private-lib-core.h"
#include "ws-pmd.h"

static const char * const names[LWS_PMD_PARAMS] = {
	"server_no_context_takeover",
	"client_no_context_takeover",
	"server_max_window_bits",
	"client_max_window_bits",
};

static int
has(const struct lws_pmd_params *p, unsigned int param)
{
	return (p->given >> param) & 1;
}

static void
give(struct lws_pmd_params *p, unsigned int param)
{
	p->given = (uint8_t)(p->given | (1u << param));
}

/* 8 to 15 without leading zeroes, or 0 */
static uint8_t
window_bits(const char *s, size_t len)
{
	if (len == 1 && (s[0] == '8' || s[0] == '9'))
		return (uint8_t)(s[0] - '0');
	if (len == 2 && s[0] == '1' && s[1] >= '0' && s[1] <= '5')
		return (uint8_t)(10 + s[1] - '0');

	return 0;
}

int
lws_pmd_param_add(struct lws_pmd_params *p, unsigned int param, int is_answer,
		  const char *value, size_t len)
{
	uint8_t bits = 0;

	if (param >= LWS_PMD_PARAMS || has(p, param))
		return 1;
	give(p, param);

	if (param < LWS_PMD_SERVER_MAX_WINDOW_BITS)
		return value != NULL;

	if (value) {
		bits = window_bits(value, len);
		if (!bits)
			return 1;
	} else if (param == LWS_PMD_SERVER_MAX_WINDOW_BITS || is_answer)
		return 1;

	if (param == LWS_PMD_SERVER_MAX_WINDOW_BITS)
		p->server_bits = bits;
	else
		p->client_bits = bits;

	return 0;
}

void
lws_pmd_answer(const struct lws_pmd_params *offer,
	       struct lws_pmd_params *answer)
{
	*answer = *offer;

	/* what it could do, it does not say that it will */
	if (!offer->client_bits)
		answer->given = (uint8_t)(answer->given &
			~(1u << LWS_PMD_CLIENT_MAX_WINDOW_BITS));
}

int
lws_pmd_answer_wrong(const struct lws_pmd_params *offer,
		     const struct lws_pmd_params *answer)
{
	if (has(answer, LWS_PMD_CLIENT_MAX_WINDOW_BITS) &&
	    !has(offer, LWS_PMD_CLIENT_MAX_WINDOW_BITS))
		return 1;

	return offer->server_bits && answer->server_bits > offer->server_bits;
}

size_t
lws_pmd_params_print(const struct lws_pmd_params *p, char *out, size_t room)
{
	size_t n = 0;
	unsigned int i;

	for (i = 0; i < LWS_PMD_PARAMS && n < room; i++) {
		uint8_t bits = 0;

		if (!has(p, i))
			continue;
		if (i == LWS_PMD_SERVER_MAX_WINDOW_BITS)
			bits = p->server_bits;
		if (i == LWS_PMD_CLIENT_MAX_WINDOW_BITS)
			bits = p->client_bits;
		if (bits)
			n += (size_t)lws_snprintf(out + n, room - n, "; %s=%u",
						  names[i], bits);
		else
			n += (size_t)lws_snprintf(out + n, room - n, "; %s",
						  names[i]);
	}
	if (!n && room)
		out[0] = '\0';

	/* lws_snprintf() never says more than fits: full means cut */
	return n + 1 >= room ? 0 : n;
}
