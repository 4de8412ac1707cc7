/* SPDX-License-Identifier: MIT */
/*
 * lws-system.h: the system around the library
 *
 * What the device knows about itself (blobs), how far it has come with
 * booting and networking (states), what it can do (ops), and threads that
 * want to be called.
 */

#if !defined(LIBWEBSOCKETS_LWS_SYSTEM_H)
#define LIBWEBSOCKETS_LWS_SYSTEM_H

struct lws_system_blob;
struct lws_attach_item;

/** What a blob is about */
typedef enum {
	LWS_SYSBLOB_TYPE_AUTH, /* tokens for authentication; two of them */
	LWS_SYSBLOB_TYPE_CLIENT_CERT_DER	= 2, /* client certificate */
	LWS_SYSBLOB_TYPE_CLIENT_KEY_DER,
	LWS_SYSBLOB_TYPE_DEVICE_SERIAL,
	LWS_SYSBLOB_TYPE_DEVICE_FW_VERSION,
	LWS_SYSBLOB_TYPE_DEVICE_TYPE,
	LWS_SYSBLOB_TYPE_NTP_SERVER, /* address of the NTP server */
	LWS_SYSBLOB_TYPE_MQTT_CLIENT_ID,
	LWS_SYSBLOB_TYPE_MQTT_USERNAME,
	LWS_SYSBLOB_TYPE_MQTT_PASSWORD,
	LWS_SYSBLOB_TYPE_COUNT
} lws_system_blob_item_t;

typedef struct lws_system_blob lws_system_blob_t;

/** Makes the blob the len bytes at ptr, which have to stay */
LWS_VISIBLE LWS_EXTERN void
lws_system_blob_direct_set(lws_system_blob_t *b, const uint8_t *ptr,
			   size_t len);

/** Makes it an empty one on the heap */
LWS_VISIBLE LWS_EXTERN void
lws_system_blob_heap_empty(lws_system_blob_t *b);

/** Appends a copy of len bytes to it. Returns 0, -1 without memory. */
LWS_VISIBLE LWS_EXTERN int
lws_system_blob_heap_append(lws_system_blob_t *b, const uint8_t *ptr,
			    size_t len);

/** How long it is */
LWS_VISIBLE LWS_EXTERN size_t
lws_system_blob_get_size(lws_system_blob_t *b);

/** Its place, if it is in one piece. Returns 0, -1 if not. */
LWS_VISIBLE LWS_EXTERN int
lws_system_blob_get_single_ptr(lws_system_blob_t *b, const uint8_t **ptr);

/**
 * Copies at most *len bytes from ofs on to ptr; *len is how many then.
 * Returns 0, negative when there is nothing.
 */
LWS_VISIBLE LWS_EXTERN int
lws_system_blob_get(lws_system_blob_t *b, uint8_t *ptr, size_t *len,
		    size_t ofs);

/** Frees what it has on the heap */
LWS_VISIBLE LWS_EXTERN void
lws_system_blob_destroy(lws_system_blob_t *b);

/**
 * The context's blob of that type; idx is 0 except for types with several.
 * NULL if there is no such thing.
 */
LWS_VISIBLE LWS_EXTERN lws_system_blob_t *
lws_system_get_blob(struct lws_context *context, lws_system_blob_item_t type,
		    int idx);

/**
 * How far the system is: each state needs what is before it. See lws-state.h.
 */
typedef enum {
	LWS_SYSTATE_UNKNOWN,
	/* the context exists */
	LWS_SYSTATE_CONTEXT_CREATED,
	/* vhosts and protocols are there */
	LWS_SYSTATE_INITIALIZED,
	/* network interfaces are known */
	LWS_SYSTATE_IFACE_COLDPLUG,
	/* there is an address */
	LWS_SYSTATE_DHCP,
	/* captive portal detection, without valid time */
	LWS_SYSTATE_CPD_PRE_TIME,
	/* the clock is right */
	LWS_SYSTATE_TIME_VALID,
	/* captive portal detection that needs TLS */
	LWS_SYSTATE_CPD_POST_TIME,
	/* there is a policy for secure streams */
	LWS_SYSTATE_POLICY_VALID,
	/* the device is known to its cloud */
	LWS_SYSTATE_REGISTERED,
	/* first token is there */
	LWS_SYSTATE_AUTH1,
	/* second token is there */
	LWS_SYSTATE_AUTH2,
	/* user code may do as it likes */
	LWS_SYSTATE_OPERATIONAL,
	/* the policy is being replaced */
	LWS_SYSTATE_POLICY_INVALID,
	/* the end */
	LWS_SYSTATE_CONTEXT_DESTROYING
} lws_system_states_t;

/** What captive portal detection has found out */
typedef enum {
	LWS_CPD_UNKNOWN,
	LWS_CPD_INTERNET_OK,
	LWS_CPD_CAPTIVE_PORTAL,
	LWS_CPD_NO_INTERNET
} lws_cpd_result_t;

/** Called on the thread of the event loop */
typedef void (*lws_attach_cb_t)(struct lws_context *context, int tsi,
				void *opaque);

/**
 * Answer to jit_trust_query: the CA certificate, or der NULL if there is
 * none. May come later and from anywhere on the event loop.
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_jit_trust_got_cert_cb(struct lws_context *cx, void *got_opaque,
			      const uint8_t *skid, size_t skid_len,
			      const uint8_t *der, size_t der_len);

/** What the system can do for the library; each may be NULL */
typedef struct lws_system_ops {
	/* restarts the device */
	int (*reboot)(void);
	/* sets the time, in microseconds since 1970 */
	int (*set_clock)(lws_usec_t us);
	/*
	 * arranges for cb to be called on the event loop when it is in that
	 * state; from any thread. get, if not NULL, asks for the next one that
	 * was queued
	 */
	int (*attach)(struct lws_context *context, int tsi, lws_attach_cb_t cb,
		      lws_system_states_t state, void *opaque,
		      struct lws_attach_item **get);
	/* starts detection; lws_system_cpd_set() gives the result */
	int (*captive_portal_detect_request)(struct lws_context *context);
	/* takes metrics */
	int (*metric_report)(lws_metric_pub_t *mdata);
	/*
	 * looks for a CA by its subject key id;
	 * lws_tls_jit_trust_got_cert_cb() is the answer
	 */
	int (*jit_trust_query)(struct lws_context *cx, const uint8_t *skid,
			       size_t skid_len, void *got_opaque);
	/* how long it takes to wake from suspend */
	uint32_t		wake_latency_us;
} lws_system_ops_t;

#if defined(LWS_WITH_SYS_STATE)

/** The manager of the system states of a context */
LWS_VISIBLE LWS_EXTERN lws_state_manager_t *
lws_system_get_state_manager(struct lws_context *context);

#endif /* defined(LWS_WITH_SYS_STATE) */

/** The token is to be in hex digits */
#define LWSSYSGAUTH_HEX			1

/** info.system_ops */
LWS_VISIBLE LWS_EXTERN const lws_system_ops_t *
lws_system_get_ops(struct lws_context *context);

#if defined(LWS_WITH_SYS_STATE)

/** The context whose states mgr manages */
LWS_VISIBLE LWS_EXTERN struct lws_context *
lws_system_context_from_system_mgr(lws_state_manager_t *mgr);

#endif /* defined(LWS_WITH_SYS_STATE) */

/** What lws_system_ops_t.attach calls, with its lock held */
LWS_VISIBLE LWS_EXTERN int
__lws_system_attach(struct lws_context *context, int tsi, lws_attach_cb_t cb,
		    lws_system_states_t state, void *opaque,
		    struct lws_attach_item **get);

/** Indexes of lws_dhcpc_ifstate_t.nums and .sa46 */
enum {
	/* nums */

	LWSDH_IPV4_SUBNET_MASK,
	LWSDH_IPV4_BROADCAST,
	LWSDH_LEASE_SECS,
	LWSDH_REBINDING_SECS,
	LWSDH_RENEWAL_SECS,
	_LWSDH_NUMS_COUNT,

	/* sa46 */

	LWSDH_SA46_IP			= 0,
	LWSDH_SA46_DNS_SRV_1,
	LWSDH_SA46_DNS_SRV_2,
	LWSDH_SA46_DNS_SRV_3,
	LWSDH_SA46_DNS_SRV_4,
	LWSDH_SA46_IPV4_ROUTER,
	LWSDH_SA46_NTP_SERVER,
	LWSDH_SA46_DHCP_SERVER,
	_LWSDH_SA46_COUNT
};

/** What DHCP found out for an interface */
typedef struct lws_dhcpc_ifstate {
	char			ifname[16];
	char			domain[64];
	uint8_t			mac[6];
	uint32_t		nums[_LWSDH_NUMS_COUNT]; /* by LWSDH_ */
	lws_sockaddr46		sa46[_LWSDH_SA46_COUNT]; /* by LWSDH_SA46_ */
} lws_dhcpc_ifstate_t;

/** Called when it has an address. Returns 0. */
typedef int (*dhcpc_cb_t)(void *opaque, lws_dhcpc_ifstate_t *is);

/**
 * Gets an address for interface i, by DHCP (RFC 2131). af is AF_INET. Returns
 * 0, nonzero on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_dhcpc_request(struct lws_context *c, const char *i, int af, dhcpc_cb_t cb,
		  void *opaque);

/** Gives it up. Returns 0, nonzero if there is no such interface. */
LWS_VISIBLE LWS_EXTERN int
lws_dhcpc_remove(struct lws_context *context, const char *iface);

/**
 * Nonzero if some interface has an address; *sa46 is its DNS server, if sa46
 * is not NULL
 */
LWS_VISIBLE LWS_EXTERN int
lws_dhcpc_status(struct lws_context *context, lws_sockaddr46 *sa46);

/** Starts captive portal detection. Returns 0, nonzero if that cannot be. */
LWS_VISIBLE LWS_EXTERN int
lws_system_cpd_start(struct lws_context *context);

/** The same in defer_us */
LWS_VISIBLE LWS_EXTERN void
lws_system_cpd_start_defer(struct lws_context *cx, lws_usec_t defer_us);

/** Says what detection has found */
LWS_VISIBLE LWS_EXTERN void
lws_system_cpd_set(struct lws_context *context, lws_cpd_result_t result);

/** What it has found last */
LWS_VISIBLE LWS_EXTERN lws_cpd_result_t
lws_system_cpd_state_get(struct lws_context *context);

#endif /* LIBWEBSOCKETS_LWS_SYSTEM_H */
