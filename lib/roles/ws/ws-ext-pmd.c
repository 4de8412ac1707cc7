/* SPDX-License-Identifier: MIT */
/*
 * permessage-deflate as an extension: its callback connects the machines of
 * ws-pmd.h with the handshake and the payload of a connection.
 */
#include "private-lib-roles-ws.h"
#include "ws-pmd.h"

#define DEFAULT_LEVEL		6
#define DEFAULT_MEM_LEVEL	8
/* exponents of rx_buf_size, tx_buf_size */
#define BUF_SIZE_MIN		5
#define BUF_SIZE_MAX		24

/* the first four in the order of enum lws_pmd_param */
enum {
	OPT_RX_BUF_SIZE = LWS_PMD_PARAMS,
	OPT_TX_BUF_SIZE,
	OPT_COMPRESSION_LEVEL,
	OPT_MEM_LEVEL,
	OPT_RX_MAX_SIZE
};

static const struct lws_ext_options options[] = {
	{ "server_no_context_takeover",	EXTARG_NONE },
	{ "client_no_context_takeover",	EXTARG_NONE },
	{ "server_max_window_bits",	EXTARG_OPT_DEC },
	{ "client_max_window_bits",	EXTARG_OPT_DEC },
	/* from here on they are the application's, and never on the wire */
	{ "rx_buf_size",		EXTARG_DEC },
	{ "tx_buf_size",		EXTARG_DEC },
	{ "compression_level",		EXTARG_DEC },
	{ "mem_level",			EXTARG_DEC },
	{ "rx_max_size",		EXTARG_DEC },
	{ NULL,				EXTARG_NONE }
};

struct pmd {
	struct lws_pmd_params	offer;		/* client: what we said */
	struct lws_pmd_params	params;		/* what the peer said, then
						 * what was agreed on */
	struct lws_pmd_rx	rx;
	struct lws_pmd_tx	tx;
	uint8_t			rx_buf_size;	/* exponents; 0: not set */
	uint8_t			tx_buf_size;
	uint8_t			client;
	uint8_t			parsing_offer;
};

/* ---- handshake ---- */

static int
option_set(struct pmd *p, const struct lws_ext_option_arg *oa)
{
	if (oa->option_index < 0 || oa->option_index >= LWS_PMD_PARAMS)
		return 1;

	return lws_pmd_param_add(p->parsing_offer ? &p->offer : &p->params,
				 (unsigned int)oa->option_index,
				 p->client && !p->parsing_offer, oa->start,
				 (size_t)oa->len);
}

/* our own offer, as the application wrote it: behind the name */
static int
parse_offer(struct pmd *p, const struct lws_extension *ext, struct lws *wsi)
{
	const char *params = ext->client_offer ?
				strchr(ext->client_offer, ';') : NULL;
	int n;

	if (!params)
		return 0;

	p->parsing_offer = 1;
	n = lws_ext_parse_options(ext, wsi, p, options, params + 1,
				  (int)strlen(params + 1));
	p->parsing_offer = 0;
	if (n)
		lwsl_wsi_err(wsi, "client_offer of permessage-deflate is "
			     "malformed: %s", ext->client_offer);

	return n;
}

static int
construct(const struct lws_extension *ext, struct lws *wsi, int client,
	  void **user, const struct lws_ext_options **opts)
{
	struct pmd *p;

	if (!user || !opts)
		return 1;

	p = lws_zalloc(sizeof(*p), "permessage-deflate");
	if (!p) {
		lwsl_wsi_err(wsi, "out of memory for permessage-deflate");
		return 1;
	}
	p->client = !!client;
	p->tx.level = DEFAULT_LEVEL;
	p->tx.mem_level = DEFAULT_MEM_LEVEL;
	if (client && parse_offer(p, ext, wsi)) {
		lws_free(p);
		return 1;
	}
	*user = p;
	*opts = options;

	return 0;
}

static uint8_t
bits_or_max(uint8_t bits)
{
	return bits ? bits : LWS_PMD_BITS_MAX;
}

static int
no_takeover(const struct lws_pmd_params *p, int client)
{
	return (p->given >> (client ? LWS_PMD_CLIENT_NO_CONTEXT_TAKEOVER :
				      LWS_PMD_SERVER_NO_CONTEXT_TAKEOVER)) & 1;
}

/* what was agreed on becomes the settings of the codec */
static void
apply(struct pmd *p)
{
	uint8_t server = bits_or_max(p->params.server_bits);
	uint8_t client = bits_or_max(p->params.client_bits);

	/* a hint of ours holds even if the server did not repeat it */
	if (p->offer.client_bits && p->offer.client_bits < client)
		client = p->offer.client_bits;

	p->tx.bits = p->client ? client : server;
	p->rx.bits = p->client ? server : client;
	p->tx.no_takeover = (uint8_t)(no_takeover(&p->params, p->client) ||
				      (p->client &&
				       no_takeover(&p->offer, 1)));
	p->rx.no_takeover = (uint8_t)no_takeover(&p->params, !p->client);
}

static int
confirm(struct pmd *p, struct lws_ws_ext_confirm *c)
{
	struct lws_pmd_params answer;
	char text[LWS_PMD_PARAMS_TEXT_MAX];
	size_t len;

	if (p->client) {
		if (lws_pmd_answer_wrong(&p->offer, &p->params))
			return 1;
		apply(p);
		return 0;
	}

	lws_pmd_answer(&p->params, &answer);
	p->params = answer;
	len = lws_pmd_params_print(&answer, text, sizeof(text));
	if (len) {
		if (!c || (size_t)(c->end - c->p) <= len)
			return 1;
		memcpy(c->p, text, len + 1);
		c->p += len;
	}
	apply(p);

	return 0;
}

/* ---- what the application may set ---- */

/* a decimal number up to max, or -1 */
static int64_t
number(const char *s, int64_t max)
{
	int64_t n = 0;

	if (!s || !*s)
		return -1;
	for (; *s; s++) {
		if (*s < '0' || *s > '9')
			return -1;
		n = n * 10 + (*s - '0');
		if (n > max)
			return -1;
	}

	return n;
}

/*
 * A parameter of the handshake, when it is over: each side may still do with
 * less than it was granted.
 */
static int
tighten(struct pmd *p, int index, int64_t v)
{
	if (index == LWS_PMD_SERVER_NO_CONTEXT_TAKEOVER + p->client) {
		if (v > 1 || (!v && p->tx.no_takeover))
			return -1;
		p->tx.no_takeover = (uint8_t)v;
		p->tx.renew = p->tx.renew || v;
		return 0;
	}

	if (index != LWS_PMD_SERVER_MAX_WINDOW_BITS + p->client ||
	    v < LWS_PMD_BITS_MIN || v > p->tx.bits)
		return -1;
	p->tx.bits = (uint8_t)v;
	p->tx.renew = 1;

	return 0;
}

static int
named_option(struct pmd *p, const struct lws_ext_option_arg *oa)
{
	int64_t v = number(oa->start, INT64_MAX / 16);
	int n;

	for (n = 0; options[n].name; n++)
		if (oa->option_name && !strcmp(options[n].name,
					       oa->option_name))
			break;
	if (!options[n].name || v < 0)
		return -1;

	switch (n) {
	case OPT_RX_BUF_SIZE:
	case OPT_TX_BUF_SIZE:
		if (v < BUF_SIZE_MIN || v > BUF_SIZE_MAX)
			return -1;
		if (n == OPT_RX_BUF_SIZE)
			p->rx_buf_size = (uint8_t)v;
		else
			p->tx_buf_size = (uint8_t)v;
		return 0;
	case OPT_COMPRESSION_LEVEL:
		if (v > 9)
			return -1;
		p->tx.level = (uint8_t)v;
		p->tx.renew = 1;
		return 0;
	case OPT_MEM_LEVEL:
		if (v < 1 || v > 9)
			return -1;
		p->tx.mem_level = (uint8_t)v;
		p->tx.renew = 1;
		return 0;
	case OPT_RX_MAX_SIZE:
		p->rx.max_out = (uint64_t)v;
		return 0;
	default:
		return tighten(p, n, v);
	}
}

/* ---- payload ---- */

static int
result(enum lws_pmd_result r, struct lws_ws_ext_io *io)
{
	switch (r) {
	case LWS_PMD_MORE:
	case LWS_PMD_FULL:
	case LWS_PMD_DONE:
		return (int)r;
	case LWS_PMD_BAD:
		io->code = LWS_WS_CODE_BAD_DATA;
		io->text = "malformed compressed data";
		break;
	case LWS_PMD_TOO_BIG:
		io->code = LWS_WS_CODE_TOO_BIG;
		io->text = "message inflates beyond the limit";
		break;
	case LWS_PMD_NO_MEMORY:
		io->code = LWS_CLOSE_STATUS_UNEXPECTED_CONDITION;
		io->text = "out of memory for permessage-deflate";
		break;
	}

	return -1;
}

static int
payload_rx(struct pmd *p, struct lws_ws_ext_io *io)
{
	if (p->rx_buf_size)
		io->out_len = lws_min_sz(io->out_len,
					 (size_t)1 << p->rx_buf_size);

	return result(lws_pmd_inflate(&p->rx, &io->in, &io->in_len, io->fin,
				      io->out, &io->out_len), io);
}

static int
payload_tx(struct pmd *p, struct lws_ws_ext_io *io)
{
	if (p->tx_buf_size)
		io->out_len = lws_min_sz(io->out_len,
					 (size_t)1 << p->tx_buf_size);

	return result(lws_pmd_deflate(&p->tx, &io->in, &io->in_len, io->fin,
				      io->out, &io->out_len), io);
}

int
lws_extension_callback_pm_deflate(struct lws_context *context,
				  const struct lws_extension *ext,
				  struct lws *wsi,
				  enum lws_extension_callback_reasons reason,
				  void *user, void *in, size_t len)
{
	struct pmd *p = user;

	LWS_UNUSED(context);
	LWS_UNUSED(len);

	switch (reason) {
	case LWS_EXT_CB_CONSTRUCT:
	case LWS_EXT_CB_CLIENT_CONSTRUCT:
		return construct(ext, wsi,
				 reason == LWS_EXT_CB_CLIENT_CONSTRUCT, user,
				 in);
	case LWS_EXT_CB_DESTROY:
		lws_pmd_rx_free(&p->rx);
		lws_pmd_tx_free(&p->tx);
		lws_free(p);
		return 0;
	case LWS_EXT_CB_OPTION_SET:
		return option_set(p, in);
	case LWS_EXT_CB_OPTION_CONFIRM:
		return confirm(p, in);
	case LWS_EXT_CB_NAMED_OPTION_SET:
		return named_option(p, in);
	case LWS_EXT_CB_PAYLOAD_RX:
		return payload_rx(p, in);
	case LWS_EXT_CB_PAYLOAD_TX:
		return payload_tx(p, in);
	case LWS_EXT_CB_PACKET_TX_PRESEND:
	case LWS_EXT_CB_OPTION_DEFAULT:
		break;
	}

	return 0;
}
