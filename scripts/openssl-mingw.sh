#!/bin/sh
# SPDX-License-Identifier: MIT
#
# openssl-mingw.sh: builds OpenSSL for 64-bit Windows with mingw-w64, as static
# libraries, from Debian's source package, and prints the folder that has it.
# That is done once: the result stays in the user's cache,
#
#	${XDG_CACHE_HOME:-$HOME/.cache}/libwebsockets/openssl-mingw-w64/
#
# in a folder for each version and set of options, and "current" there, which
# cmake/toolchain-mingw-w64.cmake looks for, is a link to the one to use. The
# version is that of the installed libssl-dev where its source can still be
# had, else the newest that the machine's package sources have.
#
# Needs apt-get, dpkg-dev, make, perl and gcc-mingw-w64-x86-64; not root. The
# machine's lists of packages stay as they are.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd) || exit 2
# shellcheck source=scripts/lib.sh
. "$top/scripts/lib.sh"

host=x86_64-w64-mingw32
options="no-shared no-tests no-legacy no-engine no-dso"
# Where OpenSSL looks for openssl.cnf: not writable for everybody, as a folder
# at the root of a drive is
openssl_dir="C:/Program Files/Common Files/SSL"

cache=${XDG_CACHE_HOME:-${HOME:?}/.cache}/libwebsockets/openssl-mingw-w64

# key VERSION: the name of its folder
key() {
	sum=$(printf '%s' "$options $openssl_dir" | cksum | cut -d ' ' -f 1)
	printf '%s-%s\n' "$1" "$sum" | tr -c 'A-Za-z0-9.+\n-' _
}

# use FOLDER: what to do when FOLDER in the cache is the one
use() {
	ln -s "$1" "$work/current"
	mv -T "$work/current" "$cache/current"
	printf '%s\n' "$cache/$1"
	exit 0
}

# The entries for this release in what apt reads, asking for sources: one line
# each, and the stanzas of *.sources
source_lists() {
	etc_list='' etc_parts=''
	eval "$(apt-config shell etc_list Dir::Etc::sourcelist/f \
		etc_parts Dir::Etc::sourceparts/d)"
	release=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release | tr -d '"')
	suites="(${release:-stable}|(old)?stable|testing|unstable|sid)"
	mkdir "$work/parts"
	for file in "$etc_list" "$etc_parts"/*.list; do
		[ ! -f "$file" ] || cat "$file"
		echo
	done | awk -v suites="^$suites([-/]|\$)" '
		$1 == "deb" || $1 == "deb-src" {
			options = ""
			sub(/^[ \t]*deb(-src)?[ \t]+/, "")
			if (sub(/^\[/, "")) {
				options = "[" substr($0, 1, index($0, "]")) " "
				sub(/^[^]]*\][ \t]*/, "")
			}
			if ($2 ~ suites && !seen[$0]++)
				print "deb-src " options $0
		}' >"$work/parts/lines.list"
	for file in "$etc_parts"/*.sources; do
		[ ! -f "$file" ] || grep -v '^#' "$file"
		echo
	done | awk -v suites="[ \n]$suites([-/ \n]|\$)" '
		BEGIN { RS = ""; ORS = "\n\n" }
		$0 ~ suites {
			sub(/Types:[^\n]*/, "Types: deb-src")
			print
		}' >"$work/parts/stanzas.sources"
	cat "$work"/parts/* | grep -q . || die "no package source for" \
		"${release:-this release} in $etc_list and $etc_parts"
}

# ask_apt COMMAND ARGS...: apt-COMMAND with lists of its own
ask_apt() {
	command=$1
	shift
	"apt-$command" -q -o Dir::Etc::sourcelist=/dev/null \
		-o "Dir::Etc::sourceparts=$work/parts" \
		-o "Dir::State::lists=$work/lists" \
		-o "Dir::Cache=$work/cache" \
		-o APT::Sandbox::User= "$@"
}

# unpack: the best source that can be had goes to $work/src, $version is set
unpack() {
	source_lists
	mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
	ask_apt get update
	for version in $wanted $(ask_apt cache showsrc openssl |
			sed -n 's/^Version: //p' | sort -rVu); do
		if [ -d "$cache/$(key "$version")" ]; then
			return
		fi
		rm -rf "$work/deb"
		mkdir "$work/deb"
		(
			cd "$work/deb" &&
			ask_apt get source --download-only "openssl=$version" &&
			dpkg-source --no-check -x ./*.dsc "$work/src"
		) && return
		say "no source of openssl $version"
	done
	die "no source of OpenSSL that can be had"
}

# build: $work/src to $work/installed
build() {
	cd "$work/src"
	# shellcheck disable=SC2086 # a list of words
	perl Configure mingw64 "--cross-compile-prefix=$host-" $options \
		"--prefix=C:/Program Files/OpenSSL" --libdir=lib
	make -s -j "$(cores)" build_libs "OPENSSLDIR=$openssl_dir"
	make -s install_dev "OPENSSLDIR=$openssl_dir" "DESTDIR=$work" \
		INSTALLTOP=/installed libdir=/installed/lib
	for file in "$work"/installed/lib/pkgconfig/*.pc; do
		# its own place, and what a static library needs is needed
		# always
		# shellcheck disable=SC2016 # pkg-config's variable
		sed -i -e 's,^prefix=.*,prefix=${pcfiledir}/../..,' \
			-e 's,^exec_prefix=.*,exec_prefix=${prefix},' \
			-e 's,^libdir=.*,libdir=${prefix}/lib,' \
			-e 's,^includedir=.*,includedir=${prefix}/include,' \
			-e '/^Libs: /s/-lcrypto/& -lws2_32 -lgdi32 -lcrypt32/' \
			-e '/^Libs\.private:/d' \
			-e 's,^Requires\.private:,Requires:,' "$file"
	done
	test -f "$work/installed/lib/libssl.a"
	test -f "$work/installed/lib/libcrypto.a"
	test -f "$work/installed/include/openssl/ssl.h"
	cd "$top"
}

for tool in "$host-gcc" make perl; do
	has "$tool" >/dev/null || die "$tool is missing"
done

mkdir -p "$cache"
# One at a time: who comes second finds the first one's work done.
exec 9>"$cache/lock"
flock 9

# Whatever is killed half way is in "work" only, and removed by the next.
rm -rf "$cache"/work.* "$cache/build.log"
work=$(mktemp -d "$cache/work.XXXXXX")
log=$cache/build.log
# shellcheck disable=SC2317 # called by the trap
finish() {
	status=$?
	rm -rf "$work"
	[ "$status" = 0 ] || [ ! -f "$log" ] || tail -n 20 "$log" >&2
	exit "$status"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

wanted=$(dpkg-query -W -f '${source:Version}' libssl-dev 2>/dev/null) || :
[ -z "$wanted" ] || [ ! -d "$cache/$(key "$wanted")" ] || use "$(key "$wanted")"

for tool in apt-get dpkg-source; do
	has "$tool" >/dev/null || die "$tool is missing: give the folder of" \
		"an OpenSSL for mingw-w64 in LWS_MINGW_OPENSSL"
done
say "building OpenSSL for $host" >&2
{
	unpack
	folder=$(key "$version")
	if [ ! -d "$cache/$folder" ]; then
		build
		mv -T "$work/installed" "$cache/$folder"
	fi
} >"$log" 2>&1
# the next one need not look for a source that is not there
[ -z "$wanted" ] || [ -d "$cache/$(key "$wanted")" ] ||
	ln -s "$folder" "$cache/$(key "$wanted")"
use "$folder"
