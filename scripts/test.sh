#!/bin/sh
# SPDX-License-Identifier: MIT
#
# test.sh [STEP...]: builds and tests everything, or the named steps, which
# are "lint" and the workflow presets of CMakePresets.json.  Installs what is
# missing when it runs on Debian.  Ends with a line "N passed, N failed", and
# fails if anything did.  What each step wrote is in build/log/.
set -u

top=$(cd "$(dirname "$0")/.." && pwd) || exit 2
cd "$top" || exit 2
# shellcheck source=scripts/lib.sh
. "$top/scripts/lib.sh"

all="linux-default linux-gcc linux-full linux-clang linux-asan linux-tsan"
all="$all linux-valgrind mingw mingw-full dropin lint"
steps=${*:-$all}
for step in $steps; do
	case " $all " in
	*" $step "*) ;;
	*) die "there is no step \"$step\"; they are: $all" ;;
	esac
done

passed=0
failed=0
skipped=0

# attribute NAME FILE: an attribute of a JUnit report's outermost element
attribute() {
	tr '\n' ' ' <"$2" | sed -n "s/^[^>]*?>//; s/^ *<testsuite\([^>]*\)>.*/\1/p" |
		sed -n "s/.*[[:space:]]$1=\"\([0-9]*\)\".*/\1/p"
}

# count PASSED FAILED SKIPPED STEP SECONDS
count() {
	passed=$((passed + $1))
	failed=$((failed + $2))
	skipped=$((skipped + $3))
	printf '%-16s %4d passed %4d failed %4d skipped %5d s\n' \
		"$4" "$1" "$2" "$3" "$5"
}

run_preset() {
	log=build/log/$1.txt
	report=build/$1/junit.xml
	rm -f "$report"
	start=$(date +%s)
	case $1 in
	linux-asan | linux-tsan)
		without_aslr cmake --workflow --preset "$1" >"$log" 2>&1
		;;
	*)
		cmake --workflow --preset "$1" >"$log" 2>&1
		;;
	esac
	status=$?
	seconds=$(($(date +%s) - start))
	if [ -f "$report" ]; then
		total=$(attribute tests "$report")
		bad=$(attribute failures "$report")
		skip=$(($(attribute skipped "$report") +
			$(attribute disabled "$report")))
		good=$((total - bad - skip))
		[ "$status" = 0 ] || [ "$bad" -gt 0 ] || bad=1
	else
		# it did not come to the tests
		good=0
		bad=1
		skip=0
	fi
	[ "$bad" = 0 ] || tail -n 200 "$log"
	count "$good" "$bad" "$skip" "$1" "$seconds"
	[ "$skip" = 0 ] || sed -n 's/.*\*\*\*Skipped.*/&/p' "$log"
}

run_lint() {
	start=$(date +%s)
	sh scripts/lint.sh >build/log/lint.txt 2>&1
	status=$?
	good=$(sed -n 's/^lint: \([0-9]*\) passed.*/\1/p' build/log/lint.txt)
	bad=$(sed -n 's/^lint: .*, \([0-9]*\) failed$/\1/p' build/log/lint.txt)
	[ "$status" = 0 ] || [ "${bad:-0}" -gt 0 ] || bad=1
	[ "${bad:-0}" = 0 ] || tail -n 200 build/log/lint.txt
	count "${good:-0}" "${bad:-0}" 0 lint $(($(date +%s) - start))
}

# for check-abi, by whichever python the tests may take
has_elftools() {
	python3 -c 'import elftools' || /usr/bin/python3 -c 'import elftools'
}

want_compiler
want g++ has g++
want python3-pyelftools has_elftools
want_node
want_tls_peers
want_ws_peers
for step in $steps; do
	case $step in
	linux-gcc | linux-asan | mingw) want_browser ;;
	esac
	case $step in
	linux-default | mingw*) ;;
	*) want_event_libs ;;
	esac
	case $step in
	linux-gcc)
		# the storm runs with the distribution's library too
		want libwebsockets-dev pkg-config --exists libwebsockets
		;;
	linux-clang) want clang has clang ;;
	linux-valgrind)
		want valgrind has valgrind
		want libc6-dbg test -e /usr/share/doc/libc6-dbg
		;;
	mingw | mingw-full)
		want_mingw
		want_wine
		want g++-mingw-w64-x86-64 has x86_64-w64-mingw32-g++
		;;
	dropin) want_dropin ;;
	lint)
		want clang has clang
		want clang-tidy has clang-tidy
		want cppcheck has cppcheck
		want shellcheck has shellcheck
		want_mingw
		;;
	esac
done
install_wanted

mkdir -p build/log
CMAKE_BUILD_PARALLEL_LEVEL=$(cores)
export CMAKE_BUILD_PARALLEL_LEVEL

if ! install_peers; then
	tail -n 20 build/npm.log
	count 0 1 0 npm 0
fi

for step in $steps; do
	say "== $step"
	case $step in
	lint | mingw | mingw-full)
		if ! prepare_mingw; then
			count 0 1 0 libraries-mingw 0
		elif [ "$step" = lint ]; then
			run_lint
		else
			prepare_wine
			run_preset "$step"
		fi
		;;
	*) run_preset "$step" ;;
	esac
done

[ "$skipped" = 0 ] || say "$skipped skipped"
say "$passed passed, $failed failed"
[ "$failed" = 0 ]
