# A reader of karma.cdb or recent.cdb, written after doc/qkarma.cdb.5 alone:
#   cdb -d karma.cdb | awk -f reader.awk
# prints every record as `key name=number ...`, zeros left out, and exits 1 at
# one whose check digits are wrong.

BEGIN {
  for (i = 32; i < 127; i++) code[sprintf("%c", i)] = i
  split("since until naughty nice connects last period success tempfail " \
    "permfail success0 tempfail0 permfail0 good bad good0 bad0 asked", client)
  split("version id base host number random offset check newest nano " \
    "expire_days made written clients networks lines bad unknown", header)
}

function check(s,   h, i) {
  for (i = 1; i <= length(s); i++)
    h = (h * 257 + code[substr(s, i, 1)]) % 65521
  return sprintf("%04x", h)
}

/^\+/ {
  sub(/^[^:]*:/, "")
  at = index($0, "->")
  key = substr($0, 1, at - 1)
  value = substr($0, at + 2)
  n = split(value, field, ":")
  if (check(key ":" substr(value, 1, length(value) - 4)) != field[n]) {
    print key ": wrong check digits"
    exit 1
  }
  line = key
  for (i = 1; i < n; i++) {
    sub(/ +$/, "", field[i])
    name = key == "qkarma" ? header[i] : client[i]
    if (field[i] != "") line = line " " name "=" field[i]
  }
  print line
}
