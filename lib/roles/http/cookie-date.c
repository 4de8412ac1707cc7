/* SPDX-License-Identifier: MIT */
/*
 * Dates of cookies, RFC 6265 5.1.1: whatever is found between delimiters and
 * looks like a time, a day, a month or a year, the first of each.
 */
#include "cookies.h"

static int
is_delimiter(char c)
{
	unsigned char u = (unsigned char)c;

	return u == 9 || (u >= 0x20 && u <= 0x2f) || (u >= 0x3b && u <= 0x40) ||
	       (u >= 0x5b && u <= 0x60) || (u >= 0x7b && u <= 0x7e);
}

/* min to max digits at p, and no more than these; how many, or 0 */
static size_t
digits(const char *p, const char *end, size_t min, size_t max, int *v)
{
	size_t n = 0;

	*v = 0;
	while (p + n < end && p[n] >= '0' && p[n] <= '9') {
		if (n == max)
			return 0;
		*v = *v * 10 + (p[n] - '0');
		n++;
	}

	return n < min ? 0 : n;
}

/* "hh:mm:ss", each of one or two digits */
static int
take_time(const char *p, const char *end, int t[3])
{
	int k;

	for (k = 0; k < 3; k++) {
		size_t n = digits(p, end, 1, 2, &t[k]);

		if (!n)
			return 0;
		p += n;
		if (k < 2) {
			if (p == end || *p != ':')
				return 0;
			p++;
		}
	}

	return 1;
}

static int
take_month(const char *p, const char *end)
{
	static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	int m;

	if (end - p < 3)
		return 0;
	for (m = 0; m < 12; m++)
		if (lws_memcaseeq(p, months + m * 3, 3))
			return m + 1;

	return 0;
}

struct found {
	int	time[3];
	int	day;
	int	month;
	int	year;
	unsigned int has_time:1;
	unsigned int has_day:1;
	unsigned int has_year:1;
};

static void
token(struct found *f, const char *p, const char *end)
{
	int v[3];

	if (!f->has_time && take_time(p, end, v)) {
		memcpy(f->time, v, sizeof(v));
		f->has_time = 1;
	} else if (!f->has_day && digits(p, end, 1, 2, &v[0])) {
		f->day = v[0];
		f->has_day = 1;
	} else if (!f->month && take_month(p, end))
		f->month = take_month(p, end);
	else if (!f->has_year && digits(p, end, 2, 4, &v[0])) {
		f->year = v[0];
		f->has_year = 1;
	}
}

int
lws_cookie_date(const char *s, size_t len, int64_t *t)
{
	const char *p = s, *end = s + len, *e;
	struct found f;

	memset(&f, 0, sizeof(f));
	while (p < end) {
		while (p < end && is_delimiter(*p))
			p++;
		for (e = p; e < end && !is_delimiter(*e); e++)
			;
		if (e > p)
			token(&f, p, e);
		p = e;
	}

	if (f.year >= 70 && f.year <= 99)
		f.year += 1900;
	else if (f.year <= 69)
		f.year += 2000;
	if (!f.has_time || !f.has_day || !f.month || !f.has_year ||
	    f.day < 1 || f.day > 31 || f.year < 1601 || f.time[0] > 23 ||
	    f.time[1] > 59 || f.time[2] > 59)
		return 1;
	*t = lws_http_unix_time(f.year, f.month, f.day, f.time[0], f.time[1],
				f.time[2]);

	return 0;
}
