/* SPDX-License-Identifier: MIT */
/*
 * LWS_WITHOUT_EXTENSIONS: permessage-deflate may be listed among the
 * extensions of a vhost, and declines.  A client does not offer it either.
 */
#include "private-lib-roles-ws.h"

int
lws_extension_callback_pm_deflate(struct lws_context *context,
				  const struct lws_extension *ext,
				  struct lws *wsi,
				  enum lws_extension_callback_reasons reason,
				  void *user, void *in, size_t len)
{
	LWS_UNUSED(context);
	LWS_UNUSED(ext);
	LWS_UNUSED(wsi);
	LWS_UNUSED(user);
	LWS_UNUSED(in);
	LWS_UNUSED(len);

	return reason == LWS_EXT_CB_CONSTRUCT ||
	       reason == LWS_EXT_CB_CLIENT_CONSTRUCT;
}
