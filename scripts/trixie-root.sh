#!/bin/sh
# SPDX-License-Identifier: MIT
#
# trixie-root.sh: makes a folder with Debian trixie and the programs of it that
# use libwebsockets, for test-apps/dropin, and what test-apps/package compiles
# with there, unless it is there already:
#
#	${LWS_TRIXIE:-${XDG_CACHE_HOME:-~/.cache}/libwebsockets/trixie}
#
# Its srv/debs has Debian's own packages of libwebsockets.
#
# What is fetched, 300 MB, comes from where this machine's own packages come
# from.  Prints the folder.  Where it cannot be made, because this is not root,
# or no Debian, or there is no mirror, it says so, and the status is 77.
set -u

top=$(cd "$(dirname "$0")/.." && pwd) || exit 2
# shellcheck source=scripts/lib.sh
. "$top/scripts/lib.sh"

packages=$(sort -u "$top/test-apps/dropin/packages.txt" \
	"$top/test-apps/package/trixie.txt")
debs=$(cat "$top/test-apps/package/trixie-debs.txt")
root=$(trixie_root)
log=$top/build/log/trixie.txt

# on one line
words() {
	printf '%s\n' "$1" | tr '\n' ' '
}

skip() {
	say "skipped: $*"
	exit 77
}

# mirror: of those that apt knows, the one that has trixie
mirror() {
	scratch=$(mktemp -d) || return 1
	# for apt's own user, who does the fetching
	chmod 755 "$scratch"
	# shellcheck disable=SC2016 # apt's variables
	for uri in $(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null |
		sort -u); do
		if /usr/lib/apt/apt-helper download-file \
			"${uri%/}/dists/trixie/InRelease" \
			"$scratch/InRelease" >/dev/null 2>&1 &&
			grep -q '^Codename: trixie$' "$scratch/InRelease"; then
			rm -rf "$scratch"
			say "${uri%/}"
			return 0
		fi
	done
	rm -rf "$scratch"
	return 1
}

# make ROOT MIRROR: in a mount namespace, so that nothing stays mounted
make() {
	# shellcheck disable=SC2016 # the inner shell's
	unshare --mount --pid --fork --kill-child sh -eu -c '
root=$1
uri=$2
packages=$3
debs=$4
debootstrap --variant=minbase --include=ca-certificates trixie "$root" "$uri"
# no service is started
printf "#!/bin/sh\nexit 101\n" >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
cp /etc/resolv.conf "$root/etc/"
mount -t proc proc "$root/proc"
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get install -y \
	--no-install-recommends -o Dpkg::Options::=--force-unsafe-io \
	$packages
mkdir -p "$root/srv/debs"
chroot "$root" sh -c "cd /srv/debs && apt-get download -o APT::Sandbox::User=root $debs"
chroot "$root" apt-get clean
printf "%s\n" "$packages" "$debs" >"$root/.dropin"
' sh "$1" "$2" "$(words "$packages")" "$(words "$debs")" </dev/null
}

# is_made: whether the folder is what it should be
is_made() {
	[ -d "$root" ] && [ "$(cat "$root/.dropin" 2>/dev/null)" = \
		"$(words "$packages")
$(words "$debs")" ]
}

if is_made; then
	say "$root"
	exit 0
fi
[ "$(id -u)" = 0 ] || skip "only root can make $root"
[ "$(dpkg --print-architecture 2>/dev/null)" = amd64 ] ||
	skip "this is no Debian for amd64"
has debootstrap >/dev/null || skip "debootstrap is not installed"
unshare --mount --pid --fork true 2>/dev/null || skip "may not make namespaces"
uri=$(mirror) || skip "no source of apt's has Debian trixie"

mkdir -p "$(dirname "$root")" "$top/build/log"
exec 9>"$root.lock"
flock 9
is_made || {
	rm -rf "$root.new"
	if ! make "$root.new" "$uri" >"$log" 2>&1; then
		tail -n 40 "$log" >&2
		die "cannot make $root"
	fi
	rm -rf "$root"
	mv "$root.new" "$root"
}
say "$root"
