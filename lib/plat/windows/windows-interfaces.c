/* SPDX-License-Identifier: MIT */
/* Local addresses of network interfaces */
#include "../private-lib-plat.h"

#include <iphlpapi.h>
#include <stdlib.h>
#include <string.h>

/* What the system recommends to begin with, and how often to try again: the
 * list may grow between the calls */
#define ADAPTERS_START	16384
#define ADAPTERS_TRIES	4

static IP_ADAPTER_ADDRESSES *
get_adapters(void)
{
	ULONG size = ADAPTERS_START, ret;
	IP_ADAPTER_ADDRESSES *list;
	int i;

	for (i = 0; i < ADAPTERS_TRIES; i++) {
		list = malloc(size);
		if (!list)
			return NULL;
		ret = GetAdaptersAddresses(AF_UNSPEC,
					   GAA_FLAG_SKIP_ANYCAST |
					   GAA_FLAG_SKIP_MULTICAST |
					   GAA_FLAG_SKIP_DNS_SERVER,
					   NULL, list, &size);
		if (ret == ERROR_SUCCESS)
			return list;
		free(list);
		if (ret != ERROR_BUFFER_OVERFLOW)
			return NULL;
	}

	return NULL;
}

static int
has_name(const IP_ADAPTER_ADDRESSES *a, const char *ifname)
{
	char friendly[512];

	if (a->AdapterName && !_stricmp(a->AdapterName, ifname))
		return 1;

	return a->FriendlyName &&
	       WideCharToMultiByte(CP_UTF8, 0, a->FriendlyName, -1, friendly,
				   sizeof(friendly), NULL, NULL) &&
	       !strcmp(friendly, ifname);
}

/* Windows writes zones as numbers; a name gives the index of its adapter */
unsigned int
lws_plat_interface_index(const char *ifname)
{
	IP_ADAPTER_ADDRESSES *list, *a;
	unsigned int ret = 0;

	list = get_adapters();
	for (a = list; a && !ret; a = a->Next)
		if (has_name(a, ifname))
			ret = a->Ipv6IfIndex ? a->Ipv6IfIndex : a->IfIndex;
	free(list);

	return ret;
}

int
lws_plat_interface_address(int af, const char *ifname,
			   struct sockaddr_storage *sa)
{
	IP_ADAPTER_ADDRESSES *list, *a;
	IP_ADAPTER_UNICAST_ADDRESS *u;
	int ret = LWS_ITOSA_NOT_EXIST;

	memset(sa, 0, sizeof(*sa));
	list = get_adapters();
	for (a = list; a && ret != LWS_ITOSA_USABLE; a = a->Next) {
		if (!has_name(a, ifname))
			continue;
		ret = LWS_ITOSA_NOT_USABLE;
		if (a->OperStatus != IfOperStatusUp)
			continue;
		for (u = a->FirstUnicastAddress; u; u = u->Next)
			if (u->Address.lpSockaddr->sa_family == af) {
				memcpy(sa, u->Address.lpSockaddr,
				       (size_t)u->Address.iSockaddrLength);
				ret = LWS_ITOSA_USABLE;
				break;
			}
	}
	free(list);

	return ret;
}

/* The library's Unix domain sockets are a feature of Unix */
int
lws_plat_unix_address(const char *path, struct sockaddr_storage *sa)
{
	(void)path;
	(void)sa;
	WSASetLastError(WSAEAFNOSUPPORT);

	return LWS_PLAT_ERROR;
}

int
lws_plat_unix_unlink(const char *path)
{
	(void)path;
	WSASetLastError(WSAEAFNOSUPPORT);

	return LWS_PLAT_ERROR;
}

int
lws_plat_unix_chown(const char *path, const char *user_colon_group)
{
	(void)path;
	(void)user_colon_group;
	WSASetLastError(WSAEAFNOSUPPORT);

	return LWS_PLAT_ERROR;
}
