# The manual pages of the formats are enough to read them: a reader in awk, and
# the examples in the pages themselves.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

read_it() {
  cdb -d "$QKARMA/$1" | awk -f "$DATA/reader.awk"
}

test_a_stranger_reads_a_database() {
  fresh_home
  journal <<END
1700000000 192.0.2.7 -4 0 0 2 n quit x neg=1 pd=1 pm=30
1700000001 2001:db8:0:1::9 2 3 0 0 g quit x
END
  fold
  records=$(read_it karma.cdb) || fail "it fails: $records"
  assertContains "$records" "192.0.2.7 since=1700000000 until=1700086400\
 naughty=1 connects=1 last=1700000000 period=655 permfail=2"
  assertContains "$records" "2001:db8::/32 nice=1 connects=1 last=1700000001\
 period=655 success=3"
  assertContains "$records" "qkarma version=02 id="
  assertContains "$records" " clients=0000000002 networks=0000000007"
  journal <<END
1700000009 192.0.2.7 0 0 0 0 b boxed -
END
  fold
  assertContains "$(read_it recent.cdb)" "192.0.2.7 since=1700000000\
 until=1700086400 naughty=1 connects=2 last=1700000009 period=655 permfail=2"
}

test_and_sees_what_was_changed() {
  fresh_home
  echo '1700000000 192.0.2.7 0 0 0 0 - quit -' | journal
  fold
  at=$(grep -a -b -o '192.0.2.7::::1' "$QKARMA/karma.cdb" | cut -d : -f 1)
  printf 2 | dd of="$QKARMA/karma.cdb" bs=1 seek=$((at + 13)) conv=notrunc \
    2>/dev/null
  records=$(read_it karma.cdb)
  assertEquals "exit code" 1 $?
  assertContains "$records" '192.0.2.7: wrong check digits'
}

test_the_lines_in_the_manual_are_good() {
  fresh_home
  sed -n '/^\.Bd -literal$/,/^\.Ed/p' "$ROOT/doc/qkarma.journal.5" |
    sed -n '/^@/,/~/p' | sed -e :a -e '/~/!{N;s/\n */ /;ta' -e '}' \
    >>"$QKARMA/journal/current"
  fold
  assertContains "$FOLDED" '2 lines, 0 bad;'
  assertEquals 'scored otherwise today' 0 "$(qkarma replay --json |
    jq .otherwise)"
}

test_the_manual_pages_are_well_formed() {
  for page in qkarma.journal.5 qkarma.cdb.5 qkarma-fold.8
  do
    assertNull "$page" "$(mandoc -Tlint -Wwarning "$ROOT/doc/$page")"
  done
}

test_the_manual_and_the_fold_have_the_same_options() {
  usage=$(qkarma-fold -x 2>&1 | sed 's/.*: usage: qkarma-fold//')
  for option in $(echo "$usage" | tr -d '[]' | grep -o -e '-[a-zA-Z]')
  do
    assertTrue "$option" "grep -q '^\.It Fl ${option#-}' $ROOT/doc/qkarma-fold.8"
  done
}

. shunit2
