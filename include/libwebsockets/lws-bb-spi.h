/* SPDX-License-Identifier: MIT */
/* lws-bb-spi.h: an SPI bus made of pins */

#if !defined(LIBWEBSOCKETS_LWS_BB_SPI_H)
#define LIBWEBSOCKETS_LWS_BB_SPI_H

/* Which chip select and command pins there are */

#define LWSBBSPI_FLAG_USE_NCMD3		(1 << 7)
#define LWSBBSPI_FLAG_USE_NCMD2		(1 << 6)
#define LWSBBSPI_FLAG_USE_NCMD1		(1 << 5)
#define LWSBBSPI_FLAG_USE_NCMD0		(1 << 4)
#define LWSBBSPI_FLAG_USE_NCS3		(1 << 3)
#define LWSBBSPI_FLAG_USE_NCS2		(1 << 2)
#define LWSBBSPI_FLAG_USE_NCS1		(1 << 1)
#define LWSBBSPI_FLAG_USE_NCS0		(1 << 0)

/** Most channels */
#define LWS_SPI_BB_MAX_CH		4

/** The bus */
typedef struct lws_bb_spi {
	lws_spi_ops_t		bb_ops;
	const lws_gpio_ops_t	*gpio;
	_lws_plat_gpio_t	clk;
	/* chip select pins, active low */
	_lws_plat_gpio_t	ncs[LWS_SPI_BB_MAX_CH];
	/* command or data pins */
	_lws_plat_gpio_t	ncmd[LWS_SPI_BB_MAX_CH];
	_lws_plat_gpio_t	mosi;
	_lws_plat_gpio_t	miso;
	/* LWSBBSPI_FLAG_ */
	uint8_t			flags;
} lws_bb_spi_t;

/** Members of the initializer for lws_bb_spi_t.bb_ops */
#define lws_bb_spi_ops \
	.init = lws_bb_spi_init, \
	.queue = lws_bb_spi_queue

/** The operations, as in lws_spi_ops_t */
LWS_VISIBLE LWS_EXTERN int
lws_bb_spi_init(const lws_spi_ops_t *octx);
LWS_VISIBLE LWS_EXTERN int
lws_bb_spi_queue(const lws_spi_ops_t *octx, const lws_spi_desc_t *desc);

#endif /* LIBWEBSOCKETS_LWS_BB_SPI_H */
