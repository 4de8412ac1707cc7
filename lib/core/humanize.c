/* SPDX-License-Identifier: MIT */
/* Numbers for people: 15360 as 15.000KiB. */

#include "private-lib-core.h"

const lws_humanize_unit_t humanize_schema_si[7] = {
	{ "Pi ", 1ull << 50 },
	{ "Ti ", 1ull << 40 },
	{ "Gi ", 1ull << 30 },
	{ "Mi ", 1ull << 20 },
	{ "Ki ", 1ull << 10 },
	{ "   ", 1 },
	{ NULL, 0 }
};

const lws_humanize_unit_t humanize_schema_si_bytes[7] = {
	{ "PiB", 1ull << 50 },
	{ "TiB", 1ull << 40 },
	{ "GiB", 1ull << 30 },
	{ "MiB", 1ull << 20 },
	{ "KiB", 1ull << 10 },
	{ "B  ", 1 },
	{ NULL, 0 }
};

const lws_humanize_unit_t humanize_schema_us[8] = {
	{ "y  ", 365ull * 24 * 3600 * 1000000 },
	{ "d  ", 24ull * 3600 * 1000000 },
	{ "hr ", 3600ull * 1000000 },
	{ "min", 60ull * 1000000 },
	{ "s  ", 1000000 },
	{ "ms ", 1000 },
	{ "us ", 1 },
	{ NULL, 0 }
};

/*
 * Writes value in the largest unit of schema that it reaches, with three more
 * digits cut, not rounded, in columns of equal width up to 9999 of a unit.
 * schema ends with a NULL name; its last unit should have factor 1. Returns
 * the length as lws_snprintf() does; 0 if no unit fits.
 */
int
lws_humanize(char *buf, size_t len, uint64_t value,
	     const lws_humanize_unit_t *schema)
{
	for (; schema->name; schema++) {
		uint64_t f = schema->factor;

		if (f == 1)
			return lws_snprintf(buf, len, " %4llu    %s",
					    (unsigned long long)value,
					    schema->name);

		if (f && value >= f) {
			uint64_t rem = value % f;

			/* thousandths: rem * 1000 fits, as f < 2^54 */
			return lws_snprintf(buf, len, " %4llu.%03u%s",
					    (unsigned long long)(value / f),
					    (unsigned int)(rem * 1000 / f),
					    schema->name);
		}
	}

	if (len)
		buf[0] = '\0';

	return 0;
}
