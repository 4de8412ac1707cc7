/* SPDX-License-Identifier: MIT */
/* lib/system: blobs, messages, calls from other threads, captive portals. */

#include "private-lib-system.h"

#include "core-check.h"

static struct lws_context *cx;
static char story[2048];

static void
note(const char *who, const char *what, size_t len)
{
	size_t n = strlen(story);

	lws_snprintf(story + n, sizeof(story) - n, "%s:%.*s ", who, (int)len,
		     what);
}

static void
turns(int n)
{
	while (n--)
		lws_service(cx, -1);
}

/* ---- blobs ---- */

static void
test_blobs(void)
{
	static const uint8_t direct[] = "direct bytes";
	lws_system_blob_t *b, *b2;
	const uint8_t *p;
	uint8_t buf[32];
	size_t len;

	b = lws_system_get_blob(cx, LWS_SYSBLOB_TYPE_AUTH, 0);
	b2 = lws_system_get_blob(cx, LWS_SYSBLOB_TYPE_AUTH, 1);
	CHECK(b && b2 && b != b2);
	CHECK(!lws_system_get_blob(cx, LWS_SYSBLOB_TYPE_AUTH, 2));
	CHECK(!lws_system_get_blob(cx, LWS_SYSBLOB_TYPE_AUTH, -1));
	CHECK(!lws_system_get_blob(cx, LWS_SYSBLOB_TYPE_COUNT, 0));
	CHECK(!lws_system_get_blob(cx, LWS_SYSBLOB_TYPE_DEVICE_TYPE, 1));
	CHECK(lws_system_get_blob(cx, LWS_SYSBLOB_TYPE_MQTT_PASSWORD, 0));
	if (!b || !b2)
		return;

	CHECK_EQ(lws_system_blob_get_size(b), 0);
	CHECK(lws_system_blob_get_single_ptr(b, &p) < 0);
	len = sizeof(buf);
	CHECK(lws_system_blob_get(b, buf, &len, 0) < 0);
	CHECK_EQ(len, 0);

	lws_system_blob_direct_set(b, direct, 12);
	CHECK_EQ(lws_system_blob_get_size(b), 12);
	CHECK(!lws_system_blob_get_single_ptr(b, &p) && p == direct);
	len = 4;
	CHECK(!lws_system_blob_get(b, buf, &len, 7));
	CHECK(len == 4 && !memcmp(buf, "byte", 4));
	len = sizeof(buf);
	CHECK(!lws_system_blob_get(b, buf, &len, 7));
	CHECK_EQ(len, 5);
	CHECK(lws_system_blob_get(b, buf, &len, 12) < 0);

	/* what is appended replaces what was set directly */
	CHECK_EQ(lws_system_blob_heap_append(b, direct, 6), 0);
	CHECK(!lws_system_blob_get_single_ptr(b, &p) && p != direct &&
	      !memcmp(p, "direct", 6));
	CHECK_EQ(lws_system_blob_heap_append(b, direct + 6, 6), 0);
	CHECK_EQ(lws_system_blob_heap_append(b, direct + 6, 0), 0);
	CHECK(lws_system_blob_get_single_ptr(b, &p) < 0);
	CHECK_EQ(lws_system_blob_get_size(b), 12);
	len = 8;
	CHECK(!lws_system_blob_get(b, buf, &len, 3));
	CHECK(len == 8 && !memcmp(buf, "ect byte", 8));
	lws_alloc_fail_at(1, 0);
	CHECK(lws_system_blob_heap_append(b, direct, 3) < 0);
	lws_alloc_fail_at(0, 0);
	CHECK_EQ(lws_system_blob_get_size(b), 12);
	lws_system_blob_heap_empty(b);
	CHECK_EQ(lws_system_blob_get_size(b), 0);

	/* left on the heap: the context frees it */
	CHECK_EQ(lws_system_blob_heap_append(b2, direct, 6), 0);
	lws_system_blob_destroy(NULL);
}

/* ---- messages ---- */

#define ONE (1u << LWSSMDCL_USER_BASE_BITNUM)
#define TWO (ONE << 1)

static struct lws_smd_peer *peers[4];

static int
take(void *opaque, lws_smd_class_t class_, lws_usec_t ts, void *buf, size_t len)
{
	CHECK(class_ && ts && ts <= lws_now_usecs());
	CHECK(!((const char *)buf)[len]);
	note(opaque, buf, len);

	if (len == 4 && !memcmp(buf, "quit", 4) && peers[1]) {
		/* another one, and this one, from inside */
		lws_smd_unregister(peers[1]);
		peers[1] = NULL;
		lws_smd_unregister(peers[0]);
		peers[0] = NULL;
	}
	if (len == 4 && !memcmp(buf, "more", 4)) {
		CHECK_EQ(lws_smd_msg_printf(cx, ONE, "again"), 0);
		CHECK(!!(peers[3] = lws_smd_register(cx, (void *)"d", 0, ONE,
						     take)));
	}

	return 0;
}

static int
early(void *opaque, lws_smd_class_t class_, lws_usec_t ts, void *buf,
      size_t len)
{
	LWS_UNUSED(ts);
	CHECK_EQ(class_, LWSSMDCL_SYSTEM_STATE);
	note(opaque, buf, len);

	return 0;
}

static void
test_messages(void)
{
	char big[LWS_SMD_MAX_PAYLOAD + 2];
	void *p;
	int n;

	turns(3);
	CHECK(strstr(story, "early:{\"state\":\"OPERATIONAL\"}"));
	story[0] = '\0';

	/* nobody wants these */
	CHECK(!lws_smd_msg_alloc(cx, 1u << 30, 10));
	CHECK_EQ(lws_smd_msg_printf(cx, 1u << 30, "x"), 0);

	peers[0] = lws_smd_register(cx, (void *)"a", 0, ONE, take);
	peers[1] = lws_smd_register(cx, (void *)"b", 0, ONE | TWO, take);
	CHECK(peers[0] && peers[1]);
	CHECK_EQ(lws_smd_msg_printf(cx, ONE, "one%d", 1), 0);
	CHECK_EQ(lws_smd_msg_printf(cx, TWO, "two"), 0);
	/* came too late for those */
	peers[2] = lws_smd_register(cx, (void *)"c", 0, ONE | TWO, take);
	p = lws_smd_msg_alloc(cx, TWO, 5);
	CHECK(p);
	if (p) {
		memcpy(p, "three", 5);
		CHECK_EQ(lws_smd_msg_send(cx, p), 0);
	}
	CHECK_STR(story, "");
	turns(2);
	CHECK_STR(story, "a:one1 b:one1 b:two b:three c:three ");

	story[0] = '\0';
	CHECK_EQ(lws_smd_msg_printf(cx, ONE, "more"), 0);
	turns(1);
	CHECK_STR(story, "a:more b:more c:more ");
	/* each of the three registered a "d", and said "again" before it, so
	 * that the first has two of them, the second one */
	turns(1);
	CHECK_STR(story, "a:more b:more c:more a:again b:again c:again "
		  "a:again b:again c:again d:again a:again b:again c:again "
		  "d:again d:again ");

	story[0] = '\0';
	CHECK_EQ(lws_smd_msg_printf(cx, ONE, "quit"), 0);
	CHECK_EQ(lws_smd_msg_printf(cx, ONE, "end"), 0);
	turns(2);
	CHECK_STR(story, "a:quit c:quit d:quit d:quit d:quit "
		  "c:end d:end d:end d:end ");

	/* limits: length, number, memory, age */
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	CHECK_EQ(lws_smd_msg_printf(cx, TWO, "%s", big), 1);
	CHECK_EQ(lws_smd_msg_printf(cx, TWO, "%s", big + 1), 0);
	CHECK(!lws_smd_msg_alloc(cx, TWO, sizeof(big)));
	p = lws_smd_msg_alloc(cx, TWO, 4);
	lws_smd_msg_free(&p);
	CHECK(!p);
	lws_smd_msg_free(&p);
	lws_alloc_fail_at(1, 0);
	CHECK_EQ(lws_smd_msg_printf(cx, TWO, "x"), 1);
	lws_alloc_fail_at(1, 0);
	CHECK(!lws_smd_register(cx, NULL, 0, ONE, take));
	lws_alloc_fail_at(0, 0);
	for (n = 1; n < 5; n++)
		CHECK_EQ(lws_smd_msg_printf(cx, TWO, "n%d", n), 0);
	CHECK_EQ(lws_smd_msg_printf(cx, TWO, "too many"), 1);
	story[0] = '\0';
	turns(2);
	CHECK(strstr(story, "c:n1 c:n2 c:n3 c:n4 "));

	cx->system->smd.ttl_us = -1;
	story[0] = '\0';
	CHECK_EQ(lws_smd_msg_printf(cx, TWO, "old"), 0);
	turns(2);
	CHECK_STR(story, "");
	cx->system->smd.ttl_us = 10 * LWS_US_PER_SEC;
	cx->system->smd.max_messages = 10000;
}

/* ---- threads ---- */

#define SENDERS 3
#define EACH 500

static int last_of[SENDERS], taken, called;

static int
take_numbered(void *opaque, lws_smd_class_t class_, lws_usec_t ts, void *buf,
	      size_t len)
{
	const char *s = buf;
	int who = s[0] - '0', n = atoi(s + 2);

	LWS_UNUSED(opaque);
	LWS_UNUSED(class_);
	LWS_UNUSED(ts);
	LWS_UNUSED(len);
	/* in each sender's order, and none is missing */
	CHECK(who >= 0 && who < SENDERS && n == last_of[who] + 1);
	if (who >= 0 && who < SENDERS)
		last_of[who] = n;
	taken++;

	return 0;
}

static void
be_called(struct lws_context *context, int tsi, void *opaque)
{
	CHECK(context == cx && !tsi && opaque);
	called++;
}

static lws_plat_mutex_t attach_lock;

/* an application's, as the API wants it */
static int
attach(struct lws_context *context, int tsi, lws_attach_cb_t cb,
       lws_system_states_t state, void *opaque, struct lws_attach_item **get)
{
	int n;

	lws_plat_mutex_lock(&attach_lock);
	n = __lws_system_attach(context, tsi, cb, state, opaque, get);
	lws_plat_mutex_unlock(&attach_lock);

	return n;
}

static void
sender(void *arg)
{
	int who = *(int *)arg, n;

	for (n = 1; n <= EACH; n++) {
		if (lws_smd_msg_printf(cx, ONE, "%d %d", who, n))
			return;
		if (attach(cx, 0, be_called, LWS_SYSTATE_OPERATIONAL, arg,
			   NULL))
			return;
	}
}

static void
test_threads(void)
{
	struct lws_smd_peer *pr = lws_smd_register(cx, NULL, 0, ONE,
						   take_numbered);
	lws_plat_thread_t t[SENDERS];
	int n, id[SENDERS];

	CHECK(pr);
	if (!pr)
		return;
	for (n = 0; n < SENDERS; n++) {
		id[n] = n;
		CHECK_EQ(lws_plat_thread_create(&t[n], sender, &id[n]), 0);
	}
	/* the test's own time limit ends this if one is lost */
	while (taken < SENDERS * EACH || called < SENDERS * EACH)
		lws_service(cx, 0);
	for (n = 0; n < SENDERS; n++)
		lws_plat_thread_join(&t[n]);
	turns(2);
	CHECK_EQ(taken, SENDERS * EACH);
	CHECK_EQ(called, SENDERS * EACH);
	lws_smd_unregister(pr);
}

static void
test_attach(void)
{
	int mark = 1;

	called = 0;
	CHECK_EQ(attach(cx, 0, be_called, LWS_SYSTATE_POLICY_INVALID, &mark,
			NULL), 0);
	CHECK_EQ(attach(cx, 0, be_called, LWS_SYSTATE_OPERATIONAL, &mark,
			NULL), 0);
	CHECK(attach(cx, 1, be_called, LWS_SYSTATE_OPERATIONAL, &mark, NULL));
	CHECK(attach(cx, -1, be_called, LWS_SYSTATE_OPERATIONAL, &mark, NULL));
	CHECK_EQ(called, 0);
	turns(2);
	CHECK_EQ(called, 1);
	lws_state_transition(lws_system_get_state_manager(cx),
			     LWS_SYSTATE_POLICY_INVALID);
	turns(2);
	CHECK_EQ(called, 2);
	lws_alloc_fail_at(1, 0);
	CHECK(attach(cx, 0, be_called, LWS_SYSTATE_OPERATIONAL, &mark, NULL));
	lws_alloc_fail_at(0, 0);
	/* never due: freed with the context */
	CHECK_EQ(attach(cx, 0, be_called, LWS_SYSTATE_CONTEXT_DESTROYING,
			&mark, NULL), 0);
}

/* ---- captive portal detection ---- */

static int detections, detection_result;

static int
detect(struct lws_context *context)
{
	CHECK(context == cx);
	detections++;
	/* timers run before the wait of their turn */
	lws_cancel_service(context);

	return detection_result;
}

static void
test_cpd(void)
{
	CHECK_EQ(lws_system_cpd_state_get(cx), LWS_CPD_UNKNOWN);
	/* this machine's gateway was a reason for one already, if it has one */
	detections = 0;
	CHECK_EQ(lws_system_cpd_start(cx), 0);
	CHECK_EQ(detections, 1);
	lws_system_cpd_set(cx, LWS_CPD_CAPTIVE_PORTAL);
	CHECK_EQ(lws_system_cpd_state_get(cx), LWS_CPD_CAPTIVE_PORTAL);
	lws_system_cpd_set(cx, (lws_cpd_result_t)99);
	CHECK_EQ(lws_system_cpd_state_get(cx), LWS_CPD_CAPTIVE_PORTAL);
	detection_result = 3;
	CHECK_EQ(lws_system_cpd_start(cx), 3);
	CHECK_EQ(lws_system_cpd_state_get(cx), LWS_CPD_UNKNOWN);
	lws_system_cpd_set(cx, LWS_CPD_INTERNET_OK);

	lws_system_cpd_start_defer(cx, 3600 * LWS_US_PER_SEC);
	lws_system_cpd_start_defer(cx, 1000);
	CHECK_EQ(detections, 2);
	while (detections < 3)
		lws_service(cx, 0);
	CHECK_EQ(detections, 3);
	/* pending at the context's end */
	lws_system_cpd_start_defer(cx, 3600 * LWS_US_PER_SEC);
}

/* ---- */

static int
hold_states(struct lws_state_manager *mgr, struct lws_state_notify_link *l,
	    int current, int target)
{
	LWS_UNUSED(mgr);
	LWS_UNUSED(l);

	return current != target && target == LWS_SYSTATE_CPD_PRE_TIME &&
	       lws_system_cpd_state_get(mgr->context) != LWS_CPD_INTERNET_OK;
}

/* somebody waits for the network: it goes on when that is known to be there */
static void
test_states_wait(void)
{
	lws_state_notify_link_t l = { .name = "hold", .notify_cb = hold_states };
	lws_state_notify_link_t *list[] = { &l, NULL };
	struct lws_context_creation_info info;
	struct lws_context *c;

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.register_notifier_list = list;
	c = lws_create_context(&info);
	CHECK(c);
	if (!c)
		return;
	CHECK_EQ(lws_system_get_state_manager(c)->state, LWS_SYSTATE_DHCP);
	CHECK(lws_system_cpd_start(c) < 0);
	lws_system_cpd_set(c, LWS_CPD_NO_INTERNET);
	CHECK_EQ(lws_system_get_state_manager(c)->state, LWS_SYSTATE_DHCP);
	lws_system_cpd_set(c, LWS_CPD_INTERNET_OK);
	CHECK_EQ(lws_system_get_state_manager(c)->state,
		 LWS_SYSTATE_OPERATIONAL);
	lws_context_destroy(c);
}

int
main(void)
{
	static const lws_system_ops_t ops = {
		.attach = attach, .captive_portal_detect_request = detect,
	};
	struct lws_context_creation_info info;

	lws_set_log_level(0, NULL);
	CHECK_EQ(lws_plat_mutex_init(&attach_lock), 0);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.system_ops = &ops;
	info.early_smd_cb = early;
	info.early_smd_opaque = (void *)"early";
	info.early_smd_class_filter = LWSSMDCL_SYSTEM_STATE;
	info.smd_queue_depth = 20;
	cx = lws_create_context(&info);
	CHECK(cx);
	if (!cx)
		return check_result();
	CHECK_EQ(cx->system->smd.max_messages, 20);
	turns(3);
	cx->system->smd.max_messages = 5;
	test_blobs();
	test_messages();
	test_threads();
	test_cpd();
	test_attach();
	lws_context_destroy(cx);
	test_states_wait();
	lws_plat_mutex_destroy(&attach_lock);

	return check_result();
}
