#!/bin/sh
# SPDX-License-Identifier: MIT
#
# lint.sh: what can be said about the code without running it.  Ends with a
# line "lint: N passed, N failed", and fails if anything did.
set -u

top=$(cd "$(dirname "$0")/.." && pwd) || exit 2
cd "$top" || exit 2
# shellcheck source=scripts/lib.sh
. "$top/scripts/lib.sh"

passed=0
failed=0

# check NAME COMMAND...: a check fails when its command does
check() {
	check_name=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
		say "ok: $check_name"
	else
		failed=$((failed + 1))
		say "FAILED: $check_name"
	fi
}

# Files that are compiled for every platform, and those for Windows only
shared_sources() {
	find lib -name '*.c' ! -path 'lib/plat/*' \
		! -path 'lib/event-libs/*/*' -o -path 'lib/event-libs/poll/*.c'
}

windows_sources() {
	find lib/plat/windows lib/event-libs/afd -name '*.c'
}

# The compiler's options for private headers, as in lib/CMakeLists.txt
private_includes() {
	printf '%s ' -Iinclude "-Ibuild/linux-clang/include" -Ilib
	find lib -type d | sed 's/^/-I/' | tr '\n' ' '
}

configure() {
	cmake --preset linux-clang >/dev/null
}

# shared code says nothing that only gcc and clang understand, which is what
# Visual C++ would trip over
standard_c() {
	status=0
	for file in $(shared_sources); do
		# shellcheck disable=SC2046 # a list of options
		clang -std=c99 -pedantic-errors -Wall -Wextra -Werror -Wgnu \
			-Wvla -fsyntax-only -D_GNU_SOURCE \
			$(private_includes) "$file" || status=1
	done
	return $status
}

# nor does the Windows side
standard_c_windows() {
	for folder in build/mingw build/lint-mingw; do
		[ -f "$folder/include/lws_config.h" ] && break
	done
	[ -f "$folder/include/lws_config.h" ] ||
		cmake -S . -B "$folder" -G Ninja --toolchain \
			cmake/toolchain-mingw-w64.cmake >/dev/null || return 1
	openssl=$(sed -n 's/^OPENSSL_INCLUDE_DIR:[^=]*=//p' \
		"$folder/CMakeCache.txt")
	status=0
	for file in $(windows_sources); do
		# shellcheck disable=SC2046 # a list of options
		x86_64-w64-mingw32-gcc -std=c11 -pedantic-errors -Wall -Wextra \
			-Werror -Wvla -fsyntax-only -D_WIN32_WINNT=0x0601 \
			-DWIN32_LEAN_AND_MEAN -D__USE_MINGW_ANSI_STDIO=1 \
			"-I$folder/include" ${openssl:+-isystem "$openssl"} \
			$(private_includes) "$file" ||
			status=1
	done
	return $status
}

# nothing FOUND: prints what a search found, and fails when that is something
nothing() {
	[ -z "$1" ] && return 0
	printf '%s\n' "$1"
	return 1
}

no_unix_in_shared_code() {
	nothing "$(shared_sources | xargs grep -nE \
		'#include <(unistd|poll|pthread|strings|dlfcn|sys/[a-z]+|netinet/[a-z]+|arpa/[a-z]+|netdb)\.h>|\bssize_t\b|__attribute__|__builtin_|\btypeof\b')"
}

no_platform_outside_plat() {
	nothing "$(grep -rnE 'defined *\(? *_WIN32|ifn?def _WIN32' lib |
		grep -v '^lib/plat/' | grep -v '^lib/core-net/service\.c:')"
}

# no file that is longer than anybody wants to read
no_long_files() {
	nothing "$(find lib test-apps -name '*.[ch]' -exec wc -l {} + |
		awk '$2 != "total" && $1 > 800')"
}

every_file_has_licence() {
	nothing "$(find lib test-apps include minimal-examples -name '*.[ch]' \
		-exec grep -L 'SPDX-License-Identifier: MIT' {} +)"
}

tidy() {
	# shellcheck disable=SC2016 # python's, not the shell's
	python3 -c '
import json, sys
for e in json.load(open("build/linux-clang/compile_commands.json")):
	if "/lib/" in e["file"] or "/test-apps/" in e["file"]:
		print(e["file"])
' | sort -u | xargs -P "$(cores)" -n 4 clang-tidy -quiet -p build/linux-clang \
		2>/dev/null
}

cpp_check() {
	# shellcheck disable=SC2046 # a list of options
	cppcheck -q -j "$(cores)" --std=c11 --error-exitcode=1 --inline-suppr \
		--enable=warning,portability,performance \
		--suppressions-list=cmake/cppcheck-suppressions.txt \
		--library=posix $(private_includes) "$@"
}

cpp_check_unix() {
	cpp_check --platform=unix64 -U_WIN32 -D__linux__ -D__GNUC__ \
		-i lib/plat/windows -i lib/event-libs/afd lib test-apps
}

cpp_check_windows() {
	cpp_check --platform=win64 -D_WIN32 -U__linux__ lib/plat/windows \
		lib/event-libs/afd
}

shell_scripts() {
	shellcheck -x scripts/*.sh cmake/*.sh test-apps/*/*.sh && shellcheck .ci/run
}

check "configuration" configure
check "standard C in shared code" standard_c
check "standard C for Windows" standard_c_windows
check "no Unix in shared code" no_unix_in_shared_code
check "platforms in lib/plat only" no_platform_outside_plat
check "length of files" no_long_files
check "licence of files" every_file_has_licence
check "clang-tidy" tidy
check "cppcheck" cpp_check_unix
check "cppcheck for Windows" cpp_check_windows
check "shellcheck" shell_scripts

say "lint: $passed passed, $failed failed"
[ "$failed" = 0 ]
