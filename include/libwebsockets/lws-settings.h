/* SPDX-License-Identifier: MIT */
/* lws-settings.h: named values that survive a restart */

#if !defined(LIBWEBSOCKETS_LWS_SETTINGS_H)
#define LIBWEBSOCKETS_LWS_SETTINGS_H

struct lws_settings_ops;

/** The store can be written to */
#define LSOOPEN_FLAG_WRITEABLE		1

/** An open store */
typedef struct {
	void			*handle_plat;
	const struct lws_settings_ops *so;
	uint8_t			refcount;
	void			*opaque_plat;
} lws_settings_instance_t;

/** Operations of a store; they return 0, nonzero on error */
typedef struct lws_settings_ops {
	/* *max_actual is the room, then the length */
	int (*get)(lws_settings_instance_t *si, const char *name, uint8_t *dest,
		   size_t *max_actual);
	int (*set)(lws_settings_instance_t *si, const char *name,
		   const uint8_t *src, size_t len);
} lws_settings_ops_t;

/** The platform's operations */
LWS_VISIBLE LWS_EXTERN int
lws_settings_plat_get(lws_settings_instance_t *si, const char *name,
		      uint8_t *dest, size_t *max_actual);
LWS_VISIBLE LWS_EXTERN int
lws_settings_plat_set(lws_settings_instance_t *si, const char *name,
		      const uint8_t *src, size_t len);

/** Sets a value like printf(). Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_settings_plat_printf(lws_settings_instance_t *si, const char *name,
			 const char *format, ...) LWS_FORMAT(3);

/** Members of the initializer for lws_settings_ops_t with these */
#define lws_settings_ops_plat \
	.get = lws_settings_plat_get, \
	.set = lws_settings_plat_set,

/** Opens a store. Returns NULL on error. */
LWS_VISIBLE LWS_EXTERN lws_settings_instance_t *
lws_settings_init(const lws_settings_ops_t *so, void *opaque_plat);

/** Closes it, and sets the pointer to NULL */
LWS_VISIBLE LWS_EXTERN void
lws_settings_deinit(lws_settings_instance_t **si);

#endif /* LIBWEBSOCKETS_LWS_SETTINGS_H */
