#!/bin/sh
# SPDX-License-Identifier: MIT
#
# symbols.sh NM LIBRARY TOP: fails when the library exports something that is
# not public.
set -eu
nm=$1 library=$2 top=$3

"$nm" -D --defined-only "$library" | awk '{ print $3 }' | sort -u |
{
	count=0
	bad=0
	while read -r symbol; do
		count=$((count + 1))
		if ! grep -rqw "$symbol" "$top/include" &&
		   ! cut -f 1 "$top/test-apps/abi/functions.tsv" |
				grep -qx "$symbol"; then
			echo "not public: $symbol"
			bad=$((bad + 1))
		fi
	done
	echo "$count symbols, $bad of them not public"
	[ "$count" -gt 100 ] && [ "$bad" = 0 ]
}
