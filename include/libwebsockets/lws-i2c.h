/* SPDX-License-Identifier: MIT */
/* lws-i2c.h */

#if !defined(LIBWEBSOCKETS_LWS_I2C_H)
#define LIBWEBSOCKETS_LWS_I2C_H

typedef struct lws_i2c_ops {
	int (*init)(const struct lws_i2c_ops *ctx);
	int (*start)(const struct lws_i2c_ops *ctx);
	void (*stop)(const struct lws_i2c_ops *ctx);
	int (*write)(const struct lws_i2c_ops *ctx, uint8_t data);
	int (*read)(const struct lws_i2c_ops *ctx);
	void (*set_ack)(const struct lws_i2c_ops *octx, int ack);
} lws_i2c_ops_t;

LWS_VISIBLE LWS_EXTERN int
lws_i2c_command(const lws_i2c_ops_t *ctx, uint8_t ads7, uint8_t c);

LWS_VISIBLE LWS_EXTERN int
lws_i2c_command_list(const lws_i2c_ops_t *ctx, uint8_t ads7, const uint8_t *buf,
		     size_t len);

#endif /* LIBWEBSOCKETS_LWS_I2C_H */
