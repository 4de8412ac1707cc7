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
{
	# of its own, so that the options of the presets stay as they are
	cmake -S . -B "$base/lib" -G Ninja -DLWS_WITHOUT_TESTAPPS=ON \
		-DCMAKE_BUILD_TYPE=Release &&
	cmake --build "$base/lib" --target websockets_shared
} >"$base/build.log" 2>&1 || {
	tail -n 40 "$base/build.log" >&2
	die "the build failed"
}
program=test-apps/bench/bench-http-server.c
lib=$(dirname "$(find build/bench-http/lib -name 'libwebsockets.so.19' | head -n 1)")
cc -O2 -Iinclude -Ibuild/bench-http/lib/include "$program" \
	-o "$base/server-ours" -L"$lib" -lwebsockets \
	-Wl,-rpath,"$top/$lib" || die "no program with our library"
cc -O2 "$program" -o "$base/server-debian" -L/usr/lib \
	-lwebsockets || die "no program with Debian's library"

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

pin_server=
pin_wrk=
if [ "$(cores)" -ge 2 ] && has taskset >/dev/null; then
	pin_server="taskset -c 0"
	pin_wrk="taskset -c 1"
fi

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
	$pin_server "$base/server-ours" $port "$base/www" >/dev/null &
	pid_ours=$!
	$pin_server "$base/server-debian" $((port + 1)) "$base/www" \
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

# measure NAME PID PORT PATH: a line "NAME PATH requests/s us-of-CPU/request"
measure() {
	before=$(ticks "$2")
	# shellcheck disable=SC2086 # words
	$pin_wrk wrk -t1 -c50 -d"${seconds}s" \
		"http://127.0.0.1:$3$4" >"$base/wrk.txt" 2>&1
	after=$(ticks "$2")
	grep -q 'Non-2xx\|Socket errors' "$base/wrk.txt" &&
		say "$1 $4: errors: $(grep 'Non-2xx\|Socket' "$base/wrk.txt")" >&2
	awk -v name="$1" -v path="$4" -v t=$((after - before)) \
		-v hz="$(getconf CLK_TCK)" '
		/ requests in / { n = $1 }
		/Requests\/sec/ { r = $2 }
		END { printf "%s %s %.1f %.3f\n", name, path, r,
			n ? t * 1e6 / hz / n : 0 }' "$base/wrk.txt"
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

say "medians of $rounds measurements of $seconds s, $(date +%Y-%m-%d), $(
	sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), $(cores) cores"
sort -k1,1 -k2,2 -k3,3n "$base/results.txt" | awk '
	function median(a, n) {
		return n % 2 ? a[(n + 1) / 2] : (a[n / 2] + a[n / 2 + 1]) / 2
	}
	function sorted(src, n, dst,   i, j, t) {
		for (i = 1; i <= n; i++) {
			t = src[i]
			for (j = i - 1; j > 0 && dst[j] > t; j--)
				dst[j + 1] = dst[j]
			dst[j + 1] = t
		}
	}
	{
		k = $1 " " $2
		c[k]++
		r[k, c[k]] = $3
		u[k, c[k]] = $4
	}
	END {
		split("/dyn /1k.txt /1m.txt", paths)
		split("debian ours nginx", names)
		printf "%-8s %-8s %12s %7s %12s %7s\n", "path", "server",
		       "requests/s", "ratio", "us CPU/req", "ratio"
		for (p = 1; p <= 3; p++)
			for (s = 1; s <= 3; s++) {
				k = names[s] " " paths[p]
				split("", x); split("", y)
				for (i = 1; i <= c[k]; i++) {
					x[i] = r[k, i]; y[i] = u[k, i]
				}
				split("", sx); split("", sy)
				sorted(x, c[k], sx); sorted(y, c[k], sy)
				mr = median(sx, c[k]); mu = median(sy, c[k])
				if (s == 1) { br = mr; bu = mu }
				printf "%-8s %-8s %12.0f %7.2f %12.2f %7.2f\n",
				       paths[p], names[s], mr, br ? mr / br : 0,
				       mu, mu ? bu / mu : 0
			}
	}'
