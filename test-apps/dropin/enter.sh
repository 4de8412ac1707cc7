#!/bin/sh
# SPDX-License-Identifier: MIT
#
# enter.sh ROOT LIBRARY COMMAND...: runs COMMAND in namespaces of its own.
# There ROOT/mnt/ours has LIBRARY as libwebsockets.so.19, ROOT/proc and ROOT/dev
# are mounted, ROOT/tmp is empty, loopback is the only network, and whatever is
# left running ends with COMMAND.  What COMMAND changes in ROOT is not kept.
# For root; where a container does not let root do this, the status is 77.
set -eu

root=$1
library=$2

if [ "${LWS_DROPIN_INSIDE:-}" != yes ]; then
	if [ ! -x "$root/usr/sbin/chroot" ]; then
		echo "skipped: $root is not there; see what made it"
		exit 77
	fi
	unshare --mount --net --pid --fork true 2>/dev/null || {
		echo "skipped: may not make namespaces"
		exit 77
	}
	export LWS_DROPIN_INSIDE=yes
	exec unshare --mount --net --pid --fork --kill-child --mount-proc \
		sh "$0" "$@"
fi
shift 2

ip link set lo up
work=$(mktemp -d)
mount -t tmpfs tmpfs "$work"
mkdir "$work/changes" "$work/work" "$work/root"
mount -t overlay overlay "$work/root" -o \
	"lowerdir=$root,upperdir=$work/changes,workdir=$work/work"
mkdir -p "$work/root/mnt/ours"
cp "$library" "$work/root/mnt/ours/libwebsockets.so.19"
mount -t proc proc "$work/root/proc"
mount --rbind /dev "$work/root/dev"
mount -t tmpfs tmpfs "$work/root/tmp"
chmod 1777 "$work/root/tmp"

LWS_DROPIN_ROOT=$work/root
export LWS_DROPIN_ROOT
status=0
"$@" || status=$?
umount -l "$work"
rmdir "$work"
exit "$status"
