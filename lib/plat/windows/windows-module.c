/* SPDX-License-Identifier: MIT */
/* DLLs that are loaded while the program runs */
#include "../private-lib-plat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *
lws_plat_module_open(const char *path, char *why, size_t len)
{
	wchar_t *w = lws_plat_wide_path(path), *p;
	HMODULE m;

	/* the search for what it needs itself wants backslashes */
	for (p = w; p && *p; p++)
		if (*p == L'/')
			*p = L'\\';
	m = w ? LoadLibraryExW(w, NULL, LOAD_WITH_ALTERED_SEARCH_PATH) : NULL;
	if (!m)
		snprintf(why, len, "error %lu", GetLastError());
	free(w);

	return (void *)m;
}

void *
lws_plat_module_symbol(void *module, const char *name)
{
	return (void *)(uintptr_t)GetProcAddress((HMODULE)module, name);
}

void
lws_plat_module_close(void *module)
{
	(void)FreeLibrary((HMODULE)module);
}

const char *
lws_plat_module_suffix(void)
{
	return ".dll";
}

int
lws_plat_module_own_folder(char *path, size_t len)
{
	static const char here;
	wchar_t w[MAX_PATH + 1];
	HMODULE m = NULL;
	char *end;
	DWORD n;

	if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
				GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
				(LPCWSTR)(const void *)&here, &m))
		return LWS_PLAT_ERROR;
	n = GetModuleFileNameW(m, w, MAX_PATH);
	if (!n || n >= MAX_PATH ||
	    !WideCharToMultiByte(CP_UTF8, 0, w, -1, path, (int)len, NULL, NULL))
		return LWS_PLAT_ERROR;
	end = strrchr(path, '\\');
	if (!end)
		return LWS_PLAT_ERROR;
	*end = '\0';

	return 0;
}
