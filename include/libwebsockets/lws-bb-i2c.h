/* SPDX-License-Identifier: MIT */
/* lws-bb-i2c.h: an I2C bus made of two pins */

#if !defined(LIBWEBSOCKETS_LWS_BB_I2C_H)
#define LIBWEBSOCKETS_LWS_BB_I2C_H

/** The bus */
typedef struct lws_bb_i2c {
	lws_i2c_ops_t		bb_ops;
	_lws_plat_gpio_t	scl;
	_lws_plat_gpio_t	sda;
	const lws_gpio_ops_t	*gpio;
	void (*delay)(void);	/* half a clock */
} lws_bb_i2c_t;

/** Initializer for lws_bb_i2c_t.bb_ops */
#define lws_bb_i2c_ops \
	{ \
		.init = lws_bb_i2c_init, \
		.start = lws_bb_i2c_start, \
		.stop = lws_bb_i2c_stop, \
		.write = lws_bb_i2c_write, \
		.read = lws_bb_i2c_read, \
		.set_ack = lws_bb_i2c_set_ack, \
	}

/** The operations, as in lws_i2c_ops_t */
LWS_VISIBLE LWS_EXTERN int
lws_bb_i2c_init(const lws_i2c_ops_t *octx);
LWS_VISIBLE LWS_EXTERN int
lws_bb_i2c_start(const lws_i2c_ops_t *octx);
LWS_VISIBLE LWS_EXTERN void
lws_bb_i2c_stop(const lws_i2c_ops_t *octx);
LWS_VISIBLE LWS_EXTERN int
lws_bb_i2c_write(const lws_i2c_ops_t *octx, uint8_t data);
LWS_VISIBLE LWS_EXTERN int
lws_bb_i2c_read(const lws_i2c_ops_t *octx);
LWS_VISIBLE LWS_EXTERN void
lws_bb_i2c_set_ack(const lws_i2c_ops_t *octx, int ack);

#endif /* LIBWEBSOCKETS_LWS_BB_I2C_H */
