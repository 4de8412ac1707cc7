/* SPDX-License-Identifier: MIT */
/* Root certificates are files here: OpenSSL knows where */
#include "../private-lib-plat.h"

unsigned int
lws_plat_foreach_root_cert(void (*cb)(void *arg, const void *der, size_t len),
			   void *arg)
{
	(void)cb;
	(void)arg;

	return 0;
}
