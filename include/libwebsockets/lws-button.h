/* SPDX-License-Identifier: MIT */
/* lws-button.h */

#if !defined(LIBWEBSOCKETS_LWS_BUTTON_H)
#define LIBWEBSOCKETS_LWS_BUTTON_H

struct lws_button_state;

typedef uint16_t lws_button_idx_t;

#define LWS_BUTTON_MON_TIMER_MS		5

typedef void (*lws_button_cb_t)(void *opaque, lws_button_idx_t idx, int state);

enum {
	LWSBTNRGMFLAG_CLASSIFY_DOUBLECLICK	= (1 << 0)
};

typedef struct lws_button_regime {
	uint16_t		ms_min_down;
	uint16_t		ms_min_down_longpress;
	uint16_t		ms_up_settle;
	uint16_t		ms_doubleclick_grace;
	uint16_t		ms_repeat_down;
	uint8_t			flags;
} lws_button_regime_t;

typedef struct lws_button_map {
	_lws_plat_gpio_t	gpio;
	const char		*smd_interaction_name;
	const lws_button_regime_t *regime;
} lws_button_map_t;

typedef struct lws_button_controller {
	const char		*smd_bc_name;
	const lws_gpio_ops_t	*gpio_ops;
	const lws_button_map_t	*button_map;
	lws_button_idx_t	active_state_bitmap;
	uint8_t			count_buttons;
} lws_button_controller_t;

LWS_VISIBLE LWS_EXTERN struct lws_button_state *
lws_button_controller_create(struct lws_context *ctx,
			     const lws_button_controller_t *controller);

LWS_VISIBLE LWS_EXTERN void
lws_button_controller_destroy(struct lws_button_state *bcs);

LWS_VISIBLE LWS_EXTERN lws_button_idx_t
lws_button_get_bit(struct lws_button_state *bcs, const char *name);

LWS_VISIBLE LWS_EXTERN void
lws_button_enable(struct lws_button_state *bcs, lws_button_idx_t _reset,
		  lws_button_idx_t _set);

#endif /* LIBWEBSOCKETS_LWS_BUTTON_H */
