# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# What the scripts share that build a library for 64-bit Windows with mingw-w64,
# as a static one, from Debian's source package. To be read with "." after
# lib.sh; the script then calls make_once.
#
# That is done once: the result stays in the user's cache,
#
#	${XDG_CACHE_HOME:-$HOME/.cache}/libwebsockets/NAME-mingw-w64/
#
# in a folder for each version and set of options, and "current" there, which
# cmake/toolchain-mingw-w64.cmake looks for, is a link to the one to use. The
# version is that of the installed development package where its source can
# still be had, else the newest that the machine's package sources have.
#
# Needs apt-get, dpkg-dev and gcc-mingw-w64-x86-64; not root. The machine's
# lists of packages stay as they are.
: "${top:?}"

# shellcheck disable=SC2034 # for the scripts that read this
host=x86_64-w64-mingw32

# key VERSION: the name of its folder
key() {
	sum=$(printf '%s' "$how" | cksum | cut -d ' ' -f 1)
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
	for version in $wanted $(ask_apt cache showsrc "$source" |
			sed -n 's/^Version: //p' | sort -rVu); do
		if [ -d "$cache/$(key "$version")" ]; then
			return
		fi
		rm -rf "$work/deb"
		mkdir "$work/deb"
		(
			cd "$work/deb" &&
			ask_apt get source --download-only "$source=$version" &&
			dpkg-source --no-check -x ./*.dsc "$work/src"
		) && return
		say "no source of $source $version"
	done
	die "no source of $source that can be had"
}

# shellcheck disable=SC2317 # called by the trap
finish() {
	status=$?
	rm -rf "$work"
	[ "$status" = 0 ] || [ ! -f "$log" ] || tail -n 20 "$log" >&2
	exit "$status"
}

# make_once SOURCE PACKAGE VARIABLE HOW: prints the folder of what build() makes
# of the source package SOURCE, of which PACKAGE is built too.  VARIABLE is what
# the toolchain file looks at, HOW tells apart the ways to build it.  build()
# turns $work/src into $work/installed.
make_once() {
	source=$1
	package=$2
	variable=$3
	how=$4
	cache=${XDG_CACHE_HOME:-${HOME:?}/.cache}/libwebsockets/$source-mingw-w64
	mkdir -p "$cache"
	# One at a time: who comes second finds the first one's work done.
	exec 9>"$cache/lock"
	flock 9

	# Whatever is killed half way is in "work" only, and removed by the next.
	rm -rf "$cache"/work.* "$cache/build.log"
	work=$(mktemp -d "$cache/work.XXXXXX")
	log=$cache/build.log
	trap finish EXIT
	trap 'exit 1' HUP INT TERM

	wanted=$(dpkg-query -W -f '${source:Version}' "$package" 2>/dev/null) ||
		:
	[ -z "$wanted" ] || [ ! -d "$cache/$(key "$wanted")" ] ||
		use "$(key "$wanted")"

	for tool in apt-get dpkg-source; do
		has "$tool" >/dev/null || die "$tool is missing: give the" \
			"folder of such a library in $variable"
	done
	say "building $source for $host" >&2
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
}
