/* SPDX-License-Identifier: MIT */
/* lws-adopt.h */

#if !defined(LWS_LWS_ADOPT_H)
#define LWS_LWS_ADOPT_H

struct lws;
struct lws_context;

LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_socket(struct lws_context *context, lws_sockfd_type accept_fd);

struct lws_vhost;

LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_socket_vhost(struct lws_vhost *vh, lws_sockfd_type accept_fd);

typedef enum {
	LWS_ADOPT_RAW_FILE_DESC		= 0,
	LWS_ADOPT_HTTP			= (1 << 0),
	LWS_ADOPT_SOCKET		= (1 << 1),
	LWS_ADOPT_ALLOW_SSL		= (1 << 2),
	LWS_ADOPT_FLAG_UDP		= (1 << 4),
	LWS_ADOPT_FLAG_RAW_PROXY	= (1 << 5),
	LWS_ADOPT_RAW_SOCKET_UDP	= LWS_ADOPT_SOCKET | LWS_ADOPT_FLAG_UDP
} lws_adoption_type;

typedef union {
	lws_sockfd_type		sockfd;
	lws_filefd_type		filefd;
} lws_sock_file_fd_type;

struct sockaddr_in6;
typedef union {
#if defined(LWS_WITH_IPV6)
	struct sockaddr_in6	sa6;
#endif
	struct sockaddr_in	sa4;
} lws_sockaddr46;

/* parts of an lws_sockaddr46, given a pointer to it */

#define sa46_sockaddr(_sa46)	((struct sockaddr *)(_sa46))

#if defined(LWS_WITH_IPV6)
/** Length of the address as the socket calls want it */
#define sa46_socklen(_sa46) \
	(socklen_t)((_sa46)->sa4.sin_family == AF_INET ? \
			sizeof(struct sockaddr_in) : \
			sizeof(struct sockaddr_in6))
/** Sets the port; _sp is in network byte order */
#define sa46_sockport(_sa46, _sp) { \
		if ((_sa46)->sa4.sin_family == AF_INET) \
			(_sa46)->sa4.sin_port = (_sp); \
		else \
			(_sa46)->sa6.sin6_port = (_sp); \
	}
/** The bytes of the address itself, in network byte order */
#define sa46_address(_sa46) \
	((uint8_t *)((_sa46)->sa4.sin_family == AF_INET ? \
			(void *)&(_sa46)->sa4.sin_addr : \
			(void *)&(_sa46)->sa6.sin6_addr))
#else
#define sa46_socklen(_sa46)	((socklen_t)sizeof(struct sockaddr_in))
#define sa46_sockport(_sa46, _sp) (_sa46)->sa4.sin_port = (_sp)
#define sa46_address(_sa46)	((uint8_t *)&(_sa46)->sa4.sin_addr)
#endif

/** How many bytes that address has: 4 or 16 */
#define sa46_address_len(_sa46) \
	((_sa46)->sa4.sin_family == AF_INET ? 4 : 16)

#if defined(LWS_WITH_UDP)

struct lws_udp {
	lws_sockaddr46		sa46;
	lws_sockaddr46		sa46_pending;
	uint8_t			connected:1;
};

#endif /* defined(LWS_WITH_UDP) */

LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_descriptor_vhost(struct lws_vhost *vh, lws_adoption_type type,
			   lws_sock_file_fd_type fd, const char *vh_prot_name,
			   struct lws *parent);

typedef struct lws_adopt_desc {
	struct lws_vhost	*vh;
	lws_adoption_type	type;
	lws_sock_file_fd_type	fd;
	const char		*vh_prot_name;
	struct lws		*parent;
	void			*opaque;
	const char		*fi_wsi_name;
} lws_adopt_desc_t;

LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_descriptor_vhost_via_info(const lws_adopt_desc_t *info);

LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_socket_readbuf(struct lws_context *context, lws_sockfd_type accept_fd,
			 const char *readbuf, size_t len);

LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_socket_vhost_readbuf(struct lws_vhost *vhost,
			       lws_sockfd_type accept_fd, const char *readbuf,
			       size_t len);

#define LWS_CAUDP_BIND			(1 << 0)
#define LWS_CAUDP_BROADCAST		(1 << 1)
#define LWS_CAUDP_PF_PACKET		(1 << 2)

#if defined(LWS_WITH_UDP)

LWS_VISIBLE LWS_EXTERN struct lws *
lws_create_adopt_udp(struct lws_vhost *vhost, const char *ads, int port,
		     int flags, const char *protocol_name, const char *ifname,
		     struct lws *parent_wsi, void *opaque,
		     const lws_retry_bo_t *retry_policy,
		     const char *fi_wsi_name);

#endif

#endif /* LWS_LWS_ADOPT_H */
