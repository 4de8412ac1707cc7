/* SPDX-License-Identifier: MIT */
/*
 * lws-secure-streams.h: payload by policy (LWS_WITH_SECURE_STREAMS)
 *
 * A stream is a connection for somebody who does not want to know how it is
 * made: protocol, address and certificates are in a policy. It connects when
 * there is something to send, and again after failures.
 */

#if !defined(LIBWEBSOCKETS_LWS_SECURE_STREAMS_H)
#define LIBWEBSOCKETS_LWS_SECURE_STREAMS_H

/** Most payload in one piece */
#define LWS_SS_MTU			1540

/** A stream, by pointer */
struct lws_ss_handle;

/** Counts what was sent */
typedef uint32_t lws_ss_tx_ordinal_t;

/** What happens to a stream */
typedef enum {
	/* it exists: set metadata */
	LWSSSCS_CREATING		= 1,
	/* the connection is gone */
	LWSSSCS_DISCONNECTED,
	/* an attempt has failed */
	LWSSSCS_UNREACHABLE,
	/* it was refused */
	LWSSSCS_AUTH_FAILED,
	LWSSSCS_CONNECTED,
	LWSSSCS_CONNECTING,
	/* last one */
	LWSSSCS_DESTROYING,
	/* the peer wants something */
	LWSSSCS_POLL,
	/* there will be no further attempt */
	LWSSSCS_ALL_RETRIES_FAILED,
	/* the peer has it */
	LWSSSCS_QOS_ACK_REMOTE,
	LWSSSCS_QOS_NACK_REMOTE,
	/* the proxy has it */
	LWSSSCS_QOS_ACK_LOCAL,
	LWSSSCS_QOS_NACK_LOCAL,
	/* see lws_ss_start_timeout() */
	LWSSSCS_TIMEOUT,
	/* a request begins */
	LWSSSCS_SERVER_TXN,
	/* it became ws */
	LWSSSCS_SERVER_UPGRADE,
	/* lws_cancel_service() was called */
	LWSSSCS_EVENT_WAIT_CANCELLED,
	/* the proxy could not be reached */
	LWSSSCS_UPSTREAM_LINK_RETRY,
	/* a source has come to the sink */
	LWSSSCS_SINK_JOIN,
	LWSSSCS_SINK_PART,
	/* the application's, from here on */
	LWSSSCS_USER_BASE		= 1000
} lws_ss_constate_t;

/** Flags of payload, and messages between client and proxy */
enum {
	/* flags */

	/* a message begins */
	LWSSS_FLAG_SOM				= (1 << 0),
	/* and ends */
	LWSSS_FLAG_EOM				= (1 << 1),
	/* there is more to come, and nothing to send */
	LWSSS_FLAG_POLL				= (1 << 2),
	/* several messages that belong together */
	LWSSS_FLAG_RELATED_START		= (1 << 3),
	LWSSS_FLAG_RELATED_END			= (1 << 4),
	LWSSS_FLAG_RIDESHARE			= (1 << 5),
	/* timings of the connection */
	LWSSS_FLAG_PERF_JSON			= (1 << 6),

	/* proxy to client */

	LWSSS_SER_RXPRE_RX_PAYLOAD		= 85,
	LWSSS_SER_RXPRE_CREATE_RESULT,
	LWSSS_SER_RXPRE_CONNSTATE,
	LWSSS_SER_RXPRE_TXCR_UPDATE,
	LWSSS_SER_RXPRE_METADATA,
	LWSSS_SER_RXPRE_TLSNEG_ENCLAVE_SIGN,
	LWSSS_SER_RXPRE_PERF,

	/* client to proxy */

	LWSSS_SER_TXPRE_STREAMTYPE		= 170,
	LWSSS_SER_TXPRE_ONWARD_CONNECT,
	LWSSS_SER_TXPRE_DESTROYING,
	LWSSS_SER_TXPRE_TX_PAYLOAD,
	LWSSS_SER_TXPRE_METADATA,
	LWSSS_SER_TXPRE_TXCR_UPDATE,
	LWSSS_SER_TXPRE_TIMEOUT_UPDATE,
	LWSSS_SER_TXPRE_PAYLOAD_LENGTH_HINT,
	LWSSS_SER_TXPRE_TLSNEG_ENCLAVE_SIGNED
};

/** Where client and proxy stand */
typedef enum {
	LPCSPROX_WAIT_INITIAL_TX	= 1,
	LPCSPROX_REPORTING_FAIL,
	LPCSPROX_REPORTING_OK,
	LPCSPROX_OPERATIONAL,
	LPCSPROX_DESTROYED,
	LPCSCLI_SENDING_INITIAL_TX,
	LPCSCLI_WAITING_CREATE_RESULT,
	LPCSCLI_LOCAL_CONNECTED,
	LPCSCLI_ONWARD_CONNECT,
	LPCSCLI_OPERATIONAL
} lws_ss_conn_states_t;

/** What the callbacks return */
typedef enum lws_ss_state_return {
	LWSSSSRET_TX_DONT_SEND		= 1,	/* there is nothing after all */
	LWSSSSRET_OK			= 0,
	LWSSSSRET_DISCONNECT_ME		= -1,
	LWSSSSRET_DESTROY_ME		= -2
} lws_ss_state_return_t;

/** Flags of lws_ss_info */
enum {
	LWSSSINFLAGS_REGISTER_SINK	= (1 << 0),
	LWSSSINFLAGS_PROXIED		= (1 << 1),
	LWSSSINFLAGS_SERVER		= (1 << 2),
	LWSSSINFLAGS_ACCEPTED		= (1 << 3)
};

/** Gets payload */
typedef lws_ss_state_return_t (*lws_sscb_rx)(void *userobj, const uint8_t *buf,
		size_t len, int flags);

/** Gives payload: at most *len bytes to buf; sets *len and *flags */
typedef lws_ss_state_return_t (*lws_sscb_tx)(void *userobj,
		lws_ss_tx_ordinal_t ord, uint8_t *buf, size_t *len, int *flags);

/** Gets states */
typedef lws_ss_state_return_t (*lws_sscb_state)(void *userobj, void *h_src,
		lws_ss_constate_t state, lws_ss_tx_ordinal_t ack);

/** What a stream is to be */
typedef struct lws_ss_info {
	/* name in the policy */
	const char		*streamtype;
	/* size of the user object */
	size_t			user_alloc;
	/* where the handle goes in that */
	size_t			handle_offset;
	/* where opaque_user_data goes */
	size_t			opaque_user_data_offset;
	lws_sscb_rx		rx;
	lws_sscb_tx		tx;
	lws_sscb_state		state;
	int			manual_initial_tx_credit;
	/* of the client, in the proxy */
	uint32_t		client_pid;
	/* LWSSSINFLAGS_ */
	uint8_t			flags;
	uint8_t			sss_protocol_version;
} lws_ss_info_t;

/** Creates a stream. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_ss_create(struct lws_context *context, int tsi, const lws_ss_info_t *ssi,
	      void *opaque_user_data, struct lws_ss_handle **ppss,
	      struct lws_sequencer *seq_owner, const char **ppayload_fmt)
		LWS_WARN_UNUSED_RESULT;

/**
 * Destroys it, and sets the pointer to NULL. Not from its callbacks: return
 * LWSSSSRET_DESTROY_ME.
 */
LWS_VISIBLE LWS_EXTERN void
lws_ss_destroy(struct lws_ss_handle **ppss);

/** Asks for a tx callback, and connects if need be */
LWS_VISIBLE LWS_EXTERN lws_ss_state_return_t
lws_ss_request_tx(struct lws_ss_handle *pss) LWS_WARN_UNUSED_RESULT;

/** The same with the length of what is to come */
LWS_VISIBLE LWS_EXTERN lws_ss_state_return_t
lws_ss_request_tx_len(struct lws_ss_handle *pss, unsigned long len)
		LWS_WARN_UNUSED_RESULT;

/** Connects */
LWS_VISIBLE LWS_EXTERN lws_ss_state_return_t
lws_ss_client_connect(struct lws_ss_handle *h) LWS_WARN_UNUSED_RESULT;

/** The sequencer that owns it, or NULL */
LWS_VISIBLE LWS_EXTERN struct lws_sequencer *
lws_ss_get_sequencer(struct lws_ss_handle *h);

/**
 * Starts a proxy for streams of other processes. Returns 0, nonzero on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_ss_proxy_create(struct lws_context *context, const char *bind, int port);

/** Name of a state */
LWS_VISIBLE LWS_EXTERN const char *
lws_ss_state_name(int state);

/** Its context */
LWS_VISIBLE LWS_EXTERN struct lws_context *
lws_ss_get_context(struct lws_ss_handle *h);

/** timeout_ms for what the policy says */
#define LWSSS_TIMEOUT_FROM_POLICY	0

/** Arranges for LWSSSCS_TIMEOUT */
LWS_VISIBLE LWS_EXTERN void
lws_ss_start_timeout(struct lws_ss_handle *h, unsigned int timeout_ms);

/** Cancels that */
LWS_VISIBLE LWS_EXTERN void
lws_ss_cancel_timeout(struct lws_ss_handle *h);

/** The user object */
LWS_VISIBLE LWS_EXTERN void *
lws_ss_to_user_object(struct lws_ss_handle *h);

/** Stream type of the payload at hand */
LWS_VISIBLE LWS_EXTERN const char *
lws_ss_rideshare(struct lws_ss_handle *h);

/** Sets metadata; value has to stay. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_ss_set_metadata(struct lws_ss_handle *h, const char *name,
		    const void *value, size_t len) LWS_WARN_UNUSED_RESULT;

/** The same with a copy */
LWS_VISIBLE LWS_EXTERN int
lws_ss_alloc_set_metadata(struct lws_ss_handle *h, const char *name,
			  const void *value, size_t len) LWS_WARN_UNUSED_RESULT;

/** Gets metadata. Returns 0, nonzero if there is none. */
LWS_VISIBLE LWS_EXTERN int
lws_ss_get_metadata(struct lws_ss_handle *h, const char *name,
		    const void **value, size_t *len);

/** Answers a request: nack 0 for success */
LWS_VISIBLE LWS_EXTERN void
lws_ss_server_ack(struct lws_ss_handle *h, int nack);

/** Called with each client's stream */
typedef void (*lws_sssfec_cb)(struct lws_ss_handle *h, void *arg);

/** Calls cb for each client of a server */
LWS_VISIBLE LWS_EXTERN void
lws_ss_server_foreach_client(struct lws_ss_handle *h, lws_sssfec_cb cb,
			     void *arg);

/** Changes the callbacks; NULL leaves one as it is */
LWS_VISIBLE LWS_EXTERN void
lws_ss_change_handlers(struct lws_ss_handle *h, lws_sscb_rx rx, lws_sscb_tx tx,
		       lws_sscb_state state);

/** Grants the peer more. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_ss_add_peer_tx_credit(struct lws_ss_handle *h, int32_t add);

/** How much the peer may still send */
LWS_VISIBLE LWS_EXTERN int
lws_ss_get_est_peer_tx_credit(struct lws_ss_handle *h);

/** Text that identifies it in logs */
LWS_VISIBLE LWS_EXTERN const char *
lws_ss_tag(struct lws_ss_handle *h);

#endif /* LIBWEBSOCKETS_LWS_SECURE_STREAMS_H */
