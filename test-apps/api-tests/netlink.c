/* SPDX-License-Identifier: MIT */
/*
 * An address of this machine goes: the connections that use it are closed, and
 * no others; the program hears of the routes. In a network of its own, so that
 * nobody else's address goes. Needs the right to make one.
 */
#include "tests.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* the second address of the loopback device, which is not a loopback one */
#define OTHER "10.99.0.1"

static struct lws_context *cx;
static int port, up, closed_other, closed_staying, adds, dels;

static int callback(struct lws *wsi, enum lws_callback_reasons reason,
		    void *user, void *in, size_t len)
{
	char name[8], ip[48];

	(void)user;
	(void)in;
	(void)len;
	switch ((int)reason) {
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		up++;
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		t_check(0, __FILE__, __LINE__, "connected");
		break;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLIENT_CLOSED:
		lws_get_peer_addresses(wsi, lws_get_socket_fd(wsi), name,
				       sizeof(name), ip, sizeof(ip));
		if (!strcmp(ip, OTHER))
			closed_other++;
		else
			closed_staying++;
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "echo", callback, 0, 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static int message(void *opaque, lws_smd_class_t class_, lws_usec_t when,
		   void *buf, size_t len)
{
	(void)opaque;
	(void)when;
	CHECK_EQ(class_, LWSSMDCL_NETWORK);
	if (len == 12 && !memcmp(buf, "{\"rt\":\"add\"}", 12))
		adds++;
	if (len == 12 && !memcmp(buf, "{\"rt\":\"del\"}", 12))
		dels++;

	return 0;
}

static int ask(unsigned long what, const char *device, struct ifreq *r)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0), n;

	lws_strncpy(r->ifr_name, device, sizeof(r->ifr_name));
	n = ioctl(fd, what, r);
	close(fd);

	return n;
}

static int set_up(const char *device, int is_up)
{
	struct ifreq r;

	memset(&r, 0, sizeof(r));
	if (is_up)
		r.ifr_flags = IFF_UP;

	return ask(SIOCSIFFLAGS, device, &r);
}

static int add_address(const char *device, const char *address)
{
	struct sockaddr_in sin;
	struct ifreq r;

	memset(&r, 0, sizeof(r));
	memset(&sin, 0, sizeof(sin));
	sin.sin_family = AF_INET;
	inet_pton(AF_INET, address, &sin.sin_addr);
	memcpy(&r.ifr_addr, &sin, sizeof(sin));

	return ask(SIOCSIFADDR, device, &r);
}

static void connect_to(const char *address)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = i.host = i.origin = address;
	i.port = port;
	i.path = "/";
	i.protocol = i.local_protocol_name = "echo";
	CHECK(lws_client_connect_via_info(&i) != NULL);
}

static void run(void)
{
	int i;

	t_case("routes that exist");
	t_until(cx, adds >= 2, 5000);
	CHECK(adds >= 2);
	CHECK_EQ(dels, 0);

	t_case("connections over both addresses");
	for (i = 0; i < 100; i++) {
		connect_to("127.0.0.1");
		connect_to(OTHER);
	}
	t_until(cx, up == 400, 20000);
	CHECK_EQ(up, 400);

	t_case("an address that comes harms nobody");
	adds = 0;
	CHECK_EQ(add_address("lo:2", "10.98.0.1"), 0);
	t_until(cx, adds, 5000);
	CHECK(adds > 0);

	t_case("another one goes");
	CHECK_EQ(set_up("lo:2", 0), 0);
	t_until(cx, dels, 5000);
	CHECK(dels > 0);
	t_settle(cx, 400);
	CHECK_EQ(closed_other, 0);

	t_case("theirs goes");
	CHECK_EQ(set_up("lo:1", 0), 0);
	t_until(cx, closed_other == 200, 10000);
	CHECK_EQ(closed_other, 200);
	t_settle(cx, 400);
	CHECK_EQ(closed_other, 200);
	CHECK_EQ(closed_staying, 0);
}

int main(void)
{
	struct lws_context_creation_info info;
	struct lws_vhost *vh;

	t_begin("netlink", 60);
	if ((unshare(CLONE_NEWNET) && unshare(CLONE_NEWUSER | CLONE_NEWNET)) ||
	    set_up("lo", 1) || add_address("lo:1", OTHER)) {
		printf("netlink: skipped, may not make a network\n");
		return T_SKIP;
	}

	memset(&info, 0, sizeof(info));
	info.iface = "lo";
	t_info(&info, protocols);
	info.iface = NULL;
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.early_smd_cb = message;
	info.early_smd_class_filter = LWSSMDCL_NETWORK;
	cx = lws_create_context(&info);
	info.port = 0;
	vh = cx ? lws_create_vhost(cx, &info) : NULL;
	if (CHECK(vh != NULL)) {
		port = lws_get_vhost_listen_port(vh);
		t_tick_start(cx);
		run();
		t_tick_stop();
	}
	lws_context_destroy(cx);
	CHECK_EQ(closed_staying, 200);

	return t_end();
}
