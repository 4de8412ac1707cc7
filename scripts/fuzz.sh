#!/bin/sh
# SPDX-License-Identifier: MIT
#
# fuzz.sh [SECONDS [HARNESS...]]: runs each harness of test-apps/fuzz for so
# many seconds of CPU time (60 unless given), with the address and undefined
# behaviour sanitizers.
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
harnesses=${*:-frame inflate handshake http text config netlink}

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
	fuzz-http fuzz-text fuzz-config fuzz-netlink \
	>>"$out/build.log" 2>&1; then
	tail -n 40 "$out/build.log"
	die "cannot build the harnesses"
fi

# seconds of CPU time that what this shell has run took
cpu() {
	# a builtin, so not in a subshell, which has run nothing
	times >"$out/times"
	sed -n 2p "$out/times" | tr 'ms' '  ' |
		awk '{ print int(($1 + $3) * 60 + $2 + $4) }'
}

# slice HARNESS SECONDS: adds to $runs; fails if something was found
slice() {
	"$out/bin/fuzz-$1" -max_total_time="$2" -print_final_stats=1 \
		-max_len=4096 -timeout=10 -rss_limit_mb=1024 \
		-artifact_prefix="$out/found/$1-" \
		"$out/corpus/$1" \
		"$out/test-apps/fuzz/corpus/$1" >"$out/$1.log" 2>&1
	status=$?
	n=$(sed -n 's/^stat::number_of_executed_units: *//p' "$out/$1.log")
	runs=$((runs + ${n:-0}))
	return $status
}

bad=0
for harness in $harnesses; do
	mkdir -p "$out/corpus/$harness"
	runs=0
	status=0
	cpu >"$out/cpu"
	start=$(cat "$out/cpu")
	took=0
	# on a busy machine it takes more than one
	while [ "$status" = 0 ] && [ $took -lt "$seconds" ]; do
		slice "$harness" $((seconds - took))
		cpu >"$out/cpu"
		took=$(($(cat "$out/cpu") - start))
	done
	say "$harness: $runs executions in $took s, status $status"
	if [ "$status" != 0 ]; then
		tail -n 40 "$out/$harness.log"
		bad=1
	fi
done
exit $bad
