/* SPDX-License-Identifier: MIT */
/* What the sample plugins expect at the user pointer of their context. */
#ifndef LWS_TEST_PLUGIN_SAMPLE_H
#define LWS_TEST_PLUGIN_SAMPLE_H

struct sample_host {
	/* told of every PROTOCOL_INIT and PROTOCOL_DESTROY */
	void (*note)(const char *what, const char *protocol, const char *vhost);
};

#endif
