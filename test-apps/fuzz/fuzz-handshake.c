/* SPDX-License-Identifier: MIT */
/*
 * Values of the opening handshake's fields: keys, lists, subprotocols, and
 * extensions with the parameters of permessage-deflate.
 *
 * Byte 0: of which field; the rest is its value.
 */
#include "private-lib-core.h"
#include "fuzz.h"
#include "ws-handshake.h"
#include "ws-pmd.h"

static int
speaks(void *opaque, const char *name, size_t len)
{
	(*(size_t *)opaque) += len;

	return len == 4 && !memcmp(name, "chat", 4);
}

static void
parameters(const char *p, size_t len)
{
	static const char * const names[] = {
		"server_no_context_takeover", "client_no_context_takeover",
		"server_max_window_bits", "client_max_window_bits",
	};
	struct lws_pmd_params offer, answer;
	char text[LWS_PMD_PARAMS_TEXT_MAX];
	const char *end = p + len, *semi, *eq;
	unsigned int n;

	memset(&offer, 0, sizeof(offer));
	for (; p < end; p = semi + 1) {
		semi = memchr(p, ';', (size_t)(end - p));
		if (!semi)
			semi = end;
		eq = memchr(p, '=', (size_t)(semi - p));
		for (n = 0; n < LWS_PMD_PARAMS; n++)
			if (strlen(names[n]) ==
					(size_t)((eq ? eq : semi) - p) &&
			    !memcmp(names[n], p, strlen(names[n])))
				break;
		if (lws_pmd_param_add(&offer, n, 0, eq ? eq + 1 : NULL,
				      eq ? (size_t)(semi - eq - 1) : 0))
			return;
		if (semi == end)
			break;
	}

	/* what is taken up can be printed, and is right for that offer */
	lws_pmd_answer(&offer, &answer);
	FUZZ_CHECK(!lws_pmd_answer_wrong(&offer, &answer));
	FUZZ_CHECK(!answer.given ||
		   lws_pmd_params_print(&answer, text, sizeof(text)));
}

static void
extensions(const char *p, size_t len)
{
	const char *pos = p, *end = p + len;
	struct lws_ws_ext_elem e;
	size_t n = 0;

	while (lws_ws_ext_next(&pos, end, &e) > 0) {
		FUZZ_CHECK(e.name >= p && e.name_len &&
			   e.name + e.name_len <= end);
		FUZZ_CHECK(e.params >= e.name + e.name_len &&
			   e.params + e.params_len <= end);
		FUZZ_CHECK(++n <= len);
		parameters(e.params, e.params_len);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char accept[LWS_WS_ACCEPT_LEN + 1];
	const char *p = (const char *)data + 1, *name, *pos = p;
	size_t len, total = 0;

	if (!size)
		return 0;
	size--;

	switch (data[0] & 3) {
	case 0:
		if (lws_ws_key_valid(p, size))
			FUZZ_CHECK(!lws_ws_accept_make(p, size, accept) &&
				   strlen(accept) == LWS_WS_ACCEPT_LEN);
		break;
	case 1:
		while (lws_ws_list_next(&pos, p + size, &name, &len))
			FUZZ_CHECK(len && name + len <= p + size);
		(void)lws_ws_list_has(p, size, "upgrade");
		break;
	case 2:
		if (lws_ws_subprotocol_choose(p, size, speaks, &total, &name,
					      &len))
			FUZZ_CHECK(len == 4);
		FUZZ_CHECK(total <= size);
		break;
	default:
		extensions(p, size);
		break;
	}

	return 0;
}
