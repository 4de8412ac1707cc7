/* SPDX-License-Identifier: MIT */
/* Addresses as numbers, text and sockaddrs; those of peers and interfaces */
#include "private-lib-core.h"
#include "network-helper.h"

#include <stdio.h>
#include <string.h>

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;

	return -1;
}

/*
 * Four decimal numbers and nothing behind them but blanks, as configuration
 * files leave there.  Leading zeros do not make them octal.
 */
static int
parse_v4(const char *p, uint8_t *out)
{
	int i, digits, v;

	for (i = 0; i < 4; i++) {
		if (i && *p++ != '.')
			return -1;
		for (v = digits = 0; *p >= '0' && *p <= '9'; p++, digits++) {
			if (digits == 3)
				return -1;
			v = v * 10 + (*p - '0');
		}
		if (!digits || v > 255)
			return -1;
		out[i] = (uint8_t)v;
	}
	while (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')
		p++;

	return *p ? -1 : 4;
}

/*
 * RFC 4291 section 2.2: up to 8 groups of hex digits, "::" once for a run of
 * zero groups, and the last two groups possibly in the IPv4 form.
 */
static int
parse_v6(const char *p, uint8_t *out)
{
	int n = 0, gap = -1, digits, v;
	const char *group;
	uint8_t a[16];

	if (p[0] == ':' && p[1] != ':')
		return -1;

	while (*p) {
		if (p[0] == ':' && p[1] == ':') {
			if (gap >= 0)
				return -1;
			gap = n;
			p += 2;
			if (!*p)
				break;
		} else if (n) {
			if (*p++ != ':')
				break;
		}

		group = p;
		for (v = digits = 0; hex_value(*p) >= 0; p++, digits++) {
			if (digits == 4)
				return -1;
			v = v << 4 | hex_value(*p);
		}
		if (*p == '.') {
			if (n > 12 || parse_v4(group, &a[n]) != 4)
				return -1;
			n += 4;
			p = "";
			break;
		}
		if (!digits) {
			/* blanks behind a final "::" */
			if (gap != n)
				return -1;
			break;
		}
		if (n > 14)
			return -1;
		a[n++] = (uint8_t)(v >> 8);
		a[n++] = (uint8_t)(v & 255);
		if (*p && *p != ':')
			break;
	}
	while (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')
		p++;
	if (*p || (gap < 0 && n != 16) || (gap >= 0 && n > 14))
		return -1;

	if (gap < 0)
		gap = n;
	memset(out, 0, 16);
	memcpy(out, a, (size_t)gap);
	memcpy(out + 16 - (n - gap), a + gap, (size_t)(n - gap));

	return 16;
}

int
lws_parse_numeric_address(const char *ads, uint8_t *result, size_t max_len)
{
	uint8_t a[16];
	int n;

	if (strchr(ads, ':'))
		n = parse_v6(ads, a);
	else
		n = parse_v4(ads, a);
	if (n < 0 || (size_t)n > max_len)
		return -1;
	memcpy(result, a, (size_t)n);

	return n;
}

int
lws_sa46_parse_numeric_address(const char *ads, lws_sockaddr46 *sa46)
{
	uint8_t a[16];
	int n = lws_parse_numeric_address(ads, a, sizeof(a));

	if (n < 0)
		return -1;

	memset(sa46, 0, sizeof(*sa46));
	if (n == 4) {
		sa46->sa4.sin_family = AF_INET;
		memcpy(&sa46->sa4.sin_addr, a, 4);
		return 0;
	}
#if defined(LWS_WITH_IPV6)
	sa46->sa6.sin6_family = AF_INET6;
	memcpy(&sa46->sa6.sin6_addr, a, 16);

	return 0;
#else
	return -1;
#endif
}

/* Where the longest run of zero groups is, if of two or more */
static void
longest_zeros(const uint8_t *a, int *start, int *count)
{
	int i, j;

	*start = -1;
	*count = 1;
	for (i = 0; i < 8; i = j + 1) {
		for (j = i; j < 8 && !a[2 * j] && !a[2 * j + 1]; j++)
			;
		if (j - i > *count) {
			*start = i;
			*count = j - i;
		}
	}
}

/* RFC 5952; t has room for LWS_ADDRESS_TEXT_MAX */
static void
write_v6(const uint8_t *a, char *t)
{
	static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
					    0xff, 0xff };
	char *p = t, *end = t + LWS_ADDRESS_TEXT_MAX;
	int i, start, count;

	if (!memcmp(a, mapped, sizeof(mapped))) {
		snprintf(t, LWS_ADDRESS_TEXT_MAX, "::ffff:%u.%u.%u.%u",
			 a[12], a[13], a[14], a[15]);
		return;
	}

	longest_zeros(a, &start, &count);
	for (i = 0; i < 8; i++) {
		if (i == start) {
			p += snprintf(p, (size_t)(end - p), "::");
			i += count - 1;
			continue;
		}
		p += snprintf(p, (size_t)(end - p), "%s%x",
			      i && i != start + count ? ":" : "",
			      (unsigned int)a[2 * i] << 8 | a[2 * i + 1]);
	}
}

int
lws_write_numeric_address(const uint8_t *ads, int size, char *buf, size_t len)
{
	char t[LWS_ADDRESS_TEXT_MAX];
	size_t n;

	if (size == 4)
		snprintf(t, sizeof(t), "%u.%u.%u.%u", ads[0], ads[1], ads[2],
			 ads[3]);
	else if (size == 16)
		write_v6(ads, t);
	else
		return -1;

	n = strlen(t);
	if (n >= len) {
		if (len)
			buf[0] = '\0';
		return -1;
	}
	memcpy(buf, t, n + 1);

	return (int)n;
}

static const uint8_t *
sa46_bytes(const lws_sockaddr46 *sa46, int *len)
{
	*len = 0;
	if (sa46->sa4.sin_family == AF_INET) {
		*len = 4;
		return (const uint8_t *)&sa46->sa4.sin_addr;
	}
#if defined(LWS_WITH_IPV6)
	if (sa46->sa4.sin_family == AF_INET6) {
		*len = 16;
		return (const uint8_t *)&sa46->sa6.sin6_addr;
	}
#endif

	return NULL;
}

int
lws_sa46_write_numeric_address(lws_sockaddr46 *sa46, char *buf, size_t len)
{
	const uint8_t *a;
	int n;

	a = sa46_bytes(sa46, &n);
	if (a)
		return lws_write_numeric_address(a, n, buf, len);
	if (len)
		buf[0] = '\0';

	return -1;
}

int
lws_sa46_compare_ads(const lws_sockaddr46 *sa46a, const lws_sockaddr46 *sa46b)
{
	const uint8_t *a, *b;
	int na, nb;

	a = sa46_bytes(sa46a, &na);
	b = sa46_bytes(sa46b, &nb);

	return !a || !b || na != nb || memcmp(a, b, (size_t)na);
}

int
lws_sa46_on_net(const lws_sockaddr46 *sa46a, const lws_sockaddr46 *sa46_net,
		int net_len)
{
	const uint8_t *a, *net;
	int na, nn, bytes, mask;

	a = sa46_bytes(sa46a, &na);
	net = sa46_bytes(sa46_net, &nn);
	if (!a || !net || na != nn || net_len < 0 || net_len > na * 8)
		return 1;

	bytes = net_len / 8;
	if (memcmp(a, net, (size_t)bytes))
		return 1;
	if (!(net_len & 7))
		return 0;
	mask = 0xff & (0xff00 >> (net_len & 7));

	return (a[bytes] & mask) != (net[bytes] & mask);
}

int
lws_net_sa46_from_sockaddr(lws_sockaddr46 *sa46, const struct sockaddr *sa)
{
	memset(sa46, 0, sizeof(*sa46));
	if (sa->sa_family == AF_INET) {
		memcpy(&sa46->sa4, sa, sizeof(sa46->sa4));
		return 0;
	}
#if defined(LWS_WITH_IPV6)
	if (sa->sa_family == AF_INET6) {
		memcpy(&sa46->sa6, sa, sizeof(sa46->sa6));
		return 0;
	}
#endif

	return -1;
}

/* 1 when iface was a number (sa46 is set if it is of the family asked for) */
static int
numeric_iface(int af, const char *iface, lws_sockaddr46 *sa46, int *ret)
{
	char host[LWS_ADDRESS_TEXT_MAX];
	const char *pc = strchr(iface, '%');
	unsigned int zone = 0;

	if (pc) {
		if ((size_t)(pc - iface) >= sizeof(host))
			return 0;
		memcpy(host, iface, (size_t)(pc - iface));
		host[pc - iface] = '\0';
		iface = host;
	}
	if (lws_sa46_parse_numeric_address(iface, sa46))
		return 0;

	*ret = LWS_ITOSA_NOT_EXIST;
	if (af != AF_UNSPEC && sa46->sa4.sin_family != af)
		return 1;
	if (pc) {
		zone = lws_plat_interface_index(pc + 1);
		if (!zone)
			zone = (unsigned int)strtoul(pc + 1, NULL, 10);
		if (!zone || sa46->sa4.sin_family == AF_INET)
			return 1;
#if defined(LWS_WITH_IPV6)
		sa46->sa6.sin6_scope_id = zone;
#endif
	}
	*ret = LWS_ITOSA_USABLE;

	return 1;
}

int
lws_net_iface_address(int af, const char *iface, lws_sockaddr46 *sa46)
{
	struct sockaddr_storage ss;
	int ret;

	if (numeric_iface(af, iface, sa46, &ret))
		return ret;

	if (af == AF_UNSPEC) {
		ret = lws_net_iface_address(AF_INET, iface, sa46);
		if (ret != LWS_ITOSA_NOT_USABLE)
			return ret;
		af = AF_INET6;
	}

	ret = lws_plat_interface_address(af, iface, &ss);
	if (ret == LWS_ITOSA_USABLE &&
	    lws_net_sa46_from_sockaddr(sa46, (struct sockaddr *)&ss))
		return LWS_ITOSA_NOT_USABLE;

	return ret;
}

int
lws_interface_to_sa(int ipv6, const char *ifname, struct sockaddr_in *addr,
		    size_t addrlen)
{
	size_t need = sizeof(struct sockaddr_in);
	lws_sockaddr46 sa46;
	int ret;

#if defined(LWS_WITH_IPV6)
	if (ipv6)
		need = sizeof(struct sockaddr_in6);
#else
	if (ipv6)
		return LWS_ITOSA_NOT_USABLE;
#endif
	if (addrlen < need)
		return LWS_ITOSA_NOT_USABLE;

	ret = lws_net_iface_address(ipv6 ? AF_INET6 : AF_INET, ifname, &sa46);
	if (ret == LWS_ITOSA_USABLE)
		/* an IPv6 address wants a caller with a sockaddr_in6 */
		memcpy((void *)addr, &sa46, need);

	return ret;
}

const char *
lws_get_peer_simple_fd(lws_sockfd_type fd, char *name, size_t namelen)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);
	lws_sockaddr46 sa46;
	char reason[128];

	/* an unnamed peer leaves it as it is */
	memset(&ss, 0, sizeof(ss));
	if (getpeername(fd, (struct sockaddr *)&ss, &len)) {
		lws_plat_strerror(lws_plat_socket_errno(), reason,
				  sizeof(reason));
		snprintf(name, namelen, "getpeername: %s", reason);
		return name;
	}

	if (lws_net_sa46_from_sockaddr(&sa46, (struct sockaddr *)&ss))
		snprintf(name, namelen, "unknown");
	else
		(void)lws_sa46_write_numeric_address(&sa46, name, namelen);

	return name;
}
