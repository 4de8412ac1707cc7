#!/bin/sh
# SPDX-License-Identifier: MIT
#
# openssl-mingw.sh: builds OpenSSL for 64-bit Windows once (mingw-source.sh says
# how, and where it goes), and prints the folder that has it.
#
# Needs make and perl beside what that needs.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd) || exit 2
# shellcheck source=scripts/lib.sh
. "$top/scripts/lib.sh"
# shellcheck source=scripts/mingw-source.sh
. "$top/scripts/mingw-source.sh"

options="no-shared no-tests no-legacy no-engine no-dso"
# Where OpenSSL looks for openssl.cnf: not writable for everybody, as a folder
# at the root of a drive is
openssl_dir="C:/Program Files/Common Files/SSL"

# shellcheck disable=SC2317 # called by make_once
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
make_once openssl libssl-dev LWS_MINGW_OPENSSL "$options $openssl_dir"
