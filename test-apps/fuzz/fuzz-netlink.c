/* SPDX-License-Identifier: MIT */
/*
 * rtnetlink messages: what is in a message does not depend on what is behind
 * it, and each takes the walk further.
 */
#include "private-lib-core.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum lws_plat_net_news news, again;
	size_t n, at = 0;

	while ((n = lws_plat_netlink_parse(data + at, size - at, &news))) {
		uint8_t *alone = malloc(n);

		FUZZ_CHECK(n <= size - at);
		FUZZ_CHECK(alone);
		memcpy(alone, data + at, n);
		FUZZ_CHECK(lws_plat_netlink_parse(alone, n, &again) == n);
		FUZZ_CHECK(again == news);
		free(alone);
		at += n;
	}
	FUZZ_CHECK(news == LWS_PLAT_NET_NOTHING);

	return 0;
}
