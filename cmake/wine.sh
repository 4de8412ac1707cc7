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

wine=$(command -v wine || command -v wine64) || {
	echo "$0: wine is missing" >&2
	exit 127
}

if [ ! -f "$WINEPREFIX/system.reg" ]; then
	mkdir -p "$WINEPREFIX"
	"$wine" wineboot -i >/dev/null 2>&1 </dev/null
fi
exec "$wine" "$@"
