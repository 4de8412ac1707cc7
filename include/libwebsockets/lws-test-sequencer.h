/* SPDX-License-Identifier: MIT */
/*
 * lws-test-sequencer.h: runs scripts of the unit test transport one after
 * another
 */

#if !defined(LIBWEBSOCKETS_LWS_TEST_SEQUENCER_H)
#define LIBWEBSOCKETS_LWS_TEST_SEQUENCER_H

/** Told when all are done */
typedef void (*lws_test_sequence_cb)(const void *cb_user);

/** The tests, and where results go */
typedef struct lws_test_sequencer_args {
	lws_abs_t		*abs;
	lws_unit_test_t		*tests; /* array that ends with a NULL name */
	int			*results; /* a disposition each */
	int			results_max; /* room there */
	int			*count_tests;
	int			*count_passes;
	lws_test_sequence_cb	cb;
	void			*cb_user;
} lws_test_sequencer_args_t;

/** Starts. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_abs_unit_test_sequencer(const lws_test_sequencer_args_t *args);

#endif /* LIBWEBSOCKETS_LWS_TEST_SEQUENCER_H */
