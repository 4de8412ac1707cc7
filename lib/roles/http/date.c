/* SPDX-License-Identifier: MIT */
/*
 * HTTP dates (RFC 9110 5.6.7): writing the one form that may be written,
 * reading the three that may be met.  No locale and no time zone comes in.
 */
#include "private-lib-roles-http.h"

static const char days[] = "SunMonTueWedThuFriSat";
static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

/* Days since 1970-01-01 in the proleptic Gregorian calendar; month from 1.
 * Years are counted from March, which puts the leap day at their end. */
static int64_t
days_from_civil(int64_t y, int64_t m, int64_t d)
{
	int64_t era, yoe, doy;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

int64_t
lws_http_unix_time(int y, int month, int d, int h, int m, int s)
{
	return ((days_from_civil(y, month, d) * 24 + h) * 60 + m) * 60 + s;
}

static void
civil_from_days(int64_t z, int *y, int *m, int *d)
{
	int64_t era, doe, yoe, doy, mp;

	z += 719468;
	era = (z >= 0 ? z : z - 146096) / 146097;
	doe = z - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	*d = (int)(doy - (153 * mp + 2) / 5 + 1);
	*m = (int)(mp < 10 ? mp + 3 : mp - 9);
	*y = (int)(yoe + era * 400 + (*m <= 2));
}

/* what has a year of four digits: from 0000-01-01 to the end of 9999 */
#define DATE_FIRST	(-62167219200ll)
#define DATE_LAST	253402300799ll

int
lws_http_date_render_from_unix(char *buf, size_t len, const time_t *t)
{
	int64_t s = (int64_t)*t, day = s / 86400;
	int y, m, d, n, r, wday;

	if (len < 30 || s < DATE_FIRST || s > DATE_LAST)
		return -1;
	if (s % 86400 < 0)
		day--;
	r = (int)(s - day * 86400);
	/* 1970-01-01 was a Thursday */
	wday = (int)((day % 7 + 7 + 4) % 7);
	civil_from_days(day, &y, &m, &d);

	n = lws_snprintf(buf, len, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT",
			 days + wday * 3, d, months + (m - 1) * 3, y,
			 r / 3600, r / 60 % 60, r % 60);

	return n == 29 ? 0 : -1;
}

struct cursor {
	const char	*p;
	const char	*end;
};

static int
skip(struct cursor *c, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(c->end - c->p) < n || memcmp(c->p, text, n))
		return -1;
	c->p += n;

	return 0;
}

static int
number(struct cursor *c, int digits, int *v)
{
	*v = 0;
	while (digits--) {
		if (c->p == c->end || *c->p < '0' || *c->p > '9')
			return -1;
		*v = *v * 10 + (*c->p++ - '0');
	}

	return 0;
}

static int
month(struct cursor *c, int *m)
{
	for (*m = 1; *m <= 12; (*m)++) {
		char name[4];

		memcpy(name, months + (*m - 1) * 3, 3);
		name[3] = '\0';
		if (!skip(c, name))
			return 0;
	}

	return -1;
}

static int
time_of_day(struct cursor *c, int *secs)
{
	int h, m, s;

	if (number(c, 2, &h) || skip(c, ":") || number(c, 2, &m) ||
	    skip(c, ":") || number(c, 2, &s) || h > 23 || m > 59 || s > 60)
		return -1;
	*secs = h * 3600 + m * 60 + s;

	return 0;
}

/* Sun, 06 Nov 1994 08:49:37 GMT */
static int
imf(struct cursor *c, int *y, int *m, int *d, int *secs)
{
	return number(c, 2, d) || skip(c, " ") || month(c, m) ||
	       skip(c, " ") || number(c, 4, y) || skip(c, " ") ||
	       time_of_day(c, secs) || skip(c, " GMT");
}

/* Sunday, 06-Nov-94 08:49:37 GMT */
static int
rfc850(struct cursor *c, int *y, int *m, int *d, int *secs)
{
	if (number(c, 2, d) || skip(c, "-") || month(c, m) || skip(c, "-") ||
	    number(c, 2, y) || skip(c, " ") || time_of_day(c, secs) ||
	    skip(c, " GMT"))
		return -1;
	*y += *y < 70 ? 2000 : 1900;

	return 0;
}

/* Sun Nov  6 08:49:37 1994 */
static int
asctime_form(struct cursor *c, int *y, int *m, int *d, int *secs)
{
	if (month(c, m) || skip(c, " "))
		return -1;
	if (skip(c, " ") ? number(c, 2, d) : number(c, 1, d))
		return -1;

	return skip(c, " ") || time_of_day(c, secs) || skip(c, " ") ||
	       number(c, 4, y);
}

int
lws_http_date_parse_unix(const char *b, size_t len, time_t *t)
{
	int y = 0, m = 0, d = 0, secs = 0, n;
	struct cursor c;

	c.p = b;
	c.end = b + len;
	while (c.p < c.end && ((*c.p >= 'A' && *c.p <= 'Z') ||
			       (*c.p >= 'a' && *c.p <= 'z')))
		c.p++;
	if (c.p - b < 3)
		return -1;

	if (!skip(&c, ", ")) {
		struct cursor at = c;

		n = imf(&c, &y, &m, &d, &secs);
		if (n) {
			c = at;
			n = rfc850(&c, &y, &m, &d, &secs);
		}
	} else if (!skip(&c, " "))
		n = asctime_form(&c, &y, &m, &d, &secs);
	else
		n = -1;

	if (n || d < 1 || d > 31)
		return -1;

	*t = (time_t)(days_from_civil(y, m, d) * 86400 + secs);

	return 0;
}

/*
 * Retry-After (RFC 9110 10.2.3) is seconds or a date.  It can make the wait
 * longer than what the caller had in mind, but not shorter.
 */
int
lws_http_check_retry_after(struct lws *wsi, lws_usec_t *us_interval_in_out)
{
	const struct allocated_headers *ah = lws_http_ah(wsi);
	const char *v = ah ? lws_ah_value(ah, WSI_TOKEN_HTTP_RETRY_AFTER) :
			     NULL;
	lws_usec_t us;
	size_t n;

	if (!v || !*v)
		return 1;

	n = strspn(v, "0123456789");
	if (n && !v[n]) {
		/* nine digits of seconds are thirty years */
		if (n > 9)
			return 1;
		us = (lws_usec_t)atol(v) * LWS_US_PER_SEC;
	} else {
		time_t t, now = time(NULL);

		if (lws_http_date_parse_unix(v, strlen(v), &t))
			return 1;
		us = t > now ? (lws_usec_t)(t - now) * LWS_US_PER_SEC : 0;
	}

	if (us > *us_interval_in_out)
		*us_interval_in_out = us;

	return 0;
}
