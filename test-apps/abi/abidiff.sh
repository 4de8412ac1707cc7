#!/bin/sh
# SPDX-License-Identifier: MIT
#
# abidiff.sh DEBIANS_LIBRARY OUR_LIBRARY: compares the two with abidiff
# (abigail-tools). Debian's is stripped, so what can be compared are SONAME,
# symbols and their kinds; check-abi compares the types. Fails if a symbol of
# Debian's is missing in ours, or another kind of thing.
#
# Debian's is libwebsockets.so.19 of the package libwebsockets19t64 in trixie:
#   apt-get download libwebsockets19t64 && dpkg -x libwebsockets19t64_*.deb DIR
# which needs trixie among the sources of apt; so ctest does not run this.
set -u

[ $# -eq 2 ] || { echo "usage: abidiff.sh DEBIANS_LIBRARY OUR_LIBRARY"; exit 2; }
abidiff --no-added-syms "$1" "$2"
status=$?

# 1, 2: it could not be run; 4: something differs; 8: incompatible
[ $((status & 3)) -eq 0 ] || exit 2
if [ "$status" -ne 0 ]; then
	echo "differs (abidiff: $status)"
	exit 1
fi
echo "nothing removed or changed"
