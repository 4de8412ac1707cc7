/* SPDX-License-Identifier: MIT */
/* Shared objects that are loaded while the program runs */
#include "../private-lib-plat.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static void
say_why(char *why, size_t len)
{
	const char *e = dlerror();

	snprintf(why, len, "%s", e ? e : "no reason given");
}

void *
lws_plat_module_open(const char *path, char *why, size_t len)
{
	void *m = dlopen(path, RTLD_NOW | RTLD_LOCAL);

	if (!m)
		say_why(why, len);

	return m;
}

void *
lws_plat_module_symbol(void *module, const char *name)
{
	return dlsym(module, name);
}

void
lws_plat_module_close(void *module)
{
	(void)dlclose(module);
}

const char *
lws_plat_module_suffix(void)
{
	return ".so";
}

int
lws_plat_module_own_folder(char *path, size_t len)
{
	static const char here;
	const char *end;
	Dl_info info;

	if (!dladdr(&here, &info) || !info.dli_fname)
		return LWS_PLAT_ERROR;
	end = strrchr(info.dli_fname, '/');
	if (!end || (size_t)(end - info.dli_fname) >= len)
		return LWS_PLAT_ERROR;
	memcpy(path, info.dli_fname, (size_t)(end - info.dli_fname));
	path[end - info.dli_fname] = '\0';

	return 0;
}
