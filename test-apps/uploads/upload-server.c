/* SPDX-License-Identifier: MIT */
/*
 * A server for uploads that are hashed and thrown away, for uploads.js:
 *
 *	upload-server [stall]	prints "port N"; stall: it reads at times only
 *
 *	POST anything	the hash of the file in the form, as JSON
 *	GET /stats	counts, and the memory of this process
 *	GET /quit	ends it
 */
#include "../api-tests/tests.h"
#include "sha256.h"

enum { PARAM_ID, PARAMS };
static const char * const params[PARAMS] = { "id" };

struct upload {
	struct lws_spa	*spa;
	struct sha256	hash;
	uint64_t	bytes;
	unsigned int	pieces;
	int		files;
	int		final;
	int		begun;
	int		done;
};

static struct {
	int		begun, completed, aborted, refused;
	int		files, closes, open;
	uint64_t	bytes;
	long		base_kb, peak_kb;
} count;

static int quit, stall;

static int
on_file(void *data, const char *name, const char *filename, char *buf, int len,
	enum lws_spa_fileupload_states state)
{
	struct upload *u = data;

	(void)name;
	(void)filename;
	switch (state) {
	case LWS_UFS_OPEN:
		sha256_init(&u->hash);
		u->bytes = 0;
		u->final = 0;
		u->files++;
		count.files++;
		count.open++;
		break;
	case LWS_UFS_CONTENT:
	case LWS_UFS_FINAL_CONTENT:
		sha256_add(&u->hash, buf, (size_t)len);
		u->bytes += (uint64_t)len;
		count.bytes += (uint64_t)len;
		if (state == LWS_UFS_FINAL_CONTENT) {
			u->final = 1;
			count.open--;
		}
		break;
	case LWS_UFS_CLOSE:
		if (u->files && !u->final)
			count.open--;
		count.closes++;
		break;
	}

	return 0;
}

static int
answer(struct lws *wsi, unsigned int code, const char *text)
{
	unsigned char buf[LWS_PRE + 1024], *start = buf + LWS_PRE, *p = start,
		      *end = buf + sizeof(buf) - 1;
	size_t len = strlen(text);

	if (lws_add_http_common_headers(wsi, code, "application/json", len,
					&p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	memcpy(start, text, len);
	if (lws_write(wsi, start, len, LWS_WRITE_HTTP_FINAL) != (int)len)
		return -1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
on_get(struct lws *wsi, const char *uri)
{
	char text[512];

	if (!strcmp(uri, "/quit"))
		quit = 1;
	lws_snprintf(text, sizeof(text), "{ \"begun\": %d, \"completed\": %d, "
		     "\"aborted\": %d, \"refused\": %d, \"files\": %d, "
		     "\"closes\": %d, \"open\": %d, \"bytes\": %llu, "
		     "\"base_kb\": %ld, \"peak_kb\": %ld, \"now_kb\": %ld }\n",
		     count.begun, count.completed, count.aborted,
		     count.refused, count.files, count.closes, count.open,
		     (unsigned long long)count.bytes, count.base_kb,
		     count.peak_kb, t_resident_kb());

	return answer(wsi, 200, text);
}

static int
on_body(struct lws *wsi, struct upload *u, const char *in, size_t len)
{
	if (!u->spa) {
		u->spa = lws_spa_create(wsi, params, PARAMS, 4096, on_file, u);
		if (!u->spa)
			return -1;
	}
	if (lws_spa_process(u->spa, in, (int)len)) {
		count.refused++;
		return -1;
	}
	/* now and then it is busy with something else for 5 ms */
	if (stall && !(++u->pieces % 16)) {
		if (lws_rx_flow_control(wsi, 0))
			return -1;
		lws_set_timer_usecs(wsi, 5 * LWS_US_PER_MS);
	}

	return 0;
}

static int
on_complete(struct lws *wsi, struct upload *u)
{
	char text[256], hex[65];
	const char *id;

	if (!u->spa || lws_spa_finalize(u->spa) || !u->final) {
		count.refused++;
		return answer(wsi, 400, "{}\n");
	}
	id = lws_spa_get_string(u->spa, PARAM_ID);
	sha256_end(&u->hash, hex);
	lws_snprintf(text, sizeof(text), "{ \"id\": %d, \"files\": %d, "
		     "\"bytes\": %llu, \"sha256\": \"%s\" }\n",
		     id ? atoi(id) : -1, u->files,
		     (unsigned long long)u->bytes, hex);
	count.completed++;
	u->done = 1;

	return answer(wsi, 200, text);
}

static int
http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
     size_t len)
{
	struct upload *u = user;

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		if (lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI))
			return on_get(wsi, in);
		u->begun = 1;
		count.begun++;
		return 0;
	case LWS_CALLBACK_HTTP_BODY:
		return on_body(wsi, u, in, len);
	case LWS_CALLBACK_TIMER:
		return lws_rx_flow_control(wsi, 1);
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		return on_complete(wsi, u);
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		lws_spa_destroy(u->spa);
		u->spa = NULL;
		if (u->begun && !u->done)
			count.aborted++;
		u->begun = 0;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "http", http, sizeof(struct upload), 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static struct lws_context *cx;
static lws_sorted_usec_list_t sul;

static void
sample(lws_sorted_usec_list_t *s)
{
	long kb = t_resident_kb();

	if (kb > count.peak_kb)
		count.peak_kb = kb;
	lws_sul_schedule(cx, 0, s, sample, 20 * LWS_US_PER_MS);
}

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info;

	stall = argc > 1 && !strcmp(argv[1], "stall");
	memset(&info, 0, sizeof(info));
	info.port = 0;
	info.iface = "127.0.0.1";
	info.protocols = protocols;
	info.options = LWS_SERVER_OPTION_DISABLE_IPV6;
	/* a driver on a busy machine may be slow */
	info.timeout_secs = 60;
	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE, NULL);
	cx = lws_create_context(&info);
	if (!cx)
		return 1;

	printf("port %d\n", lws_get_vhost_listen_port(
				lws_get_vhost_by_name(cx, "default")));
	fflush(stdout);
	count.base_kb = t_resident_kb();
	sample(&sul);

	while (!quit && lws_service(cx, 0) >= 0)
		;
	lws_sul_cancel(&sul);
	lws_context_destroy(cx);

	return 0;
}
