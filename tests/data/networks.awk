# Networks count members, written after doc/qkarma.cdb.5 alone: reads the records
# of a database, `key value', clients before the networks that hold them, and
# prints those of networks whose good, bad, good0 or bad0 are not what their
# members come to; at the end how many members were good or bad, of both families.

# The networks of a client, up to a blank: WIDTH/PREFIX ...
function networks(key,   part, n) {
  if (key !~ /:/) {
    split(key, part, ".")
    return "24/" part[1] "." part[2] "." part[3] " 16/" part[1] "." part[2] \
      " 8/" part[1] " 0/4"
  }
  sub(/::\/.*/, "", key)
  n = split(key, part, ":")
  while (n < 4) part[++n] = 0
  return "48/" part[1] ":" part[2] ":" part[3] " 32/" part[1] ":" part[2] " 0/6"
}

# The network's own name in these.
function name(key,   part, width, n, i, text) {
  split(key, part, "/")
  width = part[2]
  if (key !~ /:/) {
    split(part[1], part, ".")
    n = width / 8
    for (i = 1; i <= n; i++) text = text (i > 1 ? "." : "") part[i]
    return width "/" (n ? text : 4)
  }
  sub(/::\/.*/, "", key)
  n = split(key, part, ":")
  while (n < 4) part[++n] = 0
  for (i = 1; i <= width / 16; i++) text = text (i > 1 ? ":" : "") part[i]
  return width "/" (width ? text : 6)
}

# What a client is for a network in this period, as `good bad good0 bad0' of
# ones and zeros.
function ones(c, period,   d) {
  d = period - at[c]
  return (d == 0 && good[c] > 0) " " (d == 0 && bad[c] > 0) " " \
    (d ? d == 1 && good[c] > 0 : good0[c] > 0) " " \
    (d ? d == 1 && bad[c] > 0 : bad0[c] > 0)
}

function add(to, c, period,   f, i) {
  split(ones(c, period), f, " ")
  for (i = 1; i <= 4; i++) to[i] += f[i]
}

# Of the customers of an IPv6 network, each counts once.
function customers(to, network, period,   list, n, i, k, one) {
  n = split(site[network], list, " ")
  for (k = 1; k <= n; k++) {
    split("", one)
    members(one, list[k], period)
    for (i = 1; i <= 4; i++) to[i] += one[i] > 0
  }
}

function members(to, network, period,   list, n, k) {
  n = split(client[network], list, " ")
  for (k = 1; k <= n; k++) add(to, list[k], period)
}

{
  split($2, f, ":")
  network = $1 ~ /\// && $1 !~ /\/64$/
}

!network {
  at[$1] = f[7]; good[$1] = f[14]; bad[$1] = f[15]
  good0[$1] = f[16]; bad0[$1] = f[17]
  seen[$1 ~ /:/] += f[14] + f[15] + f[16] + f[17] > 0
  n = split(networks($1), around, " ")
  for (i = 1; i <= n; i++)
    if ($1 !~ /:/ || i == 1) client[around[i]] = client[around[i]] " " $1
    else if (!((around[i], around[1]) in known)) {
      known[around[i], around[1]] = 1
      site[around[i]] = site[around[i]] " " around[1]
    }
  next
}

{
  split("", sum)
  if ($1 ~ /:/ && $1 !~ /\/48$/) customers(sum, name($1), f[7])
  else members(sum, name($1), f[7])
  for (i = 1; i <= 4; i++)
    if (f[13 + i] + 0 != sum[i] + 0) {
      print $1, $2, "but", sum[1] + 0, sum[2] + 0, sum[3] + 0, sum[4] + 0
      break
    }
}

END { print seen[0] + 0, seen[1] + 0 }
