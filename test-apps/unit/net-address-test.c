/* SPDX-License-Identifier: MIT */
/* Numeric addresses, networks, interfaces and peers */
#include "plat-check.h"
#include "network-helper.h"

static const struct {
	const char	*in;
	const char	*out;	/* NULL: is refused */
} cases[] = {
	{ "127.0.0.1",			"127.0.0.1" },
	{ "255.255.255.255",		"255.255.255.255" },
	{ "01.2.3.4",			"1.2.3.4" },
	{ "1.2.3.4 ",			"1.2.3.4" },
	{ "1.2.3",			NULL },
	{ "1.2.3.4.5",			NULL },
	{ "256.1.1.1",			NULL },
	{ "1..2.3",			NULL },
	{ "0001.2.3.4",			NULL },
	{ "1.2.3.4x",			NULL },
	{ " 1.2.3.4",			NULL },
	{ "",				NULL },
	{ "abc",			NULL },
	{ "::",				"::" },
	{ "::1",			"::1" },
	{ "1::",			"1::" },
	{ "2001:DB8::1",		"2001:db8::1" },
	{ "2001:0db8:0000::0001",	"2001:db8::1" },
	{ "1:2:3:4:5:6:7:8",		"1:2:3:4:5:6:7:8" },
	{ "1:0:3:4:5:6:7:8",		"1:0:3:4:5:6:7:8" },
	{ "2001:0:0:1:0:0:0:1",		"2001:0:0:1::1" },
	{ "0:0:1:0:0:1:0:0",		"::1:0:0:1:0:0" },
	{ "::2:3:4:5:6:7:8",		"0:2:3:4:5:6:7:8" },
	{ "1:2:3:4:5:6:7::",		"1:2:3:4:5:6:7:0" },
	{ "::ffff:1.2.3.4",		"::ffff:1.2.3.4" },
	{ "1:2:3:4:5:6:1.2.3.4",	"1:2:3:4:5:6:102:304" },
	{ "::1 ",			"::1" },
	{ ":: ",			"::" },
	{ "1:2:3:4:5:6:7",		NULL },
	{ "1:2:3:4:5:6:7:8:9",		NULL },
	{ "1:2:3:4::5:6:7:8",		NULL },
	{ "1::2::3",			NULL },
	{ ":::",			NULL },
	{ ":1",				NULL },
	{ "1:",				NULL },
	{ "::12345",			NULL },
	{ "::1.2.3",			NULL },
	{ "1:2:3:4:5:6:7:1.2.3.4",	NULL },
	{ "::g",			NULL },
	{ "fe80::1%lo",			NULL },
	{ "[::1]",			NULL },
	{ "::1:",			NULL },
};

static void
test_parse_write(void)
{
	lws_sockaddr46 sa;
	uint8_t raw[16];
	char out[64];
	size_t i;
	int n;

	for (i = 0; i < LWS_ARRAY_SIZE(cases); i++) {
		n = lws_sa46_parse_numeric_address(cases[i].in, &sa);
		if (!n != !!cases[i].out) {
			fprintf(stderr, "\"%s\": ", cases[i].in);
			CHECK_FAIL("taken or refused as expected");
			continue;
		}
		if (n)
			continue;
		n = lws_sa46_write_numeric_address(&sa, out, sizeof(out));
		if (n != (int)strlen(out) || strcmp(out, cases[i].out)) {
			fprintf(stderr, "\"%s\" -> \"%s\": ", cases[i].in, out);
			CHECK_FAIL("text form of RFC 5952");
		}
	}

	CHECK(lws_parse_numeric_address("1.2.3.4", raw, 4) == 4);
	CHECK(lws_parse_numeric_address("1.2.3.4", raw, 3) < 0);
	CHECK(lws_parse_numeric_address("::1", raw, 16) == 16);
	CHECK(lws_parse_numeric_address("::1", raw, 15) < 0);
	CHECK(lws_write_numeric_address(raw, 16, out, 3) < 0 && !out[0]);
	CHECK(lws_write_numeric_address(raw, 16, out, 4) == 3);
	CHECK(lws_write_numeric_address(raw, 5, out, sizeof(out)) < 0);
	memset(&sa, 0, sizeof(sa));
	CHECK(lws_sa46_write_numeric_address(&sa, out, sizeof(out)) < 0);
}

static int
on_net(const char *a, const char *net, int bits)
{
	lws_sockaddr46 sa, sn;

	REQUIRE(!lws_sa46_parse_numeric_address(a, &sa));
	REQUIRE(!lws_sa46_parse_numeric_address(net, &sn));

	return !lws_sa46_on_net(&sa, &sn, bits);
}

static void
test_nets(void)
{
	lws_sockaddr46 a, b;

	CHECK(on_net("10.1.2.3", "10.1.0.0", 16));
	CHECK(on_net("10.1.2.3", "10.1.0.0", 22));
	CHECK(!on_net("10.1.2.3", "10.1.0.0", 23));
	CHECK(on_net("10.1.2.3", "10.1.2.3", 32));
	CHECK(!on_net("10.1.2.3", "10.1.2.2", 32));
	CHECK(on_net("10.1.2.3", "192.168.0.0", 0));
	CHECK(!on_net("10.1.2.3", "10.1.2.3", 33));
	CHECK(!on_net("10.1.2.3", "10.1.2.3", -1));
	CHECK(on_net("2001:db8::5", "2001:db8::", 64));
	CHECK(!on_net("2001:db8:1::5", "2001:db8::", 64));
	CHECK(!on_net("10.1.2.3", "::", 0));

	REQUIRE(!lws_sa46_parse_numeric_address("10.1.2.3", &a));
	REQUIRE(!lws_sa46_parse_numeric_address("10.1.2.3", &b));
	b.sa4.sin_port = 77;
	CHECK(!lws_sa46_compare_ads(&a, &b));
	REQUIRE(!lws_sa46_parse_numeric_address("::ffff:10.1.2.3", &b));
	CHECK(lws_sa46_compare_ads(&a, &b));
	CHECK(!lws_sa46_compare_ads(&b, &b));
}

static void
test_interfaces(void)
{
	lws_sockaddr46 sa;

	CHECK(!lws_interface_to_sa(0, "127.0.0.1", &sa.sa4, sizeof(sa)));
	CHECK(sa.sa4.sin_family == AF_INET && !sa.sa4.sin_port &&
	      sa.sa4.sin_addr.s_addr == htonl(INADDR_LOOPBACK));
	CHECK(!lws_interface_to_sa(1, "::1", &sa.sa4, sizeof(sa)));
	CHECK(sa.sa4.sin_family == AF_INET6);
	CHECK(lws_interface_to_sa(1, "::1", &sa.sa4, sizeof(sa.sa4)) ==
							LWS_ITOSA_NOT_USABLE);
	CHECK(lws_interface_to_sa(0, "::1", &sa.sa4, sizeof(sa)) ==
							LWS_ITOSA_NOT_EXIST);
	CHECK(lws_interface_to_sa(0, "no-such-iface", &sa.sa4, sizeof(sa)) ==
							LWS_ITOSA_NOT_EXIST);
	CHECK(!lws_net_iface_address(AF_UNSPEC, "::1", &sa) &&
	      sa.sa4.sin_family == AF_INET6);

	/* by name, where the loopback interface has the name that it has on
	 * most systems */
	if (!lws_plat_interface_index("lo"))
		return;
	CHECK(!lws_interface_to_sa(0, "lo", &sa.sa4, sizeof(sa)));
	CHECK(sa.sa4.sin_addr.s_addr == htonl(INADDR_LOOPBACK));
	CHECK(!lws_net_iface_address(AF_INET6, "fe80::1%lo", &sa));
	CHECK(sa.sa6.sin6_scope_id == lws_plat_interface_index("lo"));
}

static void
test_peers(void)
{
	lws_sockfd_type a, b, u;
	char name[64];

	check_pair(&a, &b);
	CHECK(!strcmp(lws_get_peer_simple_fd(a, name, sizeof(name)),
		      "127.0.0.1"));
	u = lws_plat_socket(AF_INET, SOCK_STREAM, 0);
	CHECK(lws_get_peer_simple_fd(u, name, sizeof(name)) == name &&
	      strcmp(name, "127.0.0.1") && strstr(name, "getpeername"));
	lws_plat_socket_close(a);
	lws_plat_socket_close(b);
	lws_plat_socket_close(u);
}

int
main(void)
{
	REQUIRE(!lws_plat_init());
	test_parse_write();
	test_nets();
	test_interfaces();
	test_peers();
	lws_plat_deinit();

	return check_done();
}
