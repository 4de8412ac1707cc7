/* SPDX-License-Identifier: MIT */
/* lws-i2c.h: the I2C bus */

#if !defined(LIBWEBSOCKETS_LWS_I2C_H)
#define LIBWEBSOCKETS_LWS_I2C_H

/** Operations of a bus */
typedef struct lws_i2c_ops {
	int (*init)(const struct lws_i2c_ops *ctx);
	/* condition that begins a transfer */
	int (*start)(const struct lws_i2c_ops *ctx);
	/* and that ends it */
	void (*stop)(const struct lws_i2c_ops *ctx);
	/* one byte; returns 0 if it was acknowledged */
	int (*write)(const struct lws_i2c_ops *ctx, uint8_t data);
	/* one byte */
	int (*read)(const struct lws_i2c_ops *ctx);
	/* acknowledge what is read */
	void (*set_ack)(const struct lws_i2c_ops *octx, int ack);
} lws_i2c_ops_t;

/**
 * Sends a command byte to the device with that 7 bit address. Returns 0,
 * nonzero on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_i2c_command(const lws_i2c_ops_t *ctx, uint8_t ads7, uint8_t c);

/** Sends several. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_i2c_command_list(const lws_i2c_ops_t *ctx, uint8_t ads7, const uint8_t *buf,
		     size_t len);

#endif /* LIBWEBSOCKETS_LWS_I2C_H */
