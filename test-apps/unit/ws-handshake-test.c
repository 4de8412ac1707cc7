/* SPDX-License-Identifier: MIT */
/*
 * What the opening handshake computes and compares: the example of RFC 6455,
 * keys that are none, header lists, the choice of a subprotocol.
 */

#include "private-lib-core.h"
#include "ws-handshake.h"
#include "ws-check.h"

#define RFC_KEY		"dGhlIHNhbXBsZSBub25jZQ=="
#define RFC_ACCEPT	"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

static void
accept_of_a_key(void)
{
	char out[LWS_WS_ACCEPT_LEN + 1], long_key[LWS_WS_KEY_LEN + 2];

	WS_CHECK(!lws_ws_accept_make(RFC_KEY, strlen(RFC_KEY), out), "RFC");
	WS_CHECK(!strcmp(out, RFC_ACCEPT), "%s", out);

	memset(long_key, 'A', sizeof(long_key));
	WS_CHECK(lws_ws_accept_make(long_key, LWS_WS_KEY_LEN + 1, out),
		 "took a key that is too long");
}

static void
keys(void)
{
	static const struct {
		const char	*key;
		int		good;
	} cases[] = {
		{ RFC_KEY, 1 },
		{ "AAAAAAAAAAAAAAAAAAAAAA==", 1 },
		{ "++//++//++//++//++//09==", 1 },
		{ "", 0 },
		{ "AAAAAAAAAAAAAAAAAAAAAA=", 0 },
		{ "AAAAAAAAAAAAAAAAAAAAAA", 0 },
		{ "AAAAAAAAAAAAAAAAAAAAAAA=", 0 },
		{ "AAAAAAAAAAAAAAAAAAAAAAAA", 0 },
		{ "AAAAAAAAAAAAAAAAAAAAA===", 0 },
		{ "AAAAAAAAAAAAAAAAAAAAAA== ", 0 },
		{ "AAAAAAAA AAAAAAAAAAAAA==", 0 },
		{ "AAAAAAAA-AAAAAAAAAAAAA==", 0 },
		{ "AAAAAAAA_AAAAAAAAAAAAA==", 0 },
		{ "AAAAAAAA\xff" "AAAAAAAAAAAAA==", 0 },
	};
	char made[LWS_WS_KEY_LEN + 1];
	uint8_t random16[16];
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(cases); n++)
		WS_CHECK(!!lws_ws_key_valid(cases[n].key,
					    strlen(cases[n].key)) ==
			 cases[n].good, "%s", cases[n].key);
	WS_CHECK(!lws_ws_key_valid(NULL, 0), "none");

	/* the nonce of the RFC's example */
	memcpy(random16, "the sample nonce", 16);
	WS_CHECK(!lws_ws_key_make(random16, made), "made");
	WS_CHECK(!strcmp(made, RFC_KEY), "%s", made);
	memset(random16, 0xff, 16);
	WS_CHECK(!lws_ws_key_make(random16, made) &&
		 lws_ws_key_valid(made, strlen(made)), "%s", made);
}

static void
lists(void)
{
	static const struct {
		const char	*list;
		const char	*token;
		int		has;
	} cases[] = {
		{ "Upgrade", "upgrade", 1 },
		{ "upgrade", "Upgrade", 1 },
		{ "keep-alive, Upgrade", "upgrade", 1 },
		{ "keep-alive,Upgrade", "upgrade", 1 },
		{ "Upgrade , keep-alive", "upgrade", 1 },
		{ "  \t Upgrade\t", "upgrade", 1 },
		{ ", ,,Upgrade,", "upgrade", 1 },
		{ "", "upgrade", 0 },
		{ " ", "upgrade", 0 },
		{ ",", "upgrade", 0 },
		{ "Upgrad", "upgrade", 0 },
		{ "Upgraded", "upgrade", 0 },
		{ "xUpgrade", "upgrade", 0 },
		{ "Upgrade keep-alive", "upgrade", 0 },
		{ "keep-alive", "upgrade", 0 },
		{ "websocket@", "websocket`", 0 },
		{ "h2c, WebSocket", "websocket", 1 },
	};
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(cases); n++)
		WS_CHECK(!!lws_ws_list_has(cases[n].list,
				strlen(cases[n].list), cases[n].token) ==
			 cases[n].has, "'%s'", cases[n].list);

	/* the length counts, not a NUL */
	WS_CHECK(!lws_ws_list_has("a, upgrade", 8, "upgrade"), "too far");
	WS_CHECK(lws_ws_list_has("a, upgradexyz", 10, "upgrade"), "too far");
}

static int
speaks_two(void *opaque, const char *name, size_t len)
{
	(*(int *)opaque)++;

	return (len == 4 && !memcmp(name, "chat", 4)) ||
	       (len == 6 && !memcmp(name, "mqtt/5", 6));
}

static void
subprotocols(void)
{
	static const struct {
		const char	*list;
		const char	*chosen;	/* NULL: none */
		int		asked;
	} cases[] = {
		{ "chat", "chat", 1 },
		{ "mqtt/5, chat", "mqtt/5", 1 },
		{ "superchat, chat ,mqtt/5", "chat", 2 },
		{ "superchat,\tmqtt/5\t", "mqtt/5", 2 },
		{ "Chat", NULL, 1 },
		{ "cha, chatt", NULL, 2 },
		{ "", NULL, 0 },
		{ ",,", NULL, 0 },
	};
	const char *name;
	int asked, chosen;
	size_t n, len;

	for (n = 0; n < LWS_ARRAY_SIZE(cases); n++) {
		asked = 0;
		chosen = lws_ws_subprotocol_choose(cases[n].list,
				strlen(cases[n].list), speaks_two, &asked,
				&name, &len);
		WS_CHECK(!!chosen == !!cases[n].chosen, "'%s'", cases[n].list);
		WS_CHECK(asked == cases[n].asked, "'%s': %d", cases[n].list,
			 asked);
		if (chosen && cases[n].chosen)
			WS_CHECK(len == strlen(cases[n].chosen) &&
				 !memcmp(name, cases[n].chosen, len), "'%s'",
				 cases[n].list);
	}
}

int
main(void)
{
	accept_of_a_key();
	keys();
	lists();
	subprotocols();

	return ws_check_result("ws-handshake");
}
