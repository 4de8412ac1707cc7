#!/bin/sh
# SPDX-License-Identifier: MIT
#
# uploads.sh [PRESET [COUNT [KIB]]]: 200 uploads of 10 MiB at a time, with
# stalls and resets, to a server that keeps up and to one that does not.
# Checks every hash and count, and prints the server's peak of memory.  PRESET
# is linux-gcc, linux-asan or mingw (where fewer are the default).  Uses about
# 2 GiB of loopback traffic for each of the two, and stops by itself.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"
# shellcheck source=scripts/lib.sh
. "$top/scripts/lib.sh"

preset=${1:-linux-gcc}
count=${2:-200}
kib=${3:-10240}
peak=16
exe=
prefix=
run=

want_compiler
want_node
case $preset in
linux-asan)
	# its bookkeeping is no memory of the server's
	peak=0
	prefix=without_aslr
	;;
mingw)
	want_mingw
	want_wine
	count=${2:-40}
	peak=0
	exe=.exe
	run="sh $top/cmake/wine.sh"
	;;
esac
install_wanted
[ "$preset" != mingw ] || prepare_wine

build_targets "$preset" upload-server

for how in read stall; do
	say "server: $how"
	# shellcheck disable=SC2086 # a list of words
	$prefix node test-apps/uploads/uploads.js "$count" "$kib" "$peak" \
		$run "build/$preset/bin/upload-server$exe" "$how"
done
