/* SPDX-License-Identifier: MIT */
/*
 * A plugin with one ws protocol, which greets everybody with what the vhost's
 * option "greeting" says, and with an extension.  SAMPLE is its name; the ones
 * that must not be loaded are made from the same file (see CMakeLists.txt).
 */
#include <libwebsockets.h>
#include "sample.h"

#include <string.h>

#define STR_(x) #x
#define STR(x) STR_(x)

#if !defined(SAMPLE_MAGIC)
#define SAMPLE_MAGIC LWS_PLUGIN_API_MAGIC
#endif
#if !defined(SAMPLE_HASH)
#define SAMPLE_HASH LWS_BUILD_HASH
#endif
#if !defined(SAMPLE_CLASS)
#define SAMPLE_CLASS "lws_protocol_plugin"
#endif
#if !defined(SAMPLE_SYMBOL)
#define SAMPLE_SYMBOL SAMPLE
#endif

struct vhd {
	const char *greeting;
};

static int
note(struct lws *wsi, const char *what)
{
	const struct sample_host *h = lws_context_user(lws_get_context(wsi));

	if (h)
		h->note(what, lws_get_protocol(wsi)->name,
			lws_get_vhost_name(lws_get_vhost(wsi)));

	return 0;
}

static int
init(struct lws *wsi, void *in)
{
	struct vhd *vhd = lws_protocol_vh_priv_zalloc(lws_get_vhost(wsi),
				lws_get_protocol(wsi), sizeof(*vhd));

	if (!vhd)
		return -1;
	if (lws_pvo_get_str(in, "greeting", &vhd->greeting))
		vhd->greeting = "none";
	note(wsi, "init");

	return !strcmp(vhd->greeting, "refuse");
}

static int
greet(struct lws *wsi)
{
	const struct vhd *vhd = lws_protocol_vh_priv_get(lws_get_vhost(wsi),
						lws_get_protocol(wsi));
	unsigned char buf[LWS_PRE + 64];
	size_t n = strlen(vhd->greeting);

	if (n > sizeof(buf) - LWS_PRE)
		return -1;
	memcpy(buf + LWS_PRE, vhd->greeting, n);

	return lws_write(wsi, buf + LWS_PRE, n, LWS_WRITE_TEXT) < (int)n;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	(void)user;
	(void)len;

	switch ((int)reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
		return init(wsi, in);
	case LWS_CALLBACK_PROTOCOL_DESTROY:
		return note(wsi, "destroy");
	case LWS_CALLBACK_ESTABLISHED:
		lws_callback_on_writable(wsi);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return greet(wsi);
	default:
		return 0;
	}
}

static int
extension(struct lws_context *context, const struct lws_extension *ext,
	  struct lws *wsi, enum lws_extension_callback_reasons reason,
	  void *user, void *in, size_t len)
{
	(void)context;
	(void)ext;
	(void)wsi;
	(void)reason;
	(void)user;
	(void)in;
	(void)len;

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ STR(SAMPLE), callback, 0, 0, 0, NULL, 0 }
};

static const struct lws_extension extensions[] = {
	{ "x-" STR(SAMPLE), extension, "x-" STR(SAMPLE) }
};

#if defined(_WIN32)
__declspec(dllexport)
#endif
extern const lws_plugin_protocol_t SAMPLE_SYMBOL;

const lws_plugin_protocol_t SAMPLE_SYMBOL = {
	.hdr = { STR(SAMPLE), SAMPLE_CLASS, SAMPLE_HASH, SAMPLE_MAGIC },
	.protocols = protocols,
	.extensions = extensions,
	.count_protocols = 1,
	.count_extensions = 1,
};
