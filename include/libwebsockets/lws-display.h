/* SPDX-License-Identifier: MIT */
/* lws-display.h: displays */

#if !defined(LIBWEBSOCKETS_LWS_DISPLAY_H)
#define LIBWEBSOCKETS_LWS_DISPLAY_H

/** A coordinate in pixels */
typedef uint16_t lws_display_scalar;

/** A display; what drives it has this at its beginning */
typedef struct lws_display {
	int (*init)(const struct lws_display *disp);
	/* NULL if there is no backlight to dim */
	const lws_pwm_ops_t	*bl_pwm_ops;
	int (*contrast)(const struct lws_display *disp, uint8_t contrast);
	/* shows a rectangle */
	int (*blit)(const struct lws_display *disp, const uint8_t *src,
		    lws_display_scalar x, lws_display_scalar y,
		    lws_display_scalar w, lws_display_scalar h);
	/* 0 off, 1 on */
	int (*power)(const struct lws_display *disp, int state);
	/* sequence when in use */
	const lws_led_sequence_def_t *bl_active;
	/* when nobody has used it for a while */
	const lws_led_sequence_def_t *bl_dim;
	/* how it goes from one to the other */
	const lws_led_sequence_def_t *bl_transition;
	void			*variant;
	int			bl_index;
	lws_display_scalar	w;
	lws_display_scalar	h;
	/* how long it takes to switch on */
	uint8_t			latency_wake_ms;
} lws_display_t;

/** Whether it is on */
enum lws_display_controller_state {
	LWSDISPS_OFF,
	LWSDISPS_AUTODIMMED,
	LWSDISPS_BECOMING_ACTIVE,
	LWSDISPS_ACTIVE,
	LWSDISPS_GOING_OFF
};

/** A display in use */
typedef struct lws_display_state {
	lws_sorted_usec_list_t	sul_autodim;
	const lws_display_t	*disp;
	struct lws_context	*ctx;
	/* dim after so long; negative for never */
	int			autodim_ms;
	/* switch off after so long; negative for never */
	int			off_ms;
	struct lws_led_state	*bl_lcs;
	lws_led_state_chs_t	chs;
	enum lws_display_controller_state state;
} lws_display_state_t;

/** Begins to use a display */
LWS_VISIBLE LWS_EXTERN void
lws_display_state_init(lws_display_state_t *lds, struct lws_context *ctx,
		       int autodim_ms, int off_ms, struct lws_led_state *bl_lcs,
		       const lws_display_t *disp);

/** Changes the brightness */
LWS_VISIBLE LWS_EXTERN void
lws_display_state_set_brightness(lws_display_state_t *lds,
				 const lws_led_sequence_def_t *pwmseq);

/** Somebody uses it: switch on, or stay on */
LWS_VISIBLE LWS_EXTERN void
lws_display_state_active(lws_display_state_t *lds);

/** Switches it off */
LWS_VISIBLE LWS_EXTERN void
lws_display_state_off(lws_display_state_t *lds);

#endif /* LIBWEBSOCKETS_LWS_DISPLAY_H */
