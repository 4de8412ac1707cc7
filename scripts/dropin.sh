#!/bin/sh
# SPDX-License-Identifier: MIT
#
# dropin.sh [PROGRAM...]: Debian trixie's mosquitto, rtpengine and others, or
# those that are named, driven by clients on Debian's libwebsockets and on this
# one; and with "load", mosquitto with 1,000 clients on each.  Fails if a result
# is another, or one is missing.  For root; installs what is missing when it
# runs on Debian.  test-apps/dropin/README.md explains it.
set -u

top=$(cd "$(dirname "$0")/.." && pwd) || exit 2
cd "$top" || exit 2
# shellcheck source=scripts/lib.sh
. "$top/scripts/lib.sh"

want_compiler
want_node
want_dropin
install_wanted
install_peers || die "npm: see build/npm.log"
LWS_NODE_MODULES=${LWS_NODE_MODULES:-$top/build/npm/node_modules}
export LWS_NODE_MODULES

say "preparing Debian trixie"
root=$(sh scripts/trixie-root.sh) || {
	status=$?
	say "$root"
	exit "$status"
}
build_targets linux-default websockets_shared

# inside SCRIPT ARGUMENT...
inside() {
	script=$1
	shift
	sh test-apps/dropin/enter.sh "$root" \
		build/linux-default/lib/libwebsockets.so.19 \
		node "test-apps/dropin/$script" "$@"
}

if [ "$*" = load ]; then
	inside load.js
else
	inside run.js "$@"
fi
