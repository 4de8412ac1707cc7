/* SPDX-License-Identifier: MIT */
/* How many clients failed, in which phase and why */
#include "private-lib-core-net-client.h"
#include "private-lib-tls.h"

void
lws_client_set_cause(struct lws *wsi, enum lws_client_cause cause)
{
	if (wsi->client)
		wsi->client->cause = (uint8_t)cause;
}

enum lws_client_phase
lws_client_phase_now(const struct lws *wsi)
{
	if (wsi->client->phase)
		return (enum lws_client_phase)(wsi->client->phase - 1);

	switch (lwsi_state(wsi)) {
	case LRS_UNCONNECTED:
	case LRS_WAITING_DNS:
		return LWS_CLIENT_PHASE_DNS;
	case LRS_WAITING_CONNECT:
		return LWS_CLIENT_PHASE_CONNECT;
	case LRS_WAITING_PROXY:
		return LWS_CLIENT_PHASE_PROXY;
	case LRS_WAITING_SSL:
		return LWS_CLIENT_PHASE_TLS;
	default:
		return wsi->client->strings[LWS_CLI_METHOD] ?
			LWS_CLIENT_PHASE_RESPONSE : LWS_CLIENT_PHASE_HANDSHAKE;
	}
}

enum lws_client_cause
lws_client_cause_now(const struct lws *wsi, enum lws_client_phase phase)
{
	/* what the TLS library found explains what came of it */
	if (phase >= LWS_CLIENT_PHASE_TLS && wsi->tls && wsi->tls->cause &&
	    wsi->client->cause != LWS_CLIENT_CAUSE_TIMEOUT)
		return (enum lws_client_cause)wsi->tls->cause;
	if (wsi->client->cause)
		return (enum lws_client_cause)wsi->client->cause;

	return phase >= LWS_CLIENT_PHASE_PROXY ? LWS_CLIENT_CAUSE_PROTOCOL :
						 LWS_CLIENT_CAUSE_OTHER;
}

/* ---- for the program ---- */

uint64_t
lws_client_failures(const struct lws_context *context, int phase, int cause)
{
	uint64_t n = 0;
	int p, c;

	for (p = 0; p < LWS_CLIENT_PHASES; p++)
		for (c = 0; c < LWS_CLIENT_CAUSES; c++)
			if ((phase == -1 || phase == p) &&
			    (cause == -1 || cause == c))
				n += context->client_failed[p][c];

	return n;
}

uint64_t
lws_client_attempts(const struct lws_context *context)
{
	return context->client_attempts;
}

uint64_t
lws_client_successes(const struct lws_context *context)
{
	return context->client_successes;
}

const char *
lws_client_phase_name(int phase)
{
	static const char * const names[LWS_CLIENT_PHASES] = {
		"dns", "connect", "proxy", "tls", "handshake", "response"
	};

	return phase < 0 || phase >= LWS_CLIENT_PHASES ? NULL : names[phase];
}

const char *
lws_client_cause_name(int cause)
{
	static const char * const names[LWS_CLIENT_CAUSES] = {
		"other", "refused", "unreachable", "timeout", "no name",
		"lost", "protocol", "certificate", "local", "given up"
	};

	return cause < 0 || cause >= LWS_CLIENT_CAUSES ? NULL : names[cause];
}
