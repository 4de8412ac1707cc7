/* SPDX-License-Identifier: MIT */
/*
 * Records by hand: see forge.h. RFC 5246 section 6.3, RFC 5288 section 3.
 */
#include "forge.h"

#include <openssl/evp.h>
#include <openssl/kdf.h>

SSL_CTX *forge_ctx(void)
{
	SSL_CTX *ctx = tp_ctx(0);

	SSL_CTX_set_max_proto_version(ctx, TLS1_2_VERSION);
	SSL_CTX_set_cipher_list(ctx, "ECDHE-ECDSA-AES128-GCM-SHA256:"
				     "ECDHE-RSA-AES128-GCM-SHA256");

	return ctx;
}

static void prf(SSL *ssl, uint8_t *out, size_t len)
{
	EVP_PKEY_CTX *cx = EVP_PKEY_CTX_new_id(EVP_PKEY_TLS1_PRF, NULL);
	uint8_t master[48], srandom[32], crandom[32];
	int ok, n;

	n = (int)SSL_SESSION_get_master_key(SSL_get_session(ssl), master,
					    sizeof(master));
	SSL_get_server_random(ssl, srandom, sizeof(srandom));
	SSL_get_client_random(ssl, crandom, sizeof(crandom));
	ok = cx && n && EVP_PKEY_derive_init(cx) > 0 &&
	     EVP_PKEY_CTX_set_tls1_prf_md(cx, EVP_sha256()) > 0 &&
	     EVP_PKEY_CTX_set1_tls1_prf_secret(cx, master, n) > 0 &&
	     EVP_PKEY_CTX_add1_tls1_prf_seed(cx,
			(const unsigned char *)"key expansion", 13) > 0 &&
	     EVP_PKEY_CTX_add1_tls1_prf_seed(cx, srandom, 32) > 0 &&
	     EVP_PKEY_CTX_add1_tls1_prf_seed(cx, crandom, 32) > 0 &&
	     EVP_PKEY_derive(cx, out, &len) > 0;
	if (!ok)
		abort();
	EVP_PKEY_CTX_free(cx);
}

void forge_begin(struct forge *f, struct tls_peer *p, uint64_t sent)
{
	uint8_t block[40];

	memset(f, 0, sizeof(*f));
	prf(p->ssl, block, sizeof(block));
	f->p = p;
	memcpy(f->key, block, 16);
	memcpy(f->iv, block + 32, 4);
	/* Finished was number 0 */
	f->seq = 1 + sent;
}

static void big_endian(uint8_t *out, uint64_t v, size_t n)
{
	while (n--) {
		out[n] = (uint8_t)v;
		v >>= 8;
	}
}

void forge_record(struct forge *f, int type, const void *data, size_t len)
{
	EVP_CIPHER_CTX *cx = EVP_CIPHER_CTX_new();
	uint8_t aad[13], nonce[12], head[13], tag[16];
	static uint8_t out[20032];
	int n, ok;

	big_endian(aad, f->seq++, 8);
	aad[8] = (uint8_t)type;
	aad[9] = aad[10] = 3;
	big_endian(aad + 11, len, 2);
	memcpy(nonce, f->iv, 4);
	memcpy(nonce + 4, aad, 8);
	ok = cx && EVP_EncryptInit_ex(cx, EVP_aes_128_gcm(), NULL, f->key,
				      nonce) &&
	     EVP_EncryptUpdate(cx, NULL, &n, aad, sizeof(aad)) &&
	     (!len || EVP_EncryptUpdate(cx, out, &n, data, (int)len)) &&
	     EVP_EncryptFinal_ex(cx, out + len, &n) &&
	     EVP_CIPHER_CTX_ctrl(cx, EVP_CTRL_GCM_GET_TAG, 16, tag);
	if (!ok)
		abort();
	EVP_CIPHER_CTX_free(cx);
	head[0] = (uint8_t)type;
	head[1] = head[2] = 3;
	big_endian(head + 3, 8 + len + 16, 2);
	memcpy(head + 5, aad, 8);
	t_peer_send(&f->p->raw, head, sizeof(head));
	t_peer_send(&f->p->raw, out, len);
	t_peer_send(&f->p->raw, tag, sizeof(tag));
}

void forge_plain(struct t_peer *p, int type, int version, const void *data,
		 size_t len)
{
	uint8_t head[5];

	head[0] = (uint8_t)type;
	big_endian(head + 1, (uint64_t)version, 2);
	big_endian(head + 3, len, 2);
	t_peer_send(p, head, sizeof(head));
	t_peer_send(p, data, len);
}
