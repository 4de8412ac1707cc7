/* SPDX-License-Identifier: MIT */
/*
 * The tables: messages, and what is to become of them.
 */
#ifndef HTTP1_CASES_H
#define HTTP1_CASES_H

#include <stddef.h>

/*
 * A request (or several) as it is sent.  Behind it comes always the request
 * for /canary: it is to be served after good ones, and never to be seen after
 * refused ones.
 */
struct server_case {
	const char	*group;
	const char	*name;
	const char	*bytes;
	size_t		len;
	/* what the callbacks saw, without the canary:
	 * "GET /path@host POST /path@host=body" */
	const char	*events;
	/* of the refusal; 0: everything is good, and the canary is served; 1:
	 * good, and the connection ends with it */
	int		status;
	/* `fill` is put in between so many times, before the last `tail`
	 * bytes */
	const char	*fill;
	size_t		fills;
	size_t		tail;
};

#define GOOD	0
#define ENDS	1

extern const struct server_case server_cases[];
extern const size_t server_cases_count;

/* a response as a server might send it, to a request of this method */
struct client_case {
	const char	*group;
	const char	*name;
	const char	*method;
	const char	*bytes;
	size_t		len;
	const char	*body;		/* what the user is given */
	/* what of: "error", or "pre established [completed] closed" */
	const char	*end;
	int		closes;		/* the server hangs up behind it */
	const char	*fill;
	size_t		fills;
	size_t		tail;
};

extern const struct client_case client_cases[];
extern const size_t client_cases_count;

#endif
