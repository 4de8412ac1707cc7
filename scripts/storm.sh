#!/bin/sh
# SPDX-License-Identifier: MIT
#
# storm.sh [OPTION...]: connects to 100 endpoints, 30 of which are down in
# various ways, with the Linux and with the Windows build, and prints what
# happened: plain, and then with TLS for all of them.  Options go to all runs;
# "build/linux-gcc/bin/storm --help" lists them.  Installs what is missing when
# it runs on Debian.  Fails when a run missed what the storm demands.
set -u

top=$(cd "$(dirname "$0")/.." && pwd) || exit 2
cd "$top" || exit 2
# shellcheck source=scripts/lib.sh
. "$top/scripts/lib.sh"

want_compiler
want_mingw
want_wine
install_wanted

for preset in linux-gcc mingw; do
	build_targets $preset storm storm-endpoints
done
prepare_wine

status=0

# both OPTION...: one run on each system
both() {
	say
	say "Linux"
	build/linux-gcc/bin/storm --bar-turns --bar-texts "$@" || status=1
	say
	say "Windows (Wine)"
	sh cmake/wine.sh build/mingw/bin/storm.exe --bar-turns --bar-texts \
		"$@" || status=1
}

both "$@"
both --tls "$@"
exit $status
