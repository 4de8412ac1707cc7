/* SPDX-License-Identifier: MIT */
/*
 * Root certificates: the system's ROOT store, as this user sees it (that of the
 * machine is part of it).
 */
#include "../private-lib-plat.h"

#include <wincrypt.h>

unsigned int
lws_plat_foreach_root_cert(void (*cb)(void *arg, const void *der, size_t len),
			   void *arg)
{
	HCERTSTORE store = CertOpenSystemStoreW(0, L"ROOT");
	const CERT_CONTEXT *c = NULL;
	unsigned int n = 0;

	if (!store)
		return 0;

	/* frees the one before */
	while ((c = CertEnumCertificatesInStore(store, c)))
		if (c->dwCertEncodingType & X509_ASN_ENCODING) {
			cb(arg, c->pbCertEncoded, c->cbCertEncoded);
			n++;
		}
	CertCloseStore(store, 0);

	return n;
}
