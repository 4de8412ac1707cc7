/* SPDX-License-Identifier: MIT */
/* lws-system.h */

#if !defined(LIBWEBSOCKETS_LWS_SYSTEM_H)
#define LIBWEBSOCKETS_LWS_SYSTEM_H

struct lws_system_blob;
struct lws_attach_item;

typedef enum {
	LWS_SYSBLOB_TYPE_AUTH,
	LWS_SYSBLOB_TYPE_CLIENT_CERT_DER	= 2,
	LWS_SYSBLOB_TYPE_CLIENT_KEY_DER,
	LWS_SYSBLOB_TYPE_DEVICE_SERIAL,
	LWS_SYSBLOB_TYPE_DEVICE_FW_VERSION,
	LWS_SYSBLOB_TYPE_DEVICE_TYPE,
	LWS_SYSBLOB_TYPE_NTP_SERVER,
	LWS_SYSBLOB_TYPE_MQTT_CLIENT_ID,
	LWS_SYSBLOB_TYPE_MQTT_USERNAME,
	LWS_SYSBLOB_TYPE_MQTT_PASSWORD,
	LWS_SYSBLOB_TYPE_COUNT
} lws_system_blob_item_t;

typedef struct lws_system_blob lws_system_blob_t;

LWS_VISIBLE LWS_EXTERN void
lws_system_blob_direct_set(lws_system_blob_t *b, const uint8_t *ptr,
			   size_t len);

LWS_VISIBLE LWS_EXTERN void
lws_system_blob_heap_empty(lws_system_blob_t *b);

LWS_VISIBLE LWS_EXTERN int
lws_system_blob_heap_append(lws_system_blob_t *b, const uint8_t *ptr,
			    size_t len);

LWS_VISIBLE LWS_EXTERN size_t
lws_system_blob_get_size(lws_system_blob_t *b);

LWS_VISIBLE LWS_EXTERN int
lws_system_blob_get_single_ptr(lws_system_blob_t *b, const uint8_t **ptr);

LWS_VISIBLE LWS_EXTERN int
lws_system_blob_get(lws_system_blob_t *b, uint8_t *ptr, size_t *len,
		    size_t ofs);

LWS_VISIBLE LWS_EXTERN void
lws_system_blob_destroy(lws_system_blob_t *b);

LWS_VISIBLE LWS_EXTERN lws_system_blob_t *
lws_system_get_blob(struct lws_context *context, lws_system_blob_item_t type,
		    int idx);

typedef enum {
	LWS_SYSTATE_UNKNOWN,
	LWS_SYSTATE_CONTEXT_CREATED,
	LWS_SYSTATE_INITIALIZED,
	LWS_SYSTATE_IFACE_COLDPLUG,
	LWS_SYSTATE_DHCP,
	LWS_SYSTATE_CPD_PRE_TIME,
	LWS_SYSTATE_TIME_VALID,
	LWS_SYSTATE_CPD_POST_TIME,
	LWS_SYSTATE_POLICY_VALID,
	LWS_SYSTATE_REGISTERED,
	LWS_SYSTATE_AUTH1,
	LWS_SYSTATE_AUTH2,
	LWS_SYSTATE_OPERATIONAL,
	LWS_SYSTATE_POLICY_INVALID,
	LWS_SYSTATE_CONTEXT_DESTROYING
} lws_system_states_t;

typedef enum {
	LWS_CPD_UNKNOWN,
	LWS_CPD_INTERNET_OK,
	LWS_CPD_CAPTIVE_PORTAL,
	LWS_CPD_NO_INTERNET
} lws_cpd_result_t;

typedef void (*lws_attach_cb_t)(struct lws_context *context, int tsi,
				void *opaque);

LWS_VISIBLE LWS_EXTERN int
lws_tls_jit_trust_got_cert_cb(struct lws_context *cx, void *got_opaque,
			      const uint8_t *skid, size_t skid_len,
			      const uint8_t *der, size_t der_len);

typedef struct lws_system_ops {
	int (*reboot)(void);
	int (*set_clock)(lws_usec_t us);
	int (*attach)(struct lws_context *context, int tsi, lws_attach_cb_t cb,
		      lws_system_states_t state, void *opaque,
		      struct lws_attach_item **get);
	int (*captive_portal_detect_request)(struct lws_context *context);
	int (*metric_report)(lws_metric_pub_t *mdata);
	int (*jit_trust_query)(struct lws_context *cx, const uint8_t *skid,
			       size_t skid_len, void *got_opaque);
	uint32_t		wake_latency_us;
} lws_system_ops_t;

#if defined(LWS_WITH_SYS_STATE)

LWS_VISIBLE LWS_EXTERN lws_state_manager_t *
lws_system_get_state_manager(struct lws_context *context);

#endif /* defined(LWS_WITH_SYS_STATE) */

#define LWSSYSGAUTH_HEX			1

LWS_VISIBLE LWS_EXTERN const lws_system_ops_t *
lws_system_get_ops(struct lws_context *context);

#if defined(LWS_WITH_SYS_STATE)

LWS_VISIBLE LWS_EXTERN struct lws_context *
lws_system_context_from_system_mgr(lws_state_manager_t *mgr);

#endif /* defined(LWS_WITH_SYS_STATE) */

LWS_VISIBLE LWS_EXTERN int
__lws_system_attach(struct lws_context *context, int tsi, lws_attach_cb_t cb,
		    lws_system_states_t state, void *opaque,
		    struct lws_attach_item **get);

enum {
	LWSDH_IPV4_SUBNET_MASK,
	LWSDH_IPV4_BROADCAST,
	LWSDH_LEASE_SECS,
	LWSDH_REBINDING_SECS,
	LWSDH_RENEWAL_SECS,
	_LWSDH_NUMS_COUNT,
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

typedef struct lws_dhcpc_ifstate {
	char			ifname[16];
	char			domain[64];
	uint8_t			mac[6];
	uint32_t		nums[_LWSDH_NUMS_COUNT];
	lws_sockaddr46		sa46[_LWSDH_SA46_COUNT];
} lws_dhcpc_ifstate_t;

typedef int (*dhcpc_cb_t)(void *opaque, lws_dhcpc_ifstate_t *is);

LWS_VISIBLE LWS_EXTERN int
lws_dhcpc_request(struct lws_context *c, const char *i, int af, dhcpc_cb_t cb,
		  void *opaque);

LWS_VISIBLE LWS_EXTERN int
lws_dhcpc_remove(struct lws_context *context, const char *iface);

LWS_VISIBLE LWS_EXTERN int
lws_dhcpc_status(struct lws_context *context, lws_sockaddr46 *sa46);

LWS_VISIBLE LWS_EXTERN int
lws_system_cpd_start(struct lws_context *context);

LWS_VISIBLE LWS_EXTERN void
lws_system_cpd_start_defer(struct lws_context *cx, lws_usec_t defer_us);

LWS_VISIBLE LWS_EXTERN void
lws_system_cpd_set(struct lws_context *context, lws_cpd_result_t result);

LWS_VISIBLE LWS_EXTERN lws_cpd_result_t
lws_system_cpd_state_get(struct lws_context *context);

#endif /* LIBWEBSOCKETS_LWS_SYSTEM_H */
