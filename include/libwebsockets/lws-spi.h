/* SPDX-License-Identifier: MIT */
/* lws-spi.h: the SPI bus */

#if !defined(LIBWEBSOCKETS_LWS_SPI_H)
#define LIBWEBSOCKETS_LWS_SPI_H

/** Called when a transfer is done */
typedef int (*lws_spi_cb_t)(void *opaque);

/** Clock polarity and phase, the modes made of them, and kinds of transfer */
enum {
	LWSSPIMODE_CPOL				= 1,
	LWSSPIMODE_CPHA,
	LWS_SPI_BUSMODE_CLK_IDLE_LOW_SAMP_RISING = 0,
	LWS_SPI_BUSMODE_CLK_IDLE_HIGH_SAMP_RISING,
	LWS_SPI_BUSMODE_CLK_IDLE_LOW_SAMP_FALLING,
	LWS_SPI_BUSMODE_CLK_IDLE_HIGH_SAMP_FALLING,
	LWS_SPI_TXN_HALF_DUPLEX_DISCRETE	= 0
};

/** A transfer */
typedef struct lws_spi_desc {
	const uint8_t		*src;		/* command bytes to send */
	const uint8_t		*data;		/* bytes to send after them */
	uint8_t			*dest;		/* where to read to */
	void			*opaque;
	lws_spi_cb_t		completion_cb;
	uint16_t		count_cmd;
	uint16_t		count_write;
	uint16_t		count_read;
	uint8_t			txn_type;	/* LWS_SPI_TXN_ */
	uint8_t			channel;
} lws_spi_desc_t;

/** Operations of a bus */
typedef struct lws_spi_ops {
	int (*init)(const struct lws_spi_ops *ctx);
	/* starts a transfer, or does it at once */
	int (*queue)(const struct lws_spi_ops *ctx, const lws_spi_desc_t *desc);
	/* LWS_SPI_BUSMODE_ */
	uint8_t			bus_mode;
} lws_spi_ops_t;

#endif /* LIBWEBSOCKETS_LWS_SPI_H */
