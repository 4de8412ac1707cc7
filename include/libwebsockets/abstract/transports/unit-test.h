/* SPDX-License-Identifier: MIT */
/* unit-test.h: a transport that plays a script, for testing protocols */

#if !defined(LIBWEBSOCKETS_ABSTRACT_TRANSPORTS_UNIT_TEST_H)
#define LIBWEBSOCKETS_ABSTRACT_TRANSPORTS_UNIT_TEST_H

/** What a step of the script is */
enum {
	/* the last one */
	LWS_AUT_EXPECT_TEST_END		= (1 << 0),
	/* the protocol closes */
	LWS_AUT_EXPECT_LOCAL_CLOSE	= (1 << 1),
	/* the peer closes */
	LWS_AUT_EXPECT_DO_REMOTE_CLOSE	= (1 << 2),
	/* the protocol sends this */
	LWS_AUT_EXPECT_TX		= (1 << 3),
	/* the peer sends this */
	LWS_AUT_EXPECT_RX		= (1 << 4),
	/* the test is meant to fail */
	LWS_AUT_EXPECT_SHOULD_FAIL	= (1 << 5),
	/* or to time out */
	LWS_AUT_EXPECT_SHOULD_TIMEOUT	= (1 << 6)
};

/** How it went */
typedef enum {
	LPE_CONTINUE,
	LPE_SUCCEEDED,
	LPE_FAILED,
	LPE_FAILED_UNEXPECTED_TIMEOUT,
	LPE_FAILED_UNEXPECTED_PASS,
	LPE_FAILED_UNEXPECTED_CLOSE,
	LPE_SKIPPED,
	LPE_CLOSING
} lws_unit_test_packet_disposition;

/** Told how a test went */
typedef int (*lws_unit_test_packet_test_cb)(const void *cb_user,
					    int disposition);

/** Called before a step */
typedef int (*lws_unit_test_packet_cb)(lws_abs_t *instance);

/** A step */
typedef struct lws_unit_test_packet {
	void			*buffer;
	lws_unit_test_packet_cb	pre;
	size_t			len;
	uint32_t		flags;	/* LWS_AUT_EXPECT_ */
} lws_unit_test_packet_t;

/** A test */
typedef struct lws_unit_test {
	const char		*name;
	lws_unit_test_packet_t	*expect_array;
	int			max_secs;
} lws_unit_test_t;

/** Indexes of the transport's arguments */
enum {
	LTMI_PEER_V_EXPECT_TEST			= 4096,
	LTMI_PEER_V_EXPECT_RESULT_CB,
	LTMI_PEER_V_EXPECT_RESULT_CB_ARG
};

/** Name of a disposition */
LWS_VISIBLE LWS_EXTERN const char *
lws_unit_test_result_name(int in);

#endif /* LIBWEBSOCKETS_ABSTRACT_TRANSPORTS_UNIT_TEST_H */
