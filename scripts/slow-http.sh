#!/bin/sh
# SPDX-License-Identifier: MIT
#
# slow-http.sh [CLIENTS [TIMEOUT_SECONDS]]: slow clients of four kinds, 1000 by
# default, at a server with a timeout of 5 s, and the latencies of a healthy
# one beside them.
set -u

top=$(cd "$(dirname "$0")/.." && pwd) || exit 2
cd "$top" || exit 2
# shellcheck source=scripts/lib.sh
. "$top/scripts/lib.sh"

want_compiler
install_wanted

build_targets linux-gcc http1-slow
build/linux-gcc/bin/http1-slow "${1:-1000}" "${2:-5}"
