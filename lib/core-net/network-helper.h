/* SPDX-License-Identifier: MIT */
/* Addresses: what the rest of the library uses beyond lws-network-helper.h */
#ifndef LWS_PRIVATE_NETWORK_HELPER_H
#define LWS_PRIVATE_NETWORK_HELPER_H

/* Room for any address in text form, with a terminator */
#define LWS_ADDRESS_TEXT_MAX	64

/*
 * The local address that iface names: a numeric address, also of a link-local
 * one with its zone ("fe80::1%eth0"), or a network interface.  af is AF_INET,
 * AF_INET6, or AF_UNSPEC: whichever the number has, for an interface IPv4
 * before IPv6.  The port in sa46 is 0.  Returns an LWS_ITOSA_ value.
 */
int
lws_net_iface_address(int af, const char *iface, lws_sockaddr46 *sa46);

/*
 * Takes an IPv4 or IPv6 address out of what the socket calls filled in;
 * 0, or -1 for another family.
 */
int
lws_net_sa46_from_sockaddr(lws_sockaddr46 *sa46, const struct sockaddr *sa);

#endif
