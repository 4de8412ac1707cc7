#!/bin/sh
# SPDX-License-Identifier: MIT
#
# tls-load.sh: 500 TLS handshakes at once, 150 of which stall, at a server and
# as clients, with the Linux and with the Windows build; and the same under
# valgrind and with the address sanitizer, to see that nothing is leaked.
# Prints how long the longest turn of the loop was, and how long one handshake
# takes.  Installs what is missing when it runs on Debian.
set -u

top=$(cd "$(dirname "$0")/.." && pwd) || exit 2
cd "$top" || exit 2
# shellcheck source=scripts/lib.sh
. "$top/scripts/lib.sh"

want_compiler
want_mingw
want_wine
want valgrind has valgrind
want libc6-dbg test -e /usr/share/doc/libc6-dbg
install_wanted

status=0

# Windows has no clock for one thread that is fine enough, so its times are of
# the wall, and no bar is set
full="--connections 500 --stalled 150 --timeout"

for preset in linux-gcc linux-asan mingw; do
	build_targets $preset tls-load
done
prepare_wine

say
say "Linux"
# shellcheck disable=SC2086 # lists of words
build/linux-gcc/bin/tls-load $full 5 --bar || status=1
say
say "Windows (Wine)"
# shellcheck disable=SC2086
sh cmake/wine.sh build/mingw/bin/tls-load.exe $full 20 || status=1
say
say "Linux, address sanitizer"
# shellcheck disable=SC2086
LWS_TEST_SLOWNESS=3 without_aslr build/linux-asan/bin/tls-load $full 5 ||
	status=1
say
say "Linux, valgrind (takes minutes)"
# shellcheck disable=SC2086
LWS_TEST_SLOWNESS=30 valgrind -q --error-exitcode=99 --leak-check=full \
	--suppressions=cmake/valgrind.supp \
	build/linux-gcc/bin/tls-load $full 5 || status=1
exit $status
