#!/bin/sh
# SPDX-License-Identifier: MIT
#
# wine.sh PROGRAM.exe ARGS...: runs a Windows program under Wine, with a
# configuration (WINEPREFIX) of this project's own, which is made when it is
# missing, so that nothing of the user's is touched.
set -eu

if [ -z "${WINEPREFIX:-}" ]; then
	here=$(cd "$(dirname "$0")/.." && pwd)
	WINEPREFIX=$here/build/wine
	export WINEPREFIX
fi
# no log of Wine's own, no offers to install Mono and Gecko
: "${WINEDEBUG:=-all}" "${WINEDLLOVERRIDES:=mscoree=;mshtml=}"
export WINEDEBUG WINEDLLOVERRIDES

# File names that are not ASCII need a locale that can say them
LC_ALL=C.UTF-8
export LC_ALL

wine=$(command -v wine || command -v wine64) || {
	echo "$0: wine is missing" >&2
	exit 127
}

# Wine's server and services outlive the program that started them, and hold
# its output open: whoever reads that would wait for them.  So they are started
# apart, and stay until nobody has needed them for a minute and a half.  The
# server answers before its services are up, and when it is about to go: whoever
# comes first, or after a minute without anybody, starts what there is to start,
# while the others wait.
mkdir -p "$WINEPREFIX"
(
	flock 9
	used=$(find "$WINEPREFIX/used" -mmin -1 2>/dev/null) || :
	if [ -z "$used" ] || ! wineserver -k0 2>/dev/null; then
		{
			wineserver -p90 || :
			"$wine" cmd /c exit || :
		} >/dev/null 2>&1 </dev/null 9>&-
	fi
	: >"$WINEPREFIX/used"
) 9>"$WINEPREFIX/lock"
exec "$wine" "$@"
