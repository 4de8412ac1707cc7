/* SPDX-License-Identifier: MIT */
/* lws-button.h: buttons, with what people do to them as system messages */

#if !defined(LIBWEBSOCKETS_LWS_BUTTON_H)
#define LIBWEBSOCKETS_LWS_BUTTON_H

struct lws_button_state;

/** Index of a button, or a bit for each */
typedef uint16_t lws_button_idx_t;

/** How often a button that moves is looked at */
#define LWS_BUTTON_MON_TIMER_MS		5

/** Told when a button changed */
typedef void (*lws_button_cb_t)(void *opaque, lws_button_idx_t idx, int state);

/** Flags of a regime */
enum {
	LWSBTNRGMFLAG_CLASSIFY_DOUBLECLICK	= (1 << 0)
};

/** How to tell clicks from noise, in ms */
typedef struct lws_button_regime {
	uint16_t		ms_min_down;
	uint16_t		ms_min_down_longpress;
	uint16_t		ms_up_settle;
	uint16_t		ms_doubleclick_grace;
	uint16_t		ms_repeat_down;
	uint8_t			flags;	/* LWSBTNRGMFLAG_ */
} lws_button_regime_t;

/** A button */
typedef struct lws_button_map {
	_lws_plat_gpio_t	gpio;
	/* its name in messages */
	const char		*smd_interaction_name;
	/* NULL for the default */
	const lws_button_regime_t *regime;
} lws_button_map_t;

/** Buttons that belong together */
typedef struct lws_button_controller {
	/* name in messages */
	const char		*smd_bc_name;
	const lws_gpio_ops_t	*gpio_ops;
	const lws_button_map_t	*button_map;
	/* which are high when pressed */
	lws_button_idx_t	active_state_bitmap;
	uint8_t			count_buttons;
} lws_button_controller_t;

/** Starts to look after them. Returns NULL on error. */
LWS_VISIBLE LWS_EXTERN struct lws_button_state *
lws_button_controller_create(struct lws_context *ctx,
			     const lws_button_controller_t *controller);

/** Stops it */
LWS_VISIBLE LWS_EXTERN void
lws_button_controller_destroy(struct lws_button_state *bcs);

/** The bit of the button with that name, 0 if there is none */
LWS_VISIBLE LWS_EXTERN lws_button_idx_t
lws_button_get_bit(struct lws_button_state *bcs, const char *name);

/** Switches buttons off (_reset) and on (_set) */
LWS_VISIBLE LWS_EXTERN void
lws_button_enable(struct lws_button_state *bcs, lws_button_idx_t _reset,
		  lws_button_idx_t _set);

#endif /* LIBWEBSOCKETS_LWS_BUTTON_H */
