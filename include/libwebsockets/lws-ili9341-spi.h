/* SPDX-License-Identifier: MIT */
/* lws-ili9341-spi.h: ILI9341 displays on SPI */

#if !defined(LIBWEBSOCKETS_LWS_ILI9341_SPI_H)
#define LIBWEBSOCKETS_LWS_ILI9341_SPI_H

/** The display */
typedef struct lws_display_ili9341 {
	lws_display_t		disp;
	const lws_spi_ops_t	*spi;
	const lws_gpio_ops_t	*gpio;	/* NULL if reset is not connected */
	_lws_plat_gpio_t	reset_gpio;
	uint8_t			spi_index;
} lws_display_ili9341_t;

/** The operations, as in lws_display_t */
LWS_VISIBLE LWS_EXTERN int
lws_display_ili9341_spi_init(const struct lws_display *disp);
LWS_VISIBLE LWS_EXTERN int
lws_display_ili9341_spi_blit(const struct lws_display *disp, const uint8_t *src,
			     lws_display_scalar x, lws_display_scalar y,
			     lws_display_scalar w, lws_display_scalar h);
LWS_VISIBLE LWS_EXTERN int
lws_display_ili9341_spi_power(const struct lws_display *disp, int state);

/** Members of the initializer for lws_display_ili9341_t.disp */
#define lws_display_ili9341_ops \
	.init = lws_display_ili9341_spi_init, \
	.blit = lws_display_ili9341_spi_blit, \
	.power = lws_display_ili9341_spi_power

#endif /* LIBWEBSOCKETS_LWS_ILI9341_SPI_H */
