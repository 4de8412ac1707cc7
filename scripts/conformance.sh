#!/bin/sh
# SPDX-License-Identifier: MIT
#
# conformance.sh [COLUMN...]: all cases of test-apps/conformance, and a table
# of the results in build/conformance/report.html and report.txt.  Columns:
#
#	linux	this library on Linux, plain and with TLS
#	wine	this library for Windows, under Wine
#	node	node's ws
#	debian	the libwebsockets that pkg-config finds, Debian's as a rule
#
# and beside the table
#
#	million	a million random messages each way, compressed, between this
#		library and each of: node's ws, the same through nginx, Python's
#		websockets (these in both roles), undici, Chromium
#
# Fails if a case of this library's did not go as required.  Installs what is
# missing when it runs on Debian.
set -u

top=$(cd "$(dirname "$0")/.." && pwd) || exit 2
cd "$top" || exit 2
# shellcheck source=scripts/lib.sh
. "$top/scripts/lib.sh"

all="linux wine node debian million"
columns=${*:-$all}
for column in $columns; do
	case " $all " in
	*" $column "*) ;;
	*) die "there is no column \"$column\"; they are: $all" ;;
	esac
done

want_compiler
want python3 has python3
for column in $columns; do
	case $column in
	wine)
		want_mingw
		want_wine
		;;
	node) want_node ;;
	million)
		want_node
		want_ws_peers
		want_browser
		;;
	debian) want libwebsockets-dev pkg-config --exists libwebsockets ;;
	esac
done
install_wanted

out=build/conformance
mkdir -p "$out"
rm -f "$out"/*.json
bad=0

# run NAME ARGS...: the results go to $out/NAME.json
run() {
	name=$1
	shift
	say "== $name"
	python3 test-apps/conformance/run.py --long --json "$out/$name.json" \
		--text "$out/$name.txt" "$@"
}

make_certificate() {
	build_targets linux-gcc conformance-certs
	build/linux-gcc/bin/conformance-certs "$out/cert.pem" "$out/key.pem" ||
		die "no certificate"
}

# million COMMAND...: with the number of messages, and our program, behind it
million() {
	say "== million: $*"
	"$@" 1000000 build/linux-gcc/bin/conformance-subject || bad=1
}

for column in $columns; do
	case $column in
	linux)
		make_certificate
		build_targets linux-gcc conformance-subject
		bin=build/linux-gcc/bin
		run linux --subject "ours=$bin/conformance-subject" || bad=1
		run linux-tls --tls "$out/cert.pem" "$out/key.pem" \
			--subject "ours-tls=$bin/conformance-subject" || bad=1
		;;
	wine)
		prepare_wine
		make_certificate
		build_targets mingw conformance-subject
		subject="sh cmake/wine.sh build/mingw/bin/conformance-subject.exe"
		run wine --patience 30 --subject "ours-wine=$subject" || bad=1
		run wine-tls --patience 30 --tls "$out/cert.pem" \
			"$out/key.pem" --subject "ours-wine-tls=$subject" ||
			bad=1
		;;
	node)
		install_peers || die "npm: see build/npm.log"
		LWS_NODE_MODULES=${LWS_NODE_MODULES:-$top/build/npm/node_modules}
		export LWS_NODE_MODULES
		run node --patience 5 --allow-tolerated \
			--subject "ws=node test-apps/conformance/subject.js"
		;;
	million)
		build_targets linux-gcc conformance-subject
		install_peers || die "npm: see build/npm.log"
		LWS_NODE_MODULES=${LWS_NODE_MODULES:-$top/build/npm/node_modules}
		export LWS_NODE_MODULES
		nginx=$(command -v nginx || echo /usr/sbin/nginx)
		million node test-apps/conformance/interop.js
		million node test-apps/conformance/interop.js --nginx "$nginx"
		million /usr/bin/python3 test-apps/conformance/interop.py
		million node test-apps/conformance/interop-web.js undici
		million node test-apps/conformance/interop-web.js chromium
		;;
	debian)
		if ! cmake -S test-apps/conformance -B "$out/debian" \
			-DCMAKE_BUILD_TYPE=Release >"$out/debian.log" 2>&1 ||
		   ! cmake --build "$out/debian" >>"$out/debian.log" 2>&1; then
			tail -n 40 "$out/debian.log"
			die "cannot build with the installed libwebsockets"
		fi
		version=$(pkg-config --modversion libwebsockets)
		run debian --patience 3 --allow-tolerated \
			--subject "lws-$version=$out/debian/conformance-subject"
		;;
	esac
done

set -- "$out"/*.json
[ -f "$1" ] || exit $bad
python3 test-apps/conformance/run.py --html "$out/report.html" \
	--text "$out/report.txt" --merge "$@" >/dev/null
say "the whole table: $out/report.html, $out/report.txt"
[ "$bad" = 0 ]
