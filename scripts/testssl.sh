#!/bin/sh
# SPDX-License-Identifier: MIT
#
# testssl.sh [BUILD]: has testssl.sh look at the server of this library as it
# is without any TLS option, and at nginx as Debian configures it, with the
# same certificate. Prints what it finds of both side by side, and fails if
# anything of ours is worse. BUILD is a folder of the tree that is built,
# build/linux-gcc by default; it is built if it is not there. Takes minutes.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd) || exit 2
cd "$top" || exit 2
# shellcheck source=scripts/lib.sh
. "$top/scripts/lib.sh"

build=${1:-build/linux-gcc}

want_compiler
want_node
want_tls_peers
want testssl.sh has testssl
install_wanted

if [ ! -x "$build/bin/tls-server" ]; then
	build_targets "$(basename "$build")" tls-server tls-mkcerts
fi

dir=$top/$build/testssl
rm -rf "$dir"
mkdir -p "$dir"
cd "$dir"
bin=$top/$build/bin
pids=
cleanup() {
	for pid in $pids; do
		kill "$pid" 2>/dev/null || :
	done
}
trap cleanup EXIT INT TERM

# waits for a line "port N" in a file; prints N
port_of() {
	n=0
	while [ "$n" -lt 100 ]; do
		port=$(sed -n 's/^port //p' "$1")
		if [ -n "$port" ]; then
			echo "$port"
			return 0
		fi
		n=$((n + 1))
		sleep 0.1
	done
	cat "$1" >&2
	return 1
}

start_ours() {
	"$bin/tls-server" --cert rsa.pem --key rsa-key.pem --seconds 3600 \
		>ours.log 2>&1 &
	pids="$pids $!"
	ours=$(port_of ours.log)
}

# The lines about TLS are those of the distribution's own configuration.
start_nginx() {
	# a port that was free a moment ago
	nginx=$(node -e 'const s = require("net").createServer().listen(0,
		"127.0.0.1", () => { console.log(s.address().port); s.close() })')
	cat >nginx.conf <<END
daemon off;
master_process off;
pid $dir/nginx.pid;
error_log stderr;
events { worker_connections 256; }
http {
	access_log off;
	client_body_temp_path $dir/body;
	proxy_temp_path $dir/proxy;
	fastcgi_temp_path $dir/fastcgi;
	uwsgi_temp_path $dir/uwsgi;
	scgi_temp_path $dir/scgi;
$(grep -E '^[[:space:]]*ssl_' /etc/nginx/nginx.conf || :)
	server {
		listen 127.0.0.1:$nginx ssl;
		ssl_certificate $dir/rsa.pem;
		ssl_certificate_key $dir/rsa-key.pem;
		root $dir;
	}
}
END
	/usr/sbin/nginx -p "$dir" -c "$dir/nginx.conf" >nginx.log 2>&1 &
	pids="$pids $!"
}

# examine NAME PORT
examine() {
	testssl --quiet --color 0 --warnings off --connect-timeout 20 \
		--openssl-timeout 20 --ip 127.0.0.1 --add-ca "$dir/ca.pem" \
		--nodns none --jsonfile "$1.json" "https://localhost:$2/" \
		>"$1.txt" 2>&1 </dev/null || :
	[ -s "$1.json" ] || {
		tail -n 20 "$1.txt" >&2
		die "testssl.sh did not report on $1"
	}
}

"$bin/tls-mkcerts" .
echo hello >index.html
start_ours
start_nginx
sleep 1
say "testssl.sh on this library ($ours) and on nginx ($nginx)"
examine ours "$ours"
examine nginx "$nginx"
node "$top/test-apps/tls/testssl-compare.js" ours.json nginx.json
