#!/bin/sh
# SPDX-License-Identifier: MIT
#
# fuzz.sh [SECONDS [HARNESS...]]: runs each harness of test-apps/fuzz for so
# long (60 unless given), with the address and undefined behaviour sanitizers.
# What is found is left in build/fuzz/found, the corpus grows in
# build/fuzz/corpus.  Says how many executions there were; fails if something
# was found.  Installs what is missing when it runs on Debian.
set -u

top=$(cd "$(dirname "$0")/.." && pwd) || exit 2
cd "$top" || exit 2
# shellcheck source=scripts/lib.sh
. "$top/scripts/lib.sh"

# libFuzzer comes with the compiler's runtime
# shellcheck disable=SC2317 # called by want
has_fuzzer() {
	printf 'int LLVMFuzzerTestOneInput(void){return 0;}' |
		clang -fsanitize=fuzzer -x c -o /dev/null -
}

seconds=${1:-60}
[ $# -eq 0 ] || shift
harnesses=${*:-frame inflate handshake http}

want_compiler
want clang has clang
want libclang-rt-14-dev has_fuzzer
want python3 has python3
install_wanted

out=build/fuzz
mkdir -p "$out/found"
if ! cmake -B "$out" -G Ninja -DCMAKE_C_COMPILER=clang \
	-DCMAKE_BUILD_TYPE=RelWithDebInfo -DLWS_WITH_FUZZER=ON \
	-DLWS_WITH_SHARED=OFF >"$out/build.log" 2>&1 ||
   ! cmake --build "$out" --target fuzz-frame fuzz-inflate fuzz-handshake \
	fuzz-http >>"$out/build.log" 2>&1; then
	tail -n 40 "$out/build.log"
	die "cannot build the harnesses"
fi

bad=0
for harness in $harnesses; do
	mkdir -p "$out/corpus/$harness"
	"$out/bin/fuzz-$harness" -max_total_time="$seconds" -print_final_stats=1 \
		-max_len=4096 -timeout=10 -rss_limit_mb=1024 \
		-artifact_prefix="$out/found/$harness-" \
		"$out/corpus/$harness" \
		"$out/test-apps/fuzz/corpus/$harness" >"$out/$harness.log" 2>&1
	status=$?
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' \
		"$out/$harness.log")
	say "$harness: ${runs:-?} executions, status $status"
	if [ "$status" != 0 ]; then
		tail -n 40 "$out/$harness.log"
		bad=1
	fi
done
exit $bad
