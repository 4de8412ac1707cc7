/* SPDX-License-Identifier: MIT */
/* lws-network-helper.h: addresses, interfaces and routes */

#if !defined(LIBWEBSOCKETS_LWS_NETWORK_HELPER_H)
#define LIBWEBSOCKETS_LWS_NETWORK_HELPER_H

/** Number that identifies a route */
typedef uint16_t lws_route_uidx_t;

/** How RFC 6724 rates an address */
typedef struct lws_dns_score {
	uint8_t			precedence;
	uint8_t			label;
} lws_dns_score_t;

/**
 * A route of the system, or with the same type a resolved address in the
 * order of RFC 6724
 */
typedef struct lws_route {
	lws_dll2_t		list;
	lws_sockaddr46		src;
	/* and dest_len: what it leads to */
	lws_sockaddr46		dest;
	/* address family 0 if there is none */
	lws_sockaddr46		gateway;
	/* the route that the source address comes from */
	struct lws_route	*source;
	lws_dns_score_t		score;
	/* interface */
	int			if_idx;
	int			priority;
	/* IFA_F_ flags of the address */
	int			ifa_flags;
	/* its number */
	lws_route_uidx_t	uidx;
	/* who made it (RTPROT_) */
	uint8_t			proto;
	uint8_t			dest_len;
	uint8_t			src_len;
	/* RT_SCOPE_ */
	uint8_t			scope;
	uint8_t			af;
	/* src is set */
	uint8_t			source_ads:1;
} lws_route_t;

/** A destination while it is being sorted */
typedef lws_route_t lws_dns_sort_t;

/** Name of this host, looked up when the context was created */
LWS_VISIBLE LWS_EXTERN const char *
lws_canonical_hostname(struct lws_context *context) LWS_WARN_UNUSED_RESULT;

/**
 * Name and numeric address of the peer on socket fd. Both buffers are always
 * terminated. name stays empty unless it is known without asking the network.
 */
LWS_VISIBLE LWS_EXTERN void
lws_get_peer_addresses(struct lws *wsi, lws_sockfd_type fd, char *name,
		       int name_len, char *rip, int rip_len);

/** Numeric address of the peer of wsi, in name. Returns name. */
LWS_VISIBLE LWS_EXTERN const char *
lws_get_peer_simple(struct lws *wsi, char *name, size_t namelen);

/** The same for a socket */
LWS_VISIBLE LWS_EXTERN const char *
lws_get_peer_simple_fd(lws_sockfd_type fd, char *name, size_t namelen);

/**
 * Results of lws_interface_to_sa(): there it is; no such interface; it has no
 * address of that kind; it cannot be used now
 */
#define LWS_ITOSA_USABLE		0
#define LWS_ITOSA_NOT_EXIST		(-1)
#define LWS_ITOSA_NOT_USABLE		(-2)
#define LWS_ITOSA_BUSY			(-3)

#if !defined(LWS_PLAT_FREERTOS) && !defined(LWS_PLAT_OPTEE)

/**
 * Finds an address to bind to for an interface or numeric address. With ipv6
 * set, addr is really a struct sockaddr_in6, and addrlen has to say so.
 * Returns an LWS_ITOSA_ value.
 */
LWS_VISIBLE LWS_EXTERN int
lws_interface_to_sa(int ipv6, const char *ifname, struct sockaddr_in *addr,
		    size_t addrlen);

#endif /* !defined(LWS_PLAT_FREERTOS) && !defined(LWS_PLAT_OPTEE) */

/** 0 if both are the same address, ports aside; nonzero if not */
LWS_VISIBLE LWS_EXTERN int
lws_sa46_compare_ads(const lws_sockaddr46 *sa46a, const lws_sockaddr46 *sa46b);

/** 0 if sa46a is in the network sa46_net with net_len bits, nonzero if not */
LWS_VISIBLE LWS_EXTERN int
lws_sa46_on_net(const lws_sockaddr46 *sa46a, const lws_sockaddr46 *sa46_net,
		int net_len);

/**
 * Parses "1.2.3.4" or an IPv6 address (RFC 4291 2.2) into bytes in network
 * order. Returns how many, 4 or 16; negative if it is neither, or max_len too
 * small.
 */
LWS_VISIBLE LWS_EXTERN int
lws_parse_numeric_address(const char *ads, uint8_t *result, size_t max_len);

/**
 * The same into a socket address, with port 0. Returns 0, negative on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_sa46_parse_numeric_address(const char *ads, lws_sockaddr46 *sa46);

/**
 * Writes 4 or 16 bytes of address as text, IPv6 as in RFC 5952. Returns the
 * length, negative if there is no room or size is something else.
 */
LWS_VISIBLE LWS_EXTERN int
lws_write_numeric_address(const uint8_t *ads, int size, char *buf, size_t len);

/** The same for a socket address */
LWS_VISIBLE LWS_EXTERN int
lws_sa46_write_numeric_address(lws_sockaddr46 *sa46, char *buf, size_t len);

#endif /* LIBWEBSOCKETS_LWS_NETWORK_HELPER_H */
