#!/bin/sh
# SPDX-License-Identifier: MIT
#
# bench-http.sh [ROUNDS [SECONDS]]: requests per second and CPU per request of
# this library, of Debian's libwebsockets with the same program, and of nginx
# (one worker, sendfile, no access log), driven by wrk with 50 connections:
# a dynamic answer of 128 bytes, a file of 1 KiB, a file of 1 MiB.
#
# The servers are measured turn and turn about; what is printed are medians of
# ROUNDS (5) measurements of SECONDS (2) each, and their ratios to Debian's.
# The server has one core and wrk another, where there are two.
set -u

top=$(cd "$(dirname "$0")/.." && pwd) || exit 2
cd "$top" || exit 2
# shellcheck source=scripts/lib.sh
. "$top/scripts/lib.sh"

rounds=${1:-5}
seconds=${2:-2}
base=$top/build/bench-http
port=7781

want_compiler
want wrk has wrk
want nginx has nginx
want curl has curl
want util-linux has taskset
want libwebsockets-dev test -f /usr/include/libwebsockets.h
install_wanted

mkdir -p "$base/www" "$base/logs"
head -c 1024 /dev/zero | tr '\0' a >"$base/www/1k.txt"
head -c 1048576 /dev/zero | tr '\0' a >"$base/www/1m.txt"

say "building"
build_release "$base"
build_against "$base" test-apps/bench/bench-http-server.c

cat >"$base/nginx.conf" <<EOC
worker_processes 1;
daemon off;
pid $base/nginx.pid;
error_log $base/logs/error.log;
events { worker_connections 1024; }
http {
	access_log off;
	sendfile on;
	tcp_nopush on;
	keepalive_requests 1000000000;
	default_type text/plain;
	server {
		listen 127.0.0.1:$((port + 2)) backlog=1024;
		root $base/www;
		location = /dyn {
			return 200 "$(head -c 128 /dev/zero | tr '\0' x)";
		}
	}
}
EOC

pin_cores

pids=
stop_servers() {
	# shellcheck disable=SC2086 # a list of ids
	[ -z "$pids" ] || kill $pids 2>/dev/null
	pids=
}
trap stop_servers EXIT
trap 'exit 1' INT TERM

# shellcheck disable=SC2086 # words
start_servers() {
	$pin_server "$base/bench-http-server-ours" $port "$base/www" >/dev/null &
	pid_ours=$!
	$pin_server "$base/bench-http-server-debian" $((port + 1)) "$base/www" \
		>/dev/null 2>&1 &
	pid_debian=$!
	$pin_server nginx -e "$base/logs/error.log" -p "$base" \
		-c "$base/nginx.conf" &
	pid_nginx=$!
	pids="$pid_ours $pid_debian $pid_nginx"
	sleep 1
	# the worker is who works
	worker=$(cat /proc/$pid_nginx/task/$pid_nginx/children)
	pid_nginx=${worker%% *}
}

# user and system time so far, in ticks
ticks() {
	sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'
}

# measure NAME PID PORT PATH: lines for medians.awk
measure() {
	before=$(ticks "$2")
	# shellcheck disable=SC2086 # words
	$pin_load wrk -t1 -c50 -d"${seconds}s" \
		"http://127.0.0.1:$3$4" >"$base/wrk.txt" 2>&1
	after=$(ticks "$2")
	grep -q 'Non-2xx\|Socket errors' "$base/wrk.txt" &&
		say "$1 $4: errors: $(grep 'Non-2xx\|Socket' "$base/wrk.txt")" >&2
	awk -v name="$1" -v path="$4" -v t=$((after - before)) \
		-v hz="$(getconf CLK_TCK)" '
		/ requests in / { n = $1 }
		/Requests\/sec/ { r = $2 }
		END {
			print path, name, "reqs_s", r
			print path, name, "cpu_us", n ? t * 1e6 / hz / n : 0
		}' "$base/wrk.txt"
}

start_servers
for path in /dyn /1k.txt /1m.txt; do
	for n in 0 1 2; do
		curl -sf "http://127.0.0.1:$((port + n))$path" \
			-o "$base/body-$n" || die "no answer for $path from $n"
	done
	for n in 1 2; do
		cmp "$base/body-0" "$base/body-$n" ||
			die "answers differ for $path"
	done
done

: >"$base/results.txt"
n=0
while [ $n -lt "$rounds" ]; do
	for path in /dyn /1k.txt /1m.txt; do
		measure ours "$pid_ours" $port $path
		measure debian "$pid_debian" $((port + 1)) $path
		measure nginx "$pid_nginx" $((port + 2)) $path
	done >>"$base/results.txt"
	n=$((n + 1))
done

say_conditions "$rounds" "$seconds"
awk -v base=debian -f scripts/medians.awk "$base/results.txt"
