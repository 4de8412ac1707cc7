#!/bin/sh
# SPDX-License-Identifier: MIT
#
# debs.sh BUILD: run by test-apps/dropin/enter.sh, in a root of Debian trixie.
# Makes the packages of BUILD, compares their files with those of Debian's
# packages of the same names, installs them over Debian's, and has programs
# compiled with them and run on them.
set -eu

build=$1
here=$(cd "$(dirname "$0")" && pwd)
root=${LWS_DROPIN_ROOT:?enter.sh starts this}

fail() {
	echo "FAILED: $*"
	exit 1
}

# in the root
inside() {
	chroot "$root" env -i PATH=/usr/sbin:/usr/bin LC_ALL=C HOME=/tmp \
		DEBIAN_FRONTEND=noninteractive "$@"
}

# files DEB: without folders, and what is everybody's own
files() {
	dpkg-deb --fsys-tarfile "$1" | tar -t | sed 's|^\./||' |
		grep -v -e '/$' -e '^$' -e '^usr/share/doc/' \
			-e '^usr/share/lintian/' | sort
}

name() {
	dpkg-deb -f "$1" Package
}

# differences: the whole of them, for every package that Debian or we have
differences() {
	for deb in "$root"/srv/debs/*.deb; do
		package=$(name "$deb")
		set -- "$packages/${package}"_*.deb
		if [ ! -f "$1" ]; then
			echo "- $package"
			continue
		fi
		files "$deb" >"$scratch/theirs"
		files "$1" >"$scratch/ours"
		comm -23 "$scratch/theirs" "$scratch/ours" |
			sed "s|^|- $package |"
		comm -13 "$scratch/theirs" "$scratch/ours" |
			sed "s|^|+ $package |"
	done
	for deb in "$packages"/*.deb; do
		package=$(name "$deb")
		set -- "$root/srv/debs/${package}"_*.deb
		[ -f "$1" ] || echo "+ $package"
	done
}

packages=$build/packages
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

echo "== packages"
rm -rf "$packages"
(cd "$build" && cpack -G DEB) >"$scratch/log" 2>&1 || {
	cat "$scratch/log"
	fail "cpack"
}
ls "$packages"/*.deb

echo "== files"
differences | LC_ALL=C sort >"$scratch/found"
grep -v -e '^#' -e '^$' "$here/debs-differ.txt" | LC_ALL=C sort >"$scratch/known"
diff -u "$scratch/known" "$scratch/found" ||
	fail "other differences from Debian's packages than debs-differ.txt has"

echo "== installation"
mkdir "$root/tmp/debs"
cp "$packages"/*.deb "$root/tmp/debs/"
inside sh -c 'dpkg -i /tmp/debs/*.deb' >"$scratch/log" 2>&1 || {
	cat "$scratch/log"
	fail "dpkg -i"
}
inside apt-get check
inside ldd /usr/sbin/mosquitto | grep libwebsockets
library=$(inside ldd /usr/sbin/mosquitto |
	sed -n 's/.*libwebsockets.so.19 => \([^ ]*\).*/\1/p')
inside dpkg -S "$(inside readlink -f "$library")" |
	grep '^libwebsockets19t64:' || fail "mosquitto has another library"
# shellcheck disable=SC2016 # dpkg's variable
[ "$(inside dpkg-query -W -f '${Version}' libwebsockets19t64)" = \
	"$(dpkg-deb -f "$packages"/libwebsockets19t64_*.deb Version)" ] ||
	fail "another version is installed"

echo "== compilation"
cp -r "$here/consumer" "$root/tmp/"
for by in OFF ON; do
	inside cmake -S /tmp/consumer -B "/tmp/build-$by" \
		-DCMAKE_BUILD_TYPE=Release "-DCONSUMER_PKG_CONFIG=$by"
	inside cmake --build "/tmp/build-$by"
	inside ctest --test-dir "/tmp/build-$by" --output-on-failure \
		--no-tests=error
done

echo "== event libraries"
for name in ev glib uv; do
	inside /tmp/build-ON/consumer-shared "$name" ||
		fail "no context on $name"
done
inside dpkg -r libwebsockets-dev libwebsockets-evlib-uv >/dev/null
if inside /tmp/build-ON/consumer-shared uv 2>/dev/null; then
	fail "a context on uv without its plugin"
fi

# serves PROGRAM: the page that is installed
serves() {
	# not by a function, whose shell is all that could be killed then
	chroot "$root" "/usr/bin/$1" -p 7681 >"$scratch/log" 2>&1 &
	server=$!
	tries=0
	until curl -sf -o "$scratch/page" http://127.0.0.1:7681/; do
		tries=$((tries + 1))
		[ "$tries" -lt 50 ] || {
			cat "$scratch/log"
			fail "$1 does not answer"
		}
		sleep 0.2
	done
	kill "$server"
	wait "$server" || true
	cmp "$scratch/page" \
		"$root/usr/share/libwebsockets-test-server/index.html" ||
		fail "$1 has another page"
	rm "$scratch/page"
}

echo "== programs"
serves libwebsockets-test-server
serves libwebsockets-test-server-extpoll
for name in test-client wscat; do
	inside "libwebsockets-$name" --help >/dev/null || fail "$name --help"
done
[ "$(echo '{"a":[1]}' | inside libwebsockets-test-lejp -q)" = complete ] ||
	fail "test-lejp does not take JSON"
if echo '{"a":[1}' | inside libwebsockets-test-lejp -q 2>/dev/null; then
	fail "test-lejp takes what is no JSON"
fi

echo "== removal"
inside dpkg -r libwebsockets-test-server libwebsockets-test-server-common \
	>/dev/null
[ ! -e "$root/usr/include/libwebsockets.h" ] || fail "a header is left"
echo "packages: passed"
