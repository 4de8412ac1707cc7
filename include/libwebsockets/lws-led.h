/* SPDX-License-Identifier: MIT */
/* lws-led.h: lights, and how their intensity changes over time */

#if !defined(LIBWEBSOCKETS_LWS_LED_H)
#define LIBWEBSOCKETS_LWS_LED_H

struct lws_led_state;
struct lws_pwm_ops;

/** Intensity, 0 to LWS_LED_MAX_INTENSITY */
typedef uint16_t lws_led_intensity_t;

/** Phase of a sequence; LWS_LED_FUNC_PHASE is once round */
typedef uint16_t lws_led_seq_phase_t;

/** Limits, and how often lights are updated */
#define LWS_LED_MAX_INTENSITY		0xffff
#define LWS_LED_FUNC_PHASE		65536
#define LWS_SEQ_LEDPHASE_TOTAL_ENDLESS	(-1)
#define LWS_LED_SEQUENCER_UPDATE_INTERVAL_MS 33

/** Intensity at a phase */
typedef lws_led_intensity_t (*lws_led_lookup_t)(lws_led_seq_phase_t ph);

/** How a light changes */
typedef struct lws_led_sequence_def_t {
	lws_led_lookup_t	func;
	/* where it begins */
	lws_led_seq_phase_t	ledphase_offset;
	/* how far it goes, or LWS_SEQ_LEDPHASE_TOTAL_ENDLESS */
	int			ledphase_total;
	/* how long once round takes */
	uint16_t		ms;
	uint8_t			flags;
} lws_led_sequence_def_t;

/** Indexes of lws_led_state_chs_t.seqs */
enum {
	LLSI_CURR,	/* what it does */
	LLSI_NEXT,	/* what it goes over to */
	LLSI_TRANS	/* how */
};

/** One sequence that is under way */
typedef struct lws_led_state_ch {
	const lws_led_sequence_def_t *seq;
	lws_led_seq_phase_t	ph;
	lws_led_seq_phase_t	step;
	int			phase_budget;
	lws_led_intensity_t	last;
} lws_led_state_ch_t;

/** Those of a light */
typedef struct lws_led_state_chs {
	lws_led_state_ch_t	seqs[3];
} lws_led_state_chs_t;

/** Operations on lights */
typedef struct lws_led_ops {
	void (*intensity)(const struct lws_led_ops *lo, const char *name,
			  lws_led_intensity_t inten);
	struct lws_led_state *(*create)(const struct lws_led_ops *led_ops);
	void (*destroy)(struct lws_led_state *);
} lws_led_ops_t;

/** A light on a pin */
typedef struct lws_led_gpio_map {
	const char		*name;
	_lws_plat_gpio_t	gpio;
	/* for the eye, or NULL */
	lws_led_lookup_t	intensity_correction;
	/* NULL if it can only be on or off */
	const struct lws_pwm_ops *pwm_ops;
	uint8_t			active_level;
} lws_led_gpio_map_t;

/** Lights that belong together */
typedef struct lws_led_gpio_controller {
	const lws_led_ops_t	led_ops;
	const lws_gpio_ops_t	*gpio_ops;
	const lws_led_gpio_map_t *led_map;
	uint8_t			count_leds;
} lws_led_gpio_controller_t;

/** The operations, as in lws_led_ops_t */
LWS_VISIBLE LWS_EXTERN struct lws_led_state *
lws_led_gpio_create(const lws_led_ops_t *led_ops);
LWS_VISIBLE LWS_EXTERN void
lws_led_gpio_destroy(struct lws_led_state *lcs);
LWS_VISIBLE LWS_EXTERN void
lws_led_gpio_intensity(const struct lws_led_ops *lo, const char *name,
		       lws_led_intensity_t inten);

/**
 * Lets a light go over to another sequence. Returns 0, nonzero if there is no
 * such light.
 */
LWS_VISIBLE LWS_EXTERN int
lws_led_transition(struct lws_led_state *lcs, const char *name,
		   const lws_led_sequence_def_t *next,
		   const lws_led_sequence_def_t *trans);

/** Initializer for lws_led_gpio_controller_t.led_ops */
#define lws_led_gpio_ops \
	{ \
		.create = lws_led_gpio_create, \
		.destroy = lws_led_gpio_destroy, \
		.intensity = lws_led_gpio_intensity, \
	}

#endif /* LIBWEBSOCKETS_LWS_LED_H */
