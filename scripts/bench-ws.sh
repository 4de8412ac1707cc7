#!/bin/sh
# SPDX-License-Identifier: MIT
#
# bench-ws.sh [ROUNDS [SECONDS [CASE...]]]: WebSocket echo with this library,
# with Debian's libwebsockets and the same program, and with node's ws. Cases:
#   many      100 connections, 16 messages of 32 bytes under way on each
#   many-tls  the same over TLS
#   one       1 connection, 1 message of 32 bytes
#   large     50 connections, 4 messages of 16 KiB on each
#   idle      as "one", beside 10,000 idle connections
# Figures: messages per second, the server's CPU time per message and per
# connection opened (us), resident memory per connection (KiB).
#
# The servers are measured turn and turn about, each in a process of its own;
# what is printed are medians of ROUNDS (5) measurements of SECONDS (2) each,
# and how many times better than Debian's they are. The server has one core and
# its load another, where there are two; with one message under way they take
# turns, and have one core together: else the time to wake a core is what is
# measured. LWS_BENCH_SERVERS: which of "debian ours node" are measured, and in
# which order; ratios are to the first. "root" is the libwebsockets.so.19 in the
# Debian root in folder LWS_BENCH_ROOT, where the program runs in a chroot.
set -u

top=$(cd "$(dirname "$0")/.." && pwd) || exit 2
cd "$top" || exit 2
# shellcheck source=scripts/lib.sh
. "$top/scripts/lib.sh"

rounds=${1:-5}
seconds=${2:-2}
[ $# -lt 2 ] || shift
[ $# -eq 0 ] || shift
cases=${*:-many many-tls one large idle}
servers=${LWS_BENCH_SERVERS:-debian ours node}
base=$top/build/bench-ws
port=7791

want_compiler
want_node
want openssl has openssl
want util-linux has taskset
want libwebsockets-dev test -f /usr/include/libwebsockets.h
install_wanted
install_peers || die "npm: see build/npm.log"
LWS_NODE_MODULES=${LWS_NODE_MODULES:-$top/build/npm/node_modules}
export LWS_NODE_MODULES

mkdir -p "$base"
say "building"
build_release "$base"
build_against "$base" test-apps/bench/bench-ws-server.c
cc -O2 test-apps/bench/bench-ws-load.c -o "$base/load" -lssl -lcrypto ||
	die "the load does not build"
[ -s "$base/cert.pem" ] ||
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 \
		-nodes -days 3650 -subj /CN=localhost -keyout "$base/key.pem" \
		-out "$base/cert.pem" 2>"$base/openssl.log" ||
	die "no certificate"

case " $servers " in
*" root "*)
	cp "$base/bench-ws-server-ours" \
		"${LWS_BENCH_ROOT:?}/tmp/bench-ws-server" || exit 1
	cp "$base/cert.pem" "$base/key.pem" "$LWS_BENCH_ROOT/tmp/" || exit 1
	;;
esac

pin_cores
# ten thousand connections; sh has it on Debian
# shellcheck disable=SC3045
ulimit -n "$(ulimit -Hn)"

# words for the load: CONNECTIONS IN-FLIGHT SIZE SECONDS [IDLE [tls]]
load_of() {
	case $1 in
	many) echo "100 16 32 $seconds" ;;
	many-tls) echo "100 16 32 $seconds 0 tls" ;;
	one) echo "1 1 32 $seconds" ;;
	large) echo "50 4 16384 $seconds" ;;
	idle) echo "1 1 32 $seconds 10000" ;;
	*) die "there is no case \"$1\"" ;;
	esac
}

# start SERVER PORT [CERT KEY]: in $server
start() {
	name=$1
	shift
	case $name in
	node) set -- node test-apps/bench/bench-ws-server.js "$@" ;;
	root) set -- chroot "$LWS_BENCH_ROOT" /tmp/bench-ws-server "$@" ;;
	*) set -- "$base/bench-ws-server-$name" "$@" ;;
	esac
	# shellcheck disable=SC2086 # words
	$pin_server "$@" >"$base/$name.log" 2>&1 &
	server=$!
	waited=0
	while ! ss -Hltn "sport = :$port" | grep -q .; do
		waited=$((waited + 1))
		if [ $waited -gt 100 ]; then
			cat "$base/$name.log"
			die "$name does not listen"
		fi
		sleep 0.1
	done
}

server=
trap '[ -z "$server" ] || kill $server 2>/dev/null' EXIT
trap 'exit 1' INT TERM

# measure CASE SERVER: lines for medians.awk
measure() {
	case $1 in
	*-tls)
		[ "$2" = root ] && in=/tmp || in=$base
		start "$2" $port "$in/cert.pem" "$in/key.pem"
		;;
	*) start "$2" $port ;;
	esac
	case $1 in
	one | idle) pin=$pin_server ;;
	*) pin=$pin_load ;;
	esac
	# shellcheck disable=SC2046,SC2086 # words
	$pin "$base/load" $port $server $(load_of "$1") >"$base/out.txt" ||
		die "$1 with $2 failed"
	kill $server
	wait $server 2>/dev/null
	server=
	# a few connections say nothing of one
	[ "$1" = idle ] && keep='.' || keep='msgs_s|cpu_us'
	tr ' ' '\n' <"$base/out.txt" | grep -E "$keep" |
		sed "s/^/$1 $2 /; s/=/ /"
	# its port is free again
	port=$((port + 1))
}

: >"$base/results.txt"
round=0
while [ $round -lt "$rounds" ]; do
	for case in $cases; do
		for who in $servers; do
			measure "$case" "$who" >>"$base/results.txt"
		done
	done
	round=$((round + 1))
done

say_conditions "$rounds" "$seconds"
awk -v base="${servers%% *}" -f scripts/medians.awk "$base/results.txt"
