# Databases of another version: those of the one before are read, folded on, and
# written anew by the next major fold; of others it is said, and mail flows.
#
# tests/data/version-1 is a journal and its databases as the last programs of
# version 1 left them, as `cdb -d' prints these.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

OLD=$DATA/version-1
NONE=:::::

# A database of version 1 was written just now: so no major fold is due.
put_database() {
  {
    head -n 1 "$1" | sed 's/[^>]*>//; s/....$//' | LC_ALL=C awk -F : -v OFS=: \
      -v now="$(date +%s)" '{ $12 = sprintf("%012d", now); print "qkarma:" $0 }' |
      digits | sed 's/^qkarma:\(.*\) ~/+6,277:qkarma->\1/'
    tail -n +2 "$1"
  } | cdb -c -t "$QKARMA/tmp" "$QKARMA/$2"
}

setUp() {
  fresh_home
  echo mail.example.net >"$QKARMA/control/host"
  cp "$OLD/journal" "$QKARMA/journal/current"
  put_database "$OLD/karma" karma.cdb
  put_database "$OLD/recent" recent.cdb
}

# Version of a database.
version() {
  cdb -q "$QKARMA/$1" qkarma | cut -c 1-2
}

good() {
  verified=$(qkarma verify) || fail "verify $*: $verified"
}

# Values of these keys in a database.
values() {
  file=$QKARMA/$1
  shift
  for key
  do
    echo "$key $(cdb -q "$file" "$key" | sed 's/:[^:]*$//')"
  done
}

comes() {
  printf 'QUIT\r\n' | EARLYTALKER_WAIT=0 KARMA_REJECT=connect PROTO=TCP \
    TCPREMOTEIP=192.0.2.66 qkarma-smtpd smtpfront-echo accept \
    2>"$SHUNIT_TMPDIR/said"
}

# A rare sender whose message was accepted comes again four days later, a
# client of karma.cdb, one of recent.cdb and new ones; somebody is asked to come
# again.
go_on() {
  journal <<'END'
1700345700 192.0.2.9 0 0 0 0 - quit -
1700345701 2001:db8:0:1::9 2 1 0 0 g quit message_accepted
1700345702 2001:db8:0:1::9 2 1 0 0 g quit message_accepted
1700345703 2001:db8:0:4::9 2 1 0 0 g quit message_accepted
1700345704 2001:db8:2:4::9 -3 0 0 0 n quit non_smtp neg=1 pd=1 pm=30 mx=10
1700345705 192.0.2.8 -3 0 0 0 n quit non_smtp neg=9 pd=1 pm=30 mx=10
1700345706 198.18.0.9 0 0 0 0 - rejected neighbourhood nb=1
END
}

test_they_are_read() {
  good
  assertContains "$(qkarma show 192.0.2.7)" '1 naughty'
  assertContains "$(qkarma show 2001:db8:0:3::9)" '1 nice'
  assertEquals '192.0.2.66 192.0.2.7 192.0.2.8 192.0.2.9' \
    "$(qkarma list --json 192.0.2.0/24 | jq -r .client | sort | xargs)"
  assertContains "$(comes)" 'You were naughty'
  assertNotContains "$(cat "$SHUNIT_TMPDIR/said")" warning
}

test_a_minor_fold_leaves_the_old_karma_cdb_as_it_is() {
  before=$(cksum <"$QKARMA/karma.cdb")
  go_on
  fold
  assertContains "$FOLDED" ' in recent.cdb;'
  assertEquals "$before" "$(cksum <"$QKARMA/karma.cdb")"
  assertEquals "01 02" "$(version karma.cdb) $(version recent.cdb)"
  good
}

# By the rules of version 1: the rare sender is a new one. What is new counts.
what_they_hold() {
  assertEquals "\
192.0.2.9 ::::1:1700345700:655::::::$NONE
192.0.2.8 ::2:1:3:1700345705:655:3::1:::::1:::
198.18.0.9 ::::1:1700345706:655:::::::::::1700345706
2001:db8:0:1::/64 :::3:3:1700345702:655:3::::::2::::
2001:db8::/48 ::1:5:6:1700345703:655:5::2::::2::::
2001:db8:2::/48 ::1::1:1700345704:655::::::::1:::
2001:db8::/32 ::2:6:8:1700345704:655:6::2::::1:1:::
::/0 ::2:6:8:1700345704:655:6::2::::1:1:::" "$(values "$1" 192.0.2.9 192.0.2.8 \
    198.18.0.9 2001:db8:0:1::/64 2001:db8::/48 2001:db8:2::/48 2001:db8::/32 \
    ::/0)"
}

test_what_a_minor_fold_makes_of_them() {
  go_on
  fold
  what_they_hold recent.cdb
}

test_the_next_major_fold_makes_version_2_of_them() {
  go_on
  fold
  fold -f
  assertEquals 02 "$(version karma.cdb)"
  good
  what_they_hold karma.cdb
  dump >"$SHUNIT_TMPDIR/in_steps"
  assertNull 'values of version 1' "$(awk '{ print $2 }' \
    "$SHUNIT_TMPDIR/in_steps" | grep -v -E '^([0-9]*:){18}[0-9a-f]{4}$')"
  setUp
  go_on
  fold -f
  assertEquals 'at once' "$(cat "$SHUNIT_TMPDIR/in_steps")" "$(dump)"
}

# Nothing new: who is not in the journal's new lines has the same record, and
# nothing in the windows.
test_a_major_fold_of_nothing() {
  for key in karma recent
  do
    sed '1d; s/[^:]*://; s/->/ /; /^$/d' "$OLD/$key"
  done | awk '{ value[$1] = $2 }
    END { for (key in value) print key, value[key] }' | sort \
    >"$SHUNIT_TMPDIR/wanted"
  fold -f
  assertEquals "$(cat "$SHUNIT_TMPDIR/wanted")" "$(dump | as_version_1)"
  assertNull 'something in the windows' \
    "$(dump | cut -d ' ' -f 2 | grep -v '::::::[0-9a-f]*$')"
  good
}

# From then on a rare sender is kept.
test_the_new_rules_hold_from_then_on() {
  fold -f
  go_on
  fold
  assertEquals '192.0.2.9 ::::2:1700345700:655:1::::::::::' \
    "$(values recent.cdb 192.0.2.9)"
}

test_rebuilt_from_an_old_snapshot() {
  ln "$QKARMA/karma.cdb" "$QKARMA/base/0000000001.000000000719.cdb"
  go_on
  echo broken >"$QKARMA/karma.cdb.new"
  mv "$QKARMA/karma.cdb.new" "$QKARMA/karma.cdb"
  assertContains "$(qkarma rebuild 2>&1)" \
    'from base/0000000001.000000000719.cdb and '
  assertEquals 02 "$(version karma.cdb)"
  good
  assertEquals '2001:db8:0:3::/64 :::1:1:1700000110:655:1::::::1::::' \
    "$(values karma.cdb 2001:db8:0:3::/64)"
}

# The journal knows what the databases do not: who was good and bad.
test_rebuilt_from_an_old_journal() {
  fold -f
  dump | as_version_1 >"$SHUNIT_TMPDIR/wanted"
  rm "$QKARMA"/base/*
  said=$(qkarma rebuild 2>&1)
  assertContains "$said" 'from no snapshot and '
  assertEquals "$(cat "$SHUNIT_TMPDIR/wanted")" "$(dump | as_version_1)"
  assertEquals '2001:db8::/32 ::1:3:4:1700000110:655:3::2::::2:1:::' \
    "$(values karma.cdb 2001:db8::/32)"
  good
}

# Half of a random history by version 1, the rest in steps and at once.
test_a_random_history_across_the_change() {
  unit generate
  SEED=${SEED:-$(date +%s)}
  echo "SEED=$SEED"
  generate "$SEED" 6000 >"$SHUNIT_TMPDIR/all"
  for steps in 1 4
  do
    fresh_home
    head -n 5000 "$SHUNIT_TMPDIR/all" >>"$QKARMA/journal/current"
    fold -f
    rm -f "$QKARMA"/base/*
    cdb -d "$QKARMA/karma.cdb" >"$SHUNIT_TMPDIR/new"
    {
      head -n 1 "$SHUNIT_TMPDIR/new" | sed 's/[^>]*>02\(.*\)....$/qkarma:01\1/' |
        digits | sed 's/^qkarma:\(.*\) ~/+6,277:qkarma->\1/'
      sed '1d; s/[^:]*://; s/->/ /; /^$/d' "$SHUNIT_TMPDIR/new" | as_version_1 |
        awk '{ print "+" length($1) "," length($2) ":" $1 "->" $2 }'
      echo
    } | cdb -c -t "$QKARMA/tmp" "$QKARMA/karma.cdb"
    assertEquals 01 "$(version karma.cdb)"
    tail -n 1000 "$SHUNIT_TMPDIR/all" | grep -v ' set \| prune ' |
      split -l $((1000 / steps + 1)) - "$SHUNIT_TMPDIR/step$steps"
    for step in "$SHUNIT_TMPDIR/step$steps"*
    do
      cat "$step" >>"$QKARMA/journal/current"
      [ "$steps" = 1 ] || qkarma-fold 2>/dev/null
      good "$step"
    done
    assertEquals "still, in $steps steps" 01 "$(version karma.cdb)"
    fold -f
    good
    dump >"$SHUNIT_TMPDIR/in$steps"
  done
  assertEquals "$(cat "$SHUNIT_TMPDIR/in1")" "$(cat "$SHUNIT_TMPDIR/in4")"
}

test_a_version_of_the_future() {
  fold -f
  go_on
  value=$(cdb -q "$QKARMA/karma.cdb" qkarma | sed 's/^02/03/; s/....$//')
  value=$value$(echo "qkarma:$value" | digits | sed 's/.*~//')
  printf '%s' "$value" | dd of="$QKARMA/karma.cdb" bs=1 seek=2062 conv=notrunc \
    2>/dev/null
  fold_fails 111
  assertContains "$FOLDED" 'karma.cdb: its format is of a version that this'
  assertContains 'mail flows' "$(comes)" '220 '
  assertContains "$(cat "$SHUNIT_TMPDIR/said")" 'warning: '
  assertContains "$(cat "$SHUNIT_TMPDIR/said")" 'karma.cdb: its format is of a'
  assertContains "$(qkarma verify)" 'karma.cdb: its format is of a version that'
}

. shunit2
