# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# What the scripts of this folder share.  To be read with "." from a script
# that has set "top" to the folder of the project.
: "${top:?}"

say() {
	printf '%s\n' "$*"
}

die() {
	printf '%s: %s\n' "$0" "$*" >&2
	exit 2
}

# as_root COMMAND...
as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null 2>&1; then
		sudo "$@"
	else
		die "needs root, or sudo, for: $*"
	fi
}

# want PACKAGE COMMAND...: PACKAGE is missing unless COMMAND succeeds
missing_packages=
want() {
	want_package=$1
	shift
	"$@" >/dev/null 2>&1 || missing_packages="$missing_packages $want_package"
}

# Installs what the calls of want found missing.
install_wanted() {
	[ -n "$missing_packages" ] || return 0
	command -v apt-get >/dev/null 2>&1 ||
		die "please install what Debian calls:$missing_packages"
	say "installing:$missing_packages"
	mkdir -p "$top/build"
	# shellcheck disable=SC2086 # a list of words
	{
		as_root apt-get update -qq &&
		as_root env DEBIAN_FRONTEND=noninteractive apt-get install \
			-qq -y --no-install-recommends $missing_packages
	} >"$top/build/apt.log" 2>&1 || {
		tail -n 20 "$top/build/apt.log" >&2
		die "cannot install$missing_packages"
	}
	missing_packages=
}

has() {
	command -v "$1"
}

want_compiler() {
	want gcc has gcc
	want libc6-dev test -f /usr/include/stdlib.h
	want cmake has cmake
	want ninja-build has ninja
	want pkg-config has pkg-config
	want libssl-dev test -f /usr/include/openssl/ssl.h
	want zlib1g-dev test -f /usr/include/zlib.h
	want libcap-dev test -f /usr/include/sys/capability.h
}

# To build for Windows, OpenSSL included
want_mingw() {
	want gcc-mingw-w64-x86-64 has x86_64-w64-mingw32-gcc
	want libz-mingw-w64-dev test -f /usr/x86_64-w64-mingw32/lib/libz.a
	want dpkg-dev has dpkg-source
	want make has make
	want cmake has cmake
	want ninja-build has ninja
	want perl has perl
}

# To run what was built for Windows
want_wine() {
	want wine has wine
	want wine64 test -x /usr/lib/wine/wine64
}

# What the Windows build needs and Debian has not, where the toolchain file
# finds it
prepare_mingw() {
	[ -n "${LWS_MINGW_OPENSSL:-}" ] ||
		sh "$top/scripts/openssl-mingw.sh" >/dev/null || return 1
	[ -n "${LWS_MINGW_LIBUV:-}" ] ||
		sh "$top/scripts/libuv-mingw.sh" >/dev/null
}

want_node() {
	want nodejs has node
	want npm has npm
	# or npm trusts no server
	want ca-certificates test -f /etc/ssl/certs/ca-certificates.crt
}

# What TLS is tried with
want_tls_peers() {
	want openssl has openssl
	want curl has curl
	want nginx test -x /usr/sbin/nginx
}

# WebSocket implementations that are not from npm
want_ws_peers() {
	want python3-websockets /usr/bin/python3 -c 'import websockets'
	want nginx test -x /usr/sbin/nginx
}

# The event libraries that contexts can run on
want_event_libs() {
	want pkg-config has pkg-config
	want libuv1-dev test -f /usr/include/uv.h
	want libev-dev test -f /usr/include/ev.h
	want libevent-dev test -f /usr/include/event2/event.h
	want libglib2.0-dev test -f /usr/include/glib-2.0/glib.h
	want libsystemd-dev test -f /usr/include/systemd/sd-event.h
}

# For the tests of the test server's page
want_browser() {
	want chromium test -x /usr/bin/chromium
}

# For test-apps/dropin, and the packages' test beside it
want_dropin() {
	want debootstrap test -x /usr/sbin/debootstrap
	want iproute2 has ip
	want dpkg-dev has dpkg-shlibdeps
	want file has file
	want curl has curl
	want openssl has openssl
}

# The folder with Debian trixie that they work with
trixie_root() {
	say "${LWS_TRIXIE:-${XDG_CACHE_HOME:-$HOME/.cache}/libwebsockets/trixie}"
}

# The peers that the tests talk to and that are not ours, in build/npm.
install_peers() {
	[ -f "$top/build/npm/node_modules/ws/package.json" ] &&
		[ -d "$top/build/npm/node_modules/playwright-core" ] &&
		[ -d "$top/build/npm/node_modules/undici" ] &&
		[ -d "$top/build/npm/node_modules/mqtt" ] &&
		return 0
	mkdir -p "$top/build/npm"
	(
		cd "$top/build/npm" &&
		printf '{ "private": true }\n' >package.json &&
		npm install --loglevel=error --no-audit --no-fund ws@8 \
			playwright-core@1 undici@6 mqtt@5
	) >"$top/build/npm.log" 2>&1
}

# How many things may run at once
cores() {
	nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2
}

# build_targets PRESET TARGET...: what was said is in build/log.  Stops the
# script when it does not build.
build_targets() {
	build_log=$top/build/log/$(basename "$0" .sh)-$1.txt
	mkdir -p "$top/build/log"
	case $1 in
	mingw*) prepare_mingw || die "there is no OpenSSL, or libuv, for Windows" ;;
	esac
	say "building for $1"
	build_preset=$1
	shift
	{
		cmake --preset "$build_preset" &&
		cmake --build --preset "$build_preset" -j "$(cores)" \
			--target "$@"
	} >"$build_log" 2>&1 || {
		tail -n 100 "$build_log" >&2
		die "the build for $build_preset failed"
	}
}

# The sanitizers want their parts of the address space for themselves.
without_aslr() {
	if setarch "$(uname -m)" -R true 2>/dev/null; then
		setarch "$(uname -m)" -R "$@"
	else
		"$@"
	fi
}

# Makes Wine's configuration, once, so that no test has to wait for it.
prepare_wine() {
	WINEPREFIX=${WINEPREFIX:-$top/build/wine}
	export WINEPREFIX
	sh "$top/cmake/wine.sh" cmd /c exit >/dev/null 2>&1 </dev/null
}

# ---- benches ----

# build_release FOLDER: this library as a packager has it, in FOLDER/lib, so
# that the options of the presets stay as they are
build_release() {
	{
		cmake -S . -B "$1/lib" -G Ninja -DLWS_WITHOUT_TESTAPPS=ON \
			-DCMAKE_BUILD_TYPE=Release &&
		cmake --build "$1/lib" --target websockets_shared
	} >"$1/build.log" 2>&1 || {
		tail -n 40 "$1/build.log" >&2
		die "the build failed"
	}
}

# build_against FOLDER PROGRAM.c: FOLDER/PROGRAM-ours and FOLDER/PROGRAM-debian
build_against() {
	program=$(basename "$2" .c)
	lib=$(dirname "$(find "$1/lib" -name 'libwebsockets.so.19' |
		head -n 1)")
	cc -O2 -Iinclude -I"$1/lib/include" "$2" -o "$1/$program-ours" \
		-L"$lib" -lwebsockets -Wl,-rpath,"$lib" ||
		die "no program with our library"
	cc -O2 "$2" -o "$1/$program-debian" -L/usr/lib -lwebsockets ||
		die "no program with Debian's library"
}

# In $pin_server and $pin_load: what gives them a core each, where there are two
pin_cores() {
	pin_server=
	pin_load=
	if [ "$(cores)" -ge 2 ] && has taskset >/dev/null; then
		# shellcheck disable=SC2034 # for who calls
		pin_server="taskset -c 0"
		# shellcheck disable=SC2034
		pin_load="taskset -c 1"
	fi
}

# say_conditions ROUNDS SECONDS
say_conditions() {
	say "medians of $1 measurements of $2 s, $(date +%Y-%m-%d), $(
		sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), $(
		cores) cores"
}
