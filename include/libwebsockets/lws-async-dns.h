/* SPDX-License-Identifier: MIT */
/*
 * lws-async-dns.h: asking the DNS without blocking (LWS_WITH_SYS_ASYNC_DNS)
 *
 * Client connections resolve names by themselves, on every platform.
 */

#if !defined(LIBWEBSOCKETS_LWS_ASYNC_DNS_H)
#define LIBWEBSOCKETS_LWS_ASYNC_DNS_H

#if defined(LWS_WITH_UDP)

/** Kinds of record (RFC 1035, RFC 3596) */
typedef enum dns_query_type {
	LWS_ADNS_RECORD_A		= 1,
	LWS_ADNS_RECORD_CNAME		= 5,
	LWS_ADNS_RECORD_MX		= 15,
	LWS_ADNS_RECORD_AAAA		= 28
} adns_query_type_t;

#endif /* defined(LWS_WITH_UDP) */

/** How far a query is */
typedef enum {
	LADNS_RET_FAILED_WSI_CLOSED	= -4, /* it failed, and wsi is closed */
	LADNS_RET_NXDOMAIN,
	LADNS_RET_TIMEDOUT,
	LADNS_RET_FAILED,
	LADNS_RET_FOUND, /* the callback has been called already */
	LADNS_RET_CONTINUING /* it will be */
} lws_async_dns_retcode_t;

#if defined(LWS_WITH_UDP)

/**
 * Gets the result: n is an lws_async_dns_retcode_t, result a list for
 * lws_async_dns_freeaddrinfo(), or NULL. Returns wsi, or NULL if it closed
 * it.
 */
typedef struct lws *(*lws_async_dns_cb_t)(struct lws *wsi, const char *ads,
					  const struct addrinfo *result, int n,
					  void *opaque);

/**
 * Asks for name. wsi, if not NULL, is the connection it is for; if it closes,
 * the callback does not come.
 */
LWS_VISIBLE LWS_EXTERN lws_async_dns_retcode_t
lws_async_dns_query(struct lws_context *context, int tsi, const char *name,
		    adns_query_type_t qtype, lws_async_dns_cb_t cb,
		    struct lws *wsi, void *opaque);

/** Gives up a result, and sets the pointer to NULL */
LWS_VISIBLE LWS_EXTERN void
lws_async_dns_freeaddrinfo(const struct addrinfo **ai);

#endif

#endif /* LIBWEBSOCKETS_LWS_ASYNC_DNS_H */
