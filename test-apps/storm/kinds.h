/* SPDX-License-Identifier: MIT */
/*
 * The kinds of endpoints: their names, and which endpoint of a run has which
 * kind. storm-endpoints offers them and storm judges them by the same table.
 */
#if !defined(STORM_KINDS_H)
#define STORM_KINDS_H

#include <stddef.h>

enum kind {
	KIND_HEALTHY,
	KIND_REFUSED,
	KIND_SWALLOWED,
	KIND_SILENT,
	KIND_RESET,
	KIND_RESET_EARLY,
	KIND_404,
	KIND_UNRESOLVED,
	KIND_TLS_STALL,
	KIND_UNTRUSTED,
	KIND_WRONG_HOST,
	KIND_COUNT
};

const char *kind_name(enum kind k);
const char *kind_describe(enum kind k);

/* Only a timeout ends an attempt at an endpoint of this kind. */
int kind_times_out(enum kind k);

/*
 * It is a matter of TLS, and so has it in any case; the other kinds have it
 * when the whole run does.
 */
int kind_needs_tls(enum kind k);

/*
 * The text of a failure begins with a phase in which an attempt at this kind
 * can end, and names a reason: "phase: reason".
 */
int kind_explained(enum kind k, const char *text);

/* -1: no such name */
int kind_from_name(const char *name);

/*
 * Reads "refused,silent,...", or "all" for every dead kind that this build has
 * (without OpenSSL there are none of TLS). Returns how many were named, or -1
 * (and says why on stderr).
 */
int kinds_parse(const char *list, enum kind *kinds);

/*
 * The kind of endpoint i of n, of which m are unreachable: the dead ones are
 * spread evenly among the healthy ones, and go through the kinds in turn.
 */
enum kind kind_of(unsigned int i, unsigned int n, unsigned int m,
		  const enum kind *kinds, int count);

#endif
