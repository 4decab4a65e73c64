# `qkarma verify` sees a network that is not what its members come to, though
# every check digit is right.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

setUp() {
  FILE=karma.cdb
  fresh_home
  journal <<'END'
1700000000 192.0.2.7 2 1 0 0 g quit message_accepted
1700000001 192.0.2.7 2 1 0 0 g quit message_accepted
1700000002 192.0.2.8 2 1 0 0 g quit message_accepted
1700000003 2001:db8:0:1::9 -3 0 0 0 n quit non_smtp neg=1 pd=1 pm=30
1700000003 2001:db8:0:2::9 -3 0 0 0 n quit non_smtp neg=1 pd=1 pm=30
END
  fold
}

# Number $2 of the record of this key becomes $3: `becomes 192.0.2.0/24 14 3`.
becomes() {
  cdb -d "$QKARMA/$FILE" >"$SHUNIT_TMPDIR/text"
  value=$(cdb -q "$QKARMA/$FILE" "$1" | awk -F : -v OFS=: -v n="$2" \
    -v to="$3" '{ $n = to; $NF = ""; print }')
  value=$value$(echo "$1:$value" | digits | sed 's/.*~//')
  awk -v key="$1" -v value="$value" '
    index($0, ":" key "->") {
      $0 = "+" length(key) "," length(value) ":" key "->" value
    }
    { print }' "$SHUNIT_TMPDIR/text" |
    cdb -c -t "$QKARMA/tmp" "$QKARMA/$FILE"
}

wrong() {
  becomes "$@"
  assertContains "$(qkarma verify)" \
    "$FILE: the network $1 is not the sum of its members"
}

each() {
  cp "$QKARMA/$FILE" "$SHUNIT_TMPDIR/good"
  while read -r key field to
  do
    wrong "$key" "$field" "$to"
    cp "$SHUNIT_TMPDIR/good" "$QKARMA/$FILE"
  done
}

test_what_is_as_it_was_is_good() {
  becomes 192.0.2.0/24 14 2
  assertContains "$(qkarma verify)" 'karma.cdb: good, 4 clients, 7 networks'
}

test_connects_and_recipients() {
  each <<'END'
192.0.2.0/24 5 4
0.0.0.0/0 8 2
END
}

# Three connections of two clients, two of a customer's /64s.
test_members_that_were_good_or_bad() {
  each <<'END'
192.0.2.0/24 14 3
0.0.0.0/0 14 1
2001:db8::/48 15 1
2001:db8::/32 15 2
::/0 15 2
192.0.2.0/24 15 1
192.0.2.0/24 16 1
192.0.2.0/24 17 1
192.0.2.0/24 18 1700000000
END
}

test_those_in_recent_cdb() {
  echo '1700000009 192.0.2.7 2 1 0 0 g quit message_accepted' | journal
  fold
  FILE=recent.cdb
  each <<'END'
192.0.2.0/24 14 3
192.0.2.0/24 15 1
192.0.0.0/16 16 1
192.0.0.0/8 17 1
0.0.0.0/0 5 5
END
}

. shunit2
