/* SPDX-License-Identifier: MIT */
/* The loop is the library's: the program calls lws_service(). */

#include "storm.h"

int storm_loop_open(struct storm *s, struct lws_context_creation_info *info)
{
	(void)s;
	(void)info;
	return 0;
}

void storm_loop_run(struct storm *s)
{
	int64_t shown = 0;

	while (!storm_over(s)) {
		s->turn++;
		if (lws_service(s->context, 0) < 0) {
			fprintf(stderr, "storm: lws_service failed\n");
			s->loop_error = "lws_service returned an error";
			return;
		}
		if (storm_now(s) - shown > 100000 && !s->o->idle_cpu_s) {
			shown = storm_now(s);
			storm_progress(s, 0);
		}
	}
}

void storm_loop_turn(struct storm *s)
{
	(void)s;
}

void storm_loop_close(struct storm *s)
{
	(void)s;
}
