/* SPDX-License-Identifier: MIT */
/* lws-conmon.h: how a client connection went, in microseconds */

#if !defined(LIBWEBSOCKETS_LWS_CONMON_H)
#define LIBWEBSOCKETS_LWS_CONMON_H

/** A span of time in microseconds */
typedef uint32_t lws_conmon_interval_us_t;

/** What protocol_specific is about */
typedef enum lws_conmon_pcol {
	LWSCONMON_PCOL_NONE,
	LWSCONMON_PCOL_HTTP
} lws_conmon_pcol_t;

/** How name resolution went */
typedef enum lws_conmon_dns_disposition {
	LWSCONMON_DNS_NONE,
	LWSCONMON_DNS_OK,	/* there was a result */
	LWSCONMON_DNS_SERVER_UNREACHABLE,
	LWSCONMON_DNS_NO_RESULT
} lws_conmon_dns_disposition_t;

/**
 * What there is to know about the connection. Times are in microseconds; 0: it
 * did not come to the end of that
 */
struct lws_conmon {
	lws_sockaddr46		peer46; /* the address it is connected to */
	union {
		struct {
			int			response; /* status code */
		} http;
	} protocol_specific;
	struct addrinfo		*dns_results_copy; /* all results, in a copy */
	lws_conmon_interval_us_t ciu_dns; /* name resolution */
	lws_conmon_interval_us_t ciu_sockconn; /* connect */
	lws_conmon_interval_us_t ciu_tls; /* TLS handshake */
	lws_conmon_interval_us_t ciu_txn_resp; /* request to response */
	lws_conmon_pcol_t	pcol; /* which of protocol_specific */
	lws_conmon_dns_disposition_t dns_disposition;
};

/**
 * Moves what was collected about wsi (LCCSCF_CONMON) to dest, which is to be
 * released. In any callback of the connection; the second time without the
 * list of addresses. All 0 if the wsi is not monitored.
 */
LWS_VISIBLE LWS_EXTERN void
lws_conmon_wsi_take(struct lws *wsi, struct lws_conmon *dest);

/** Frees it */
LWS_VISIBLE LWS_EXTERN void
lws_conmon_release(struct lws_conmon *conmon);

#endif /* LIBWEBSOCKETS_LWS_CONMON_H */
