# SPDX-License-Identifier: MIT
#
# medians.awk -v base=NAME: reads lines "CASE WHO FIGURE VALUE", prints for each
# case and figure everybody's median and how many times better than NAME's it
# is: more, where the figure ends in _s (per second), less in others.

function median(k,   n, i, j, t, a) {
	n = count[k]
	for (i = 1; i <= n; i++) {
		t = value[k, i]
		for (j = i - 1; j > 0 && a[j] > t; j--)
			a[j + 1] = a[j]
		a[j + 1] = t
	}
	return n % 2 ? a[(n + 1) / 2] : (a[n / 2] + a[n / 2 + 1]) / 2
}

{
	row = $1 SUBSEP $3
	if (!(row in seen_row)) {
		seen_row[row] = 1
		rows[++n_rows] = row
	}
	if (!($2 in seen_who)) {
		seen_who[$2] = 1
		whos[++n_whos] = $2
	}
	k = row SUBSEP $2
	value[k, ++count[k]] = $4 + 0
}

END {
	printf "%-16s %-8s", "case", "figure"
	for (w = 1; w <= n_whos; w++)
		printf " %12s %7s", whos[w], whos[w] == base ? "" : "ratio"
	printf "\n"
	for (r = 1; r <= n_rows; r++) {
		split(rows[r], part, SUBSEP)
		printf "%-16s %-8s", part[1], part[2]
		k = rows[r] SUBSEP base
		b = count[k] ? median(k) : 0
		for (w = 1; w <= n_whos; w++) {
			k = rows[r] SUBSEP whos[w]
			if (!count[k]) {
				printf " %12s %7s", "-", ""
				continue
			}
			m = median(k)
			printf " %12.2f", m
			if (whos[w] == base || !b || !m)
				printf " %7s", ""
			else
				printf " %7.2f", part[2] ~ /_s$/ ? m / b : b / m
		}
		printf "\n"
	}
}
