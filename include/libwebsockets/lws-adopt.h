/* SPDX-License-Identifier: MIT */
/*
 * lws-adopt.h: descriptors from elsewhere
 *
 * A socket that the program accepted or connected by itself, a file, a pipe,
 * a tty becomes a wsi and takes part in the event loop. From then on it
 * belongs to the library, which closes it.
 */

#if !defined(LIBWEBSOCKETS_LWS_ADOPT_H)
#define LIBWEBSOCKETS_LWS_ADOPT_H

/**
 * lws_adopt_descriptor_vhost() for an accepted TCP socket that is to be
 * served as if the first vhost of the context had accepted it: TLS if the
 * vhost has it, then HTTP.
 *
 * Returns the wsi. On failure returns NULL, and the socket has been closed.
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_socket(struct lws_context *context, lws_sockfd_type accept_fd);

/** The same on a given vhost */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_socket_vhost(struct lws_vhost *vh, lws_sockfd_type accept_fd);

/** What an adopted descriptor is: bits for lws_adopt_desc_t.type */
typedef enum {
	/* a file, pipe or tty: raw file role */
	LWS_ADOPT_RAW_FILE_DESC		= 0,
	/* a connection of an HTTP server, which may become ws */
	LWS_ADOPT_HTTP			= (1 << 0),
	/* a socket; without this bit it is a file */
	LWS_ADOPT_SOCKET		= (1 << 1),
	/* TLS applies if the vhost has it */
	LWS_ADOPT_ALLOW_SSL		= (1 << 2),
	/* datagrams */
	LWS_ADOPT_FLAG_UDP		= (1 << 4),
	/* both sides of a raw proxy */
	LWS_ADOPT_FLAG_RAW_PROXY	= (1 << 5),
	/* a raw UDP socket */
	LWS_ADOPT_RAW_SOCKET_UDP	= LWS_ADOPT_SOCKET | LWS_ADOPT_FLAG_UDP
} lws_adoption_type;

/** Either kind of descriptor */
typedef union {
	lws_sockfd_type		sockfd;
	lws_filefd_type		filefd;
} lws_sock_file_fd_type;

/** An IPv4 or IPv6 socket address; sa4.sin_family tells which */
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

/** What lws_get_udp() shows of a datagram wsi */
struct lws_udp {
	/*
	 * who sent the datagram that is being delivered, and where the next
	 * lws_write() goes
	 */
	lws_sockaddr46		sa46;
	/* where what is still buffered goes */
	lws_sockaddr46		sa46_pending;
	/* the socket has a fixed peer */
	uint8_t			connected:1;
};

#endif /* defined(LWS_WITH_UDP) */

/**
 * Makes a wsi of a descriptor.
 *
 * type says what it is, vh_prot_name which protocol of vh handles it (NULL:
 * the vhost's choice), parent, if any, closes it along. The callbacks start
 * with LWS_CALLBACK_RAW_ADOPT, LWS_CALLBACK_RAW_ADOPT_FILE or
 * LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED, before this returns.
 *
 * Returns the wsi. On failure returns NULL, and the descriptor has been
 * closed.
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_descriptor_vhost(struct lws_vhost *vh, lws_adoption_type type,
			   lws_sock_file_fd_type fd, const char *vh_prot_name,
			   struct lws *parent);

/**
 * Argument of lws_adopt_descriptor_vhost_via_info(): as for
 * lws_adopt_descriptor_vhost(), and more
 */
typedef struct lws_adopt_desc {
	/* required */
	struct lws_vhost	*vh;
	/* LWS_ADOPT_ bits */
	lws_adoption_type	type;
	lws_sock_file_fd_type	fd;
	/* name of the protocol to use, NULL for the vhost's choice */
	const char		*vh_prot_name;
	/* NULL, or the wsi with which to close */
	struct lws		*parent;
	/* for lws_get_opaque_user_data(), set before the first callback */
	void			*opaque;
	/* name for fault injection */
	const char		*fi_wsi_name;
} lws_adopt_desc_t;

/**
 * lws_adopt_descriptor_vhost() with all the options. The struct need not
 * outlive the call.
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_descriptor_vhost_via_info(const lws_adopt_desc_t *info);

/**
 * lws_adopt_socket() for a socket from which the program has already read len
 * bytes: these, copied from readbuf, are processed before anything more is
 * read.
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_socket_readbuf(struct lws_context *context, lws_sockfd_type accept_fd,
			 const char *readbuf, size_t len);

/** The same on a given vhost */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_socket_vhost_readbuf(struct lws_vhost *vhost,
			       lws_sockfd_type accept_fd, const char *readbuf,
			       size_t len);

/**
 * flags for lws_create_adopt_udp(): bind() instead of connect(), allow
 * broadcast, packets of the link layer
 */
#define LWS_CAUDP_BIND			(1 << 0)
#define LWS_CAUDP_BROADCAST		(1 << 1)
#define LWS_CAUDP_PF_PACKET		(1 << 2)

#if defined(LWS_WITH_UDP)

/**
 * Creates a datagram socket and adopts it as a raw wsi.
 *
 * With LWS_CAUDP_BIND it is bound to ads (NULL for any address) and port, as
 * a server; without, it sends to ads and port. ifname, if not NULL, restricts
 * it to one interface. Resolving ads is asynchronous, so the wsi may close
 * again before it was of any use.
 *
 * Returns the wsi or NULL.
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_create_adopt_udp(struct lws_vhost *vhost, const char *ads, int port,
		     int flags, const char *protocol_name, const char *ifname,
		     struct lws *parent_wsi, void *opaque,
		     const lws_retry_bo_t *retry_policy,
		     const char *fi_wsi_name);

#endif

#endif /* LIBWEBSOCKETS_LWS_ADOPT_H */
