/* SPDX-License-Identifier: MIT */
/*
 * lws-state.h: states that go up step by step, with listeners that may object
 */

#if !defined(LIBWEBSOCKETS_LWS_STATE_H)
#define LIBWEBSOCKETS_LWS_STATE_H

struct lws_state_manager;
struct lws_state_notify_link;

#if defined(LWS_WITH_SYS_STATE)

/**
 * A listener. Told with target differing from current before a change:
 * nonzero stops it, and who stops it sees to it that
 * lws_state_transition_steps() is called again later. Told with both the same
 * after the change, when the result does not matter.
 */
typedef int (*lws_state_notify_t)(struct lws_state_manager *mgr,
				  struct lws_state_notify_link *link,
				  int current, int target);

/** A listener on the list of a manager */
typedef struct lws_state_notify_link {
	lws_dll2_t		list;
	lws_state_notify_t	notify_cb;
	const char		*name;	/* for the log */
} lws_state_notify_link_t;

/** A state and who listens to it */
typedef struct lws_state_manager {
	lws_dll2_owner_t	notify_list;
	struct lws_context	*context;
	/* for its owner */
	void			*parent;
#if defined(LWS_WITH_SYS_STATE) && defined(LWS_WITH_SYS_SMD)
	/* class of the system messages about changes; 0 for none */
	lws_smd_class_t		smd_class;
#endif
	/* array of names by number */
	const char		**state_names;
	/* for the log */
	const char		*name;
	/* where it is */
	int			state;
} lws_state_manager_t;

/** Adds a listener, which is told before those that are there */
LWS_VISIBLE LWS_EXTERN void
lws_state_reg_notifier(lws_state_manager_t *mgr, lws_state_notify_link_t *nl);

/** Removes one */
LWS_VISIBLE LWS_EXTERN void
lws_state_reg_deregister(lws_state_notify_link_t *nl);

/** Adds several; nl ends with a NULL */
LWS_VISIBLE LWS_EXTERN void
lws_state_reg_notifier_list(lws_state_manager_t *mgr,
			    lws_state_notify_link_t *const *nl);

/**
 * Goes up to target through each state between, as far as nobody objects.
 * Returns 0; the state tells how far it got.
 */
LWS_VISIBLE LWS_EXTERN int
lws_state_transition_steps(lws_state_manager_t *mgr, int target);

/** Goes to target directly. Returns 0, also when somebody objected. */
LWS_VISIBLE LWS_EXTERN int
lws_state_transition(lws_state_manager_t *mgr, int target);

#endif

#endif /* LIBWEBSOCKETS_LWS_STATE_H */
