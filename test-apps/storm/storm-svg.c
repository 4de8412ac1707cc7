/* SPDX-License-Identifier: MIT */
/*
 * Draws the timeline: one row for each endpoint, grouped by kind. The first
 * moments, in which all the healthy ones come up, have a scale of their own.
 */

#include "storm.h"

enum {
	LEFT = 140, PLOT_W = 900, RIGHT = 30, TOP = 92, BOTTOM = 84,
	LABELLED_ROWS = 150,	/* above that: thin rows, labels per kind */
	LABELLED_H = 10, THIN_PLOT_H = 1000
};

#define COLOUR_WAIT	"#f0b93a"
#define COLOUR_UP	"#2b7bba"
#define COLOUR_FAIL	"#c4402c"
#define COLOUR_DEAD	"#f4ddd7"
#define COLOUR_LOST	"#6a3d9a"
#define COLOUR_STALL	"#444444"

struct canvas {
	FILE *f;
	const struct storm *s;
	double row_h, plot_h;
	int64_t split, end;	/* us; split 0: one scale */
	double split_x;
};

static double x_of(const struct canvas *c, int64_t t)
{
	if (t > c->end)
		t = c->end;
	if (t < c->split)
		return LEFT + c->split_x * (double)t / (double)c->split;
	return LEFT + c->split_x + (PLOT_W - c->split_x) *
	       (double)(t - c->split) / (double)(c->end - c->split);
}

/* 1, 2 or 5 times a power of ten, not less than t */
static int64_t round_up(int64_t t)
{
	int64_t unit = 1000;

	for (;; unit *= 10) {
		if (unit >= t)
			return unit;
		if (unit * 2 >= t)
			return unit * 2;
		if (unit * 5 >= t)
			return unit * 5;
	}
}

static void bar(const struct canvas *c, double y, int64_t from, int64_t to,
		const char *fill)
{
	double x = x_of(c, from), w = x_of(c, to) - x;
	double gap = c->row_h >= 4 ? 1 : 0;

	if (w <= 0)
		return;
	fprintf(c->f, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" "
		"height=\"%.2f\" fill=\"%s\"/>\n", x, y, w, c->row_h - gap,
		fill);
}

static void row(const struct canvas *c, const struct endpoint *e, double y)
{
	int64_t start = e->t_start, done;

	done = e->t_up >= 0 ? e->t_up : e->t_fail >= 0 ? e->t_fail : c->end;
	bar(c, y, start, done, COLOUR_WAIT);
	if (e->t_up >= 0) {
		if (e->t_closed >= 0 && e->t_closed < c->end) {
			bar(c, y, done, e->t_closed, COLOUR_UP);
			bar(c, y, e->t_closed, c->end, COLOUR_LOST);
		} else {
			bar(c, y, done, c->end, COLOUR_UP);
		}
	} else if (e->t_fail >= 0) {
		bar(c, y, done, c->end, COLOUR_DEAD);
		fprintf(c->f, "<rect x=\"%.2f\" y=\"%.2f\" width=\"3\" "
			"height=\"%.2f\" fill=\"" COLOUR_FAIL "\"/>\n",
			x_of(c, done), y, c->row_h - (c->row_h >= 4 ? 1 : 0));
	}
}

static void text(const struct canvas *c, double x, double y, const char *style,
		 const char *what)
{
	fprintf(c->f, "<text x=\"%.1f\" y=\"%.1f\" %s>", x, y, style);
	for (; *what; what++)
		switch (*what) {
		case '<': fputs("&lt;", c->f); break;
		case '>': fputs("&gt;", c->f); break;
		case '&': fputs("&amp;", c->f); break;
		default: fputc(*what, c->f);
		}
	fputs("</text>\n", c->f);
}

static void rows(const struct canvas *c)
{
	int labelled = c->s->count <= LABELLED_ROWS, k;
	double y = TOP, begun;
	char label[96];
	unsigned int i, n;

	for (k = 0; k < KIND_COUNT; k++) {
		begun = y;
		for (i = n = 0; i < c->s->count; i++) {
			const struct endpoint *e = &c->s->ep[i];

			if (e->at->kind != (enum kind)k)
				continue;
			row(c, e, y);
			if (labelled) {
				snprintf(label, sizeof(label), "%s #%u",
					 kind_name(e->at->kind), i);
				text(c, LEFT - 6, y + c->row_h - 2,
				     "font-size=\"8.5\" text-anchor=\"end\"",
				     label);
			}
			n++;
			y += c->row_h;
		}
		if (!n || labelled)
			continue;
		snprintf(label, sizeof(label), "%s (%u)", kind_name(
			 (enum kind)k), n);
		text(c, LEFT - 8, (begun + y) / 2 + 4,
		     "font-size=\"12\" text-anchor=\"end\"", label);
		fprintf(c->f, "<line x1=\"%d\" x2=\"%d\" y1=\"%.2f\" "
			"y2=\"%.2f\" stroke=\"#fff\" stroke-width=\"1.5\"/>\n",
			LEFT, LEFT + PLOT_W, y, y);
	}
}

static void stalls(const struct canvas *c)
{
	const struct stalls *l = &c->s->late;
	unsigned int i;
	double x, w;

	for (i = 0; i < l->count; i++) {
		x = x_of(c, l->at[i].from);
		w = x_of(c, l->at[i].to) - x;
		fprintf(c->f, "<rect x=\"%.2f\" y=\"%d\" width=\"%.2f\" "
			"height=\"%.1f\" fill=\"" COLOUR_STALL "\" "
			"fill-opacity=\"0.35\"><title>%.0f ms</title></rect>\n",
			x, TOP - 6, w < 1 ? 1 : w, c->plot_h + 12,
			(double)(l->at[i].to - l->at[i].from) / 1e3);
	}
}

static void tick(const struct canvas *c, int64_t t)
{
	double x = x_of(c, t), y = TOP + c->plot_h;
	char label[32];

	if (t < 1000000)
		snprintf(label, sizeof(label), "%d ms", (int)(t / 1000));
	else
		snprintf(label, sizeof(label), "%.3g s", (double)t / 1e6);
	fprintf(c->f, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" "
		"stroke=\"#666\"/>\n", x, x, y, y + 6);
	text(c, x, y + 19, "font-size=\"11\" text-anchor=\"middle\" "
	     "fill=\"#444\"", t ? label : "0");
}

static void axis(const struct canvas *c)
{
	double y = TOP + c->plot_h, x;
	int64_t t, step;

	fprintf(c->f, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" "
		"stroke=\"#666\"/>\n", LEFT, LEFT + PLOT_W, y, y);
	if (c->split) {
		for (t = 0; t <= c->split; t += c->split / 2)
			tick(c, t);
		x = LEFT + c->split_x;
		fprintf(c->f, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" "
			"y2=\"%.1f\" stroke=\"#111\" stroke-width=\"1.5\"/>\n",
			x, x, TOP - 6, y + 6);
	}
	step = round_up((c->end - c->split) / 10);
	for (t = c->split ? step : 0; t <= c->end; t += step)
		if (!c->split || x_of(c, t) > LEFT + c->split_x + 40)
			tick(c, t);
}

static void mark(const struct canvas *c, int64_t t, const char *what,
		 const char *colour, double y)
{
	char label[96], style[96];
	double x = x_of(c, t);
	int left = x > LEFT + PLOT_W - 180;

	snprintf(label, sizeof(label), "%s %.3f s", what, (double)t / 1e6);
	snprintf(style, sizeof(style), "font-size=\"11\" fill=\"%s\" "
		 "text-anchor=\"%s\"", colour, left ? "end" : "start");
	fprintf(c->f, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" "
		"stroke=\"%s\" stroke-dasharray=\"4 3\"/>\n", x, x, y - 9,
		TOP + c->plot_h, colour);
	text(c, x + (left ? -4 : 4), y, style, label);
}

static void legend(const struct canvas *c)
{
	static const struct {
		const char *colour, *what;
	} item[] = {
		{ COLOUR_WAIT, "connecting" },
		{ COLOUR_UP, "up" },
		{ COLOUR_FAIL, "failed" },
		{ COLOUR_DEAD, "after the failure" },
		{ COLOUR_LOST, "lost" },
		{ COLOUR_STALL, "loop stalled, 20 ms or more" },
	};
	double x = LEFT, y = TOP + c->plot_h + 48;
	size_t n;

	for (n = 0; n < sizeof(item) / sizeof(item[0]); n++) {
		fprintf(c->f, "<rect x=\"%.1f\" y=\"%.1f\" width=\"14\" "
			"height=\"11\" fill=\"%s\"%s/>\n", x, y - 10,
			item[n].colour, n == 5 ? " fill-opacity=\"0.35\"" : "");
		text(c, x + 19, y, "font-size=\"12\"", item[n].what);
		x += 44 + 6.6 * (double)strlen(item[n].what);
	}
}

static void heading(const struct canvas *c)
{
	const struct storm *s = c->s;
	char line[256];

	snprintf(line, sizeof(line), "%u endpoints, %u unreachable: %s, "
		 "libwebsockets %s", s->count, s->count - s->healthy,
		 SYSTEM_NAME, lws_get_library_version());
	text(c, LEFT, 26, "font-size=\"17\" font-weight=\"bold\"", line);
	snprintf(line, sizeof(line), "%u of %u healthy up, %u of %u failures "
		 "reported, longest stall %.1f ms, latest pong %.1f ms, CPU "
		 "%.2f s of %.2f s", s->up, s->healthy, s->failed,
		 s->count - s->healthy, (double)s->late.longest / 1e3,
		 (double)s->rtt_max / 1e3, (double)s->cpu_us / 1e6,
		 (double)s->t_end / 1e6);
	text(c, LEFT, 46, "font-size=\"12\" fill=\"#444\"", line);
}

static void lay_out(struct canvas *c)
{
	int64_t last = storm_last_up(c->s);

	c->end = c->s->t_end > 1000 ? c->s->t_end : 1000;
	c->row_h = c->s->count <= LABELLED_ROWS ? LABELLED_H :
		   (double)THIN_PLOT_H / (double)c->s->count;
	if (c->row_h < 0.5)
		c->row_h = 0.5;
	c->plot_h = c->row_h * (double)c->s->count;

	/* a closer look at the beginning, when it is a small part only */
	if (last >= 0 && round_up(last + last / 4) * 6 < c->end) {
		c->split = round_up(last + last / 4);
		c->split_x = PLOT_W * 0.4;
	}
}

int storm_write_svg(const struct storm *s, const char *path)
{
	int64_t up = storm_last_up(s), first = storm_first_timeout(s);
	struct canvas c;
	double h;
	int bad;

	memset(&c, 0, sizeof(c));
	c.s = s;
	c.f = fopen(path, "w");
	if (!c.f) {
		fprintf(stderr, "storm: %s cannot be written\n", path);
		return -1;
	}
	lay_out(&c);
	h = TOP + c.plot_h + BOTTOM;
	fprintf(c.f, "<svg xmlns=\"http://www.w3.org/2000/svg\" "
		"viewBox=\"0 0 %d %.0f\" width=\"%d\" height=\"%.0f\" "
		"font-family=\"Helvetica, Arial, sans-serif\">\n"
		"<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
		LEFT + PLOT_W + RIGHT, h, LEFT + PLOT_W + RIGHT, h);
	heading(&c);
	rows(&c);
	stalls(&c);
	axis(&c);
	if (up >= 0)
		mark(&c, up, "last healthy one up:", "#1d5a8c", TOP - 26);
	if (first >= 0)
		mark(&c, first, "first timeout:", "#9c2f1f", TOP - 12);
	legend(&c);
	fprintf(c.f, "</svg>\n");
	bad = ferror(c.f);
	bad |= fclose(c.f);
	if (bad)
		fprintf(stderr, "storm: %s cannot be written\n", path);
	return bad ? -1 : 0;
}
