/* SPDX-License-Identifier: MIT */
/* Starts storm-endpoints and reads its list. */

#include "roster.h"

static int add_line(struct roster *r, const char *line)
{
	struct roster_entry *e;
	unsigned int index;
	char kind[16];
	int k;

	if (!(r->count & (r->count - 1))) {
		e = realloc(r->entry, sizeof(*e) * (r->count ? r->count * 2 :
							       1));
		if (!e)
			return -1;
		r->entry = e;
	}
	e = &r->entry[r->count];
	e->tls_name[0] = '\0';
	if (sscanf(line, "endpoint %u %15s %63s %d tls:%63s", &index, kind,
		   e->host, &e->port, e->tls_name) < 4 || index != r->count ||
	    e->port < 1 || e->port > 65535)
		return -1;
	k = kind_from_name(kind);
	if (k < 0)
		return -1;
	e->kind = (enum kind)k;
	r->count++;
	return 0;
}

/* A line of the certificate at the end of the list */
static int add_ca(struct roster *r, const char *line)
{
	size_t len = strlen(line);
	char *p;

	if (r->ca_len + len > 65536)
		return -1;
	p = realloc(r->ca, r->ca_len + len + 1);
	if (!p)
		return -1;
	memcpy(p + r->ca_len, line, len + 1);
	r->ca = p;
	r->ca_len += len;
	return 0;
}

/* 0: read up to READY, 1: no READY, -1: not a list */
static int read_list(struct roster *r, FILE *f)
{
	char line[256];

	while (fgets(line, sizeof(line), f)) {
		if (!strncmp(line, "READY", 5))
			return 0;
		if (r->ca || !strncmp(line, "-----BEGIN", 10) ?
		    add_ca(r, line) : add_line(r, line)) {
			fprintf(stderr, "not a line of a list: %s", line);
			return -1;
		}
	}
	return 1;
}

int roster_start(struct roster *r, const char *const *argv)
{
	int n;

	memset(r, 0, sizeof(*r));
	if (child_start(&r->child, argv)) {
		fprintf(stderr, "%s cannot be started\n", argv[0]);
		return 2;
	}
	r->running = 1;
	n = read_list(r, r->child.out);
	if (!n && r->count)
		return 0;
	n = roster_free(r);
	fprintf(stderr, "%s did not get ready, status %d\n", argv[0], n);
	return n == 77 ? 77 : 2;
}

int roster_read_file(struct roster *r, const char *path)
{
	FILE *f = strcmp(path, "-") ? fopen(path, "r") : stdin;
	int n;

	memset(r, 0, sizeof(*r));
	if (!f) {
		fprintf(stderr, "%s cannot be read\n", path);
		return 2;
	}
	n = read_list(r, f);
	if (f != stdin)
		fclose(f);
	if (n >= 0 && r->count)
		return 0;
	if (n >= 0)
		fprintf(stderr, "%s: no endpoints in it\n", path);
	roster_free(r);
	return 2;
}

int roster_free(struct roster *r)
{
	int n = 0;

	if (r->running)
		n = child_stop(&r->child);
	r->running = 0;
	free(r->entry);
	free(r->ca);
	r->entry = NULL;
	r->ca = NULL;
	r->ca_len = 0;
	r->count = 0;
	return n;
}

int roster_beside(char *buf, size_t len)
{
	static const char name[] = "storm-endpoints" EXE_SUFFIX;
	size_t n;

	if (own_path(buf, len))
		return -1;
	for (n = strlen(buf); n && buf[n - 1] != '/' && buf[n - 1] != '\\'; n--)
		;
	if (n + sizeof(name) > len)
		return -1;
	memcpy(buf + n, name, sizeof(name));
	return 0;
}
