/* SPDX-License-Identifier: MIT */
/* How a client attempt ends when it fails, and the words for it */
#include "private-lib-core-net-client.h"
#include "private-lib-tls.h"

void
lws_client_conn_failed(struct lws *wsi, const char *text)
{
	char said[sizeof(wsi->client->text)];
	enum lws_client_phase phase;
	enum lws_client_cause cause;
	const char *why;

	if (!wsi->client || wsi->conn_result_given)
		return;
	wsi->conn_result_given = 1;
	lws_stat_add(lws_wsi_pt(wsi), client_failed, 1);
	phase = lws_client_phase_now(wsi);
	cause = lws_client_cause_now(wsi, phase);
	wsi->context->client_failed[phase][cause]++;
	if (lwsi_state(wsi) == LRS_WAITING_DNS &&
	    cause == LWS_CLIENT_CAUSE_TIMEOUT)
		lws_conmon_dns(wsi, NULL, cause);

	lwsl_wsi_info(wsi, "client failed: %s", text);

	/* a copy: text may go with the wsi, if the callback closes that */
	why = wsi->tls && wsi->tls->up ? wsi->tls->why : NULL;
	lws_snprintf(said, sizeof(said), "%s%s%s", text, why ? "; tls: " : "",
		     why ? why : "");
	lws_lane_failed(wsi, said, phase, cause);
	(void)lws_callback(wsi, LWS_CALLBACK_CLIENT_CONNECTION_ERROR, said,
			   strlen(said));
}

void
lws_client_fail(struct lws *wsi, const char *text)
{
	lws_client_conn_failed(wsi, text);
	lws_close_free_wsi(wsi, LWS_CLOSE_STATUS_NOSTATUS, "client failed");
}

void
lws_client_addr_text(const struct lws_client *c, unsigned int index, char *buf,
		     size_t len)
{
	char host[LWS_ADDRESS_TEXT_MAX];
	lws_sockaddr46 sa46;

	if (c->unix_path) {
		lws_snprintf(buf, len, "unix socket %s", c->unix_path);
		return;
	}
	sa46 = c->addrs[index];
	(void)lws_sa46_write_numeric_address(&sa46, host, sizeof(host));
	lws_snprintf(buf, len, strchr(host, ':') ? "[%s]:%d" : "%s:%d", host,
		     c->tcp_port);
}

const char *
lws_client_phase_text(struct lws *wsi)
{
	struct lws_client *c = wsi->client;
	struct lws_connect_attempt *a;
	char addr[160], before[sizeof(c->text)];

	lws_client_set_cause(wsi, LWS_CLIENT_CAUSE_TIMEOUT);
	switch (lwsi_state(wsi)) {
	case LRS_UNCONNECTED:
	case LRS_WAITING_DNS:
		lws_snprintf(c->text, sizeof(c->text),
			     "dns: %s: timed out waiting for the name server",
			     lws_client_tcp_name(c));
		break;

	case LRS_WAITING_CONNECT:
		if (!c->attempts.tail)
			return "connect: timed out";
		a = lws_container_of(c->attempts.tail,
				     struct lws_connect_attempt, list);
		lws_client_addr_text(c, a->addr_index, addr, sizeof(addr));
		lws_strncpy(before, c->text, sizeof(before));
		lws_snprintf(c->text, sizeof(c->text),
			     "connect: %s: timed out%s%s", addr,
			     before[0] ? "; before that, " : "", before);
		break;

	case LRS_WAITING_PROXY:
		return lws_client_proxy_timeout_text(c);

	case LRS_WAITING_SSL:
		return "tls: timed out in the TLS handshake";

	case LRS_CLIENT_SEND_HS:
	case LRS_CLIENT_WAIT_HS:
		return "handshake: timed out waiting for the server's response";

	default:
		return "timed out";
	}

	return c->text;
}

const char *
lws_client_closed_text(struct lws *wsi)
{
	lws_client_set_cause(wsi, wsi->socket_broken || wsi->peer_eof ?
				  LWS_CLIENT_CAUSE_LOST :
				  LWS_CLIENT_CAUSE_GIVEN_UP);
	switch (lwsi_state(wsi)) {
	case LRS_UNCONNECTED:
	case LRS_WAITING_DNS:
		return "dns: closed before the name was resolved";
	case LRS_WAITING_CONNECT:
		return "connect: closed before it was connected";
	case LRS_WAITING_SSL:
		return "tls: closed in the TLS handshake";
	default:
		return "handshake: closed before it was established";
	}
}
