# table.awk TARGETS FIGURES: the median of each contestant of a scenario, its
# least and greatest figure, and the median's ratio to that of the first one,
# the floor; then the ratios that have a target: of the figures of one round,
# and of these the median.

FILENAME ~ /targets$/ {
  if ($1 == scenario) target[++targets] = $0
  next
}

{
  if (!($1 in rounds)) who[++contestants] = $1
  n = ++rounds[$1]
  figure[$1, 1, n] = $2
  figure[$1, 2, n] = $3
  if (NF > 2) columns = 2
}

# The n numbers in v, sorted, become median, least, greatest.
function sorted(v, n,   i, j, x) {
  for (i = 2; i <= n; i++) {
    x = v[i]
    for (j = i - 1; j && v[j] > x; j--) v[j + 1] = v[j]
    v[j + 1] = x
  }
  median = n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
  least = v[1]
  greatest = v[n]
}

function one(name, column,   v, i) {
  for (i = 1; i <= rounds[name]; i++) v[i] = figure[name, column, i]
  sorted(v, rounds[name])
}

function ratio(a, b, column,   v, i) {
  for (i = 1; i <= rounds[a]; i++)
    v[i] = b == "-" ? figure[a, column, i] + 0 \
      : figure[a, column, i] / figure[b, column, i]
  sorted(v, rounds[a])
}

# Three digits are enough of anything.
function number(x) {
  return sprintf(x >= 99.95 || x == int(x) ? "%.0f" \
    : x >= 9.995 ? "%.1f" : "%.2f", x)
}

END {
  printf "  %-28s %10s  %-22s %8s%s\n", "", "median", "least to greatest",
    "/ floor", columns == 2 ? "  memory, KiB" : ""
  for (i = 1; i <= contestants; i++) {
    one(who[i], 1)
    if (i == 1) floor = median
    printf "  %-28s %10s  %-22s %8s", who[i], number(median),
      number(least) " to " number(greatest),
      floor ? sprintf("%.2f", median / floor) : ""
    if (columns == 2) {
      one(who[i], 2)
      printf "%13.0f", median
    }
    print ""
  }
  for (i = 1; i <= targets; i++) {
    split(target[i], t)
    if (!(t[3] in rounds) || (t[4] != "-" && !(t[4] in rounds))) continue
    ratio(t[3], t[4], t[2])
    format = t[4] == "-" && (t[5] >= 100 || !t[5]) ? "%.0f" : "%.2f"
    printf "  %-4s %s%s: " format "  (" format " to " format "), at most %s\n",
      median <= t[5] ? "good" : "MISS", t[3],
      t[4] == "-" ? (t[2] == 2 ? ", memory" : "") : " / " t[4],
      median, least, greatest, t[5]
  }
}
