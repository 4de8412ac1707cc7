/* SPDX-License-Identifier: MIT */
/* DLLs that are loaded while the program runs */
#include "../private-lib-plat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * What the DLL needs itself is to be looked for beside it, which the system
 * only does for a whole path with backslashes.  The caller frees it.
 */
static wchar_t *
whole_path(const char *path)
{
	wchar_t *w = lws_plat_wide_path(path), *full = NULL;
	DWORD n = w ? GetFullPathNameW(w, 0, NULL, NULL) : 0;

	if (n)
		full = malloc(n * sizeof(*full));
	if (full && GetFullPathNameW(w, n, full, NULL) >= n) {
		/* the current folder has become another one just now */
		free(full);
		full = NULL;
	}
	free(w);

	return full;
}

void *
lws_plat_module_open(const char *path, char *why, size_t len)
{
	wchar_t *w = whole_path(path);
	HMODULE m = w ? LoadLibraryExW(w, NULL, LOAD_WITH_ALTERED_SEARCH_PATH) :
			NULL;

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
