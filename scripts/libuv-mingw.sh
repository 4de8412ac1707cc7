#!/bin/sh
# SPDX-License-Identifier: MIT
#
# libuv-mingw.sh: builds libuv for 64-bit Windows once (mingw-source.sh says
# how, and where it goes), and prints the folder that has it.
#
# Needs cmake and ninja beside what that needs.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd) || exit 2
# shellcheck source=scripts/lib.sh
. "$top/scripts/lib.sh"
# shellcheck source=scripts/mingw-source.sh
. "$top/scripts/mingw-source.sh"

options="-DBUILD_TESTING=OFF -DLIBUV_BUILD_SHARED=OFF -DCMAKE_BUILD_TYPE=Release"

# shellcheck disable=SC2317 # called by make_once
build() {
	# shellcheck disable=SC2086 # a list of words
	cmake -S "$work/src" -B "$work/build" -G Ninja \
		-DCMAKE_SYSTEM_NAME=Windows \
		-DCMAKE_SYSTEM_PROCESSOR=x86_64 \
		"-DCMAKE_C_COMPILER=$host-gcc" \
		"-DCMAKE_RC_COMPILER=$host-windres" $options
	cmake --build "$work/build" --target uv_a
	mkdir -p "$work/installed/lib"
	cp -R "$work/src/include" "$work/installed/include"
	cp "$work/build/libuv_a.a" "$work/installed/lib/libuv.a"
	cp "$work/src/LICENSE" "$work/installed/LICENSE"
}

for tool in "$host-gcc" cmake ninja; do
	has "$tool" >/dev/null || die "$tool is missing"
done
make_once libuv1 libuv1-dev LWS_MINGW_LIBUV "$options"
