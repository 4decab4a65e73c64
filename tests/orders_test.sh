# qkarma capture, release, import: orders that go through the journal.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

setUp() {
  fresh_home
  OUT=$SHUNIT_TMPDIR/out
  NOW=$(date +%s)
}

unset SUDO_USER DOAS_USER

# The journal without header, stamps, checks and who gave an order.
orders() {
  signed_orders | sed "s/ by=$(id -un)\$//"
}

signed_orders() {
  sed '1d; s/^@[0-9a-f]* //; s/ ~[0-9a-f]*$//' "$QKARMA/journal/current"
}

# Some clients, folded: two naughty ones of 192.0.2.0/24 (one boxed), a nice
# one, and one of IPv6.
clients() {
  journal <<END
$((NOW - 200000)) 192.0.2.6 -3 0 0 0 n quit non_smtp neg=1 pd=1 pm=30
$((NOW - 100)) 192.0.2.7 -3 0 0 0 n quit non_smtp neg=1 pd=1 pm=30
$((NOW - 100)) 192.0.2.8 2 3 0 0 g quit message_accepted
$((NOW - 100)) 2001:db8:0:1::9 -3 0 0 0 n quit non_smtp neg=1 pd=1 pm=30
END
  fold
}

# What a command says without the moment of the last fold.
says() {
  qkarma "$@" 2>&1 | sed 's/the last was .* ago, at .*/the last was then./'
}

test_capture() {
  assertEquals "\
192.0.2.9 is boxed for 1.5 days
2001:db8:0:2::/64 is boxed for 1.5 days
In effect after the next fold; there was none yet." \
    "$(says capture 192.0.2.9 --why 'not again!' 2001:db8:0:2::77 --days 1.5)"
  assertEquals '192.0.2.9 capture days=1.5 why=not\x20again!
2001:db8:0:2:: capture days=1.5 why=not\x20again!' "$(orders)"
  fold
  assertContains "$(qkarma show 192.0.2.9)" "  box         1.50 days left"
  assertContains "$(qkarma show 2001:db8:0:2::1)" "  box         1.50 days left"
}

test_capture_lasts_as_long_as_a_penalty() {
  echo 'karma penalty_days 2.5' >"$QKARMA/control/checks"
  assertEquals "192.0.2.9 is boxed for 2.5 days" \
    "$(says capture 192.0.2.9 | sed 1q)"
  KARMA_PENALTY_DAYS=1 qkarma capture 192.0.2.10 >/dev/null
  assertEquals '192.0.2.9 capture days=2.5
192.0.2.10 capture days=1' "$(orders)"
}

test_capture_of_a_private_address() {
  assertEquals "qkarma capture: warning: 10.1.2.3 is a private address: karma\
 refuses it only with the option private 1" \
    "$(qkarma capture 10.1.2.3 2>&1 >/dev/null)"
}

test_capture_called_wrongly_writes_nothing() {
  for words in '' '192.0.2.7 192.0.2.0/24' '192.0.2.7 x' '192.0.2.7 --days x' \
    '192.0.2.7 --days -1' '--days 2'
  do
    qkarma capture $words >"$OUT" 2>&1
    assertEquals "$words: $(cat "$OUT")" 100 $?
  done
  echo 'karma penalty_days x' >"$QKARMA/control/checks"
  assertEquals "qkarma capture: fatal: control/checks: line 1: karma\
 penalty_days cannot be \"x\"; allowed is a number from 0 to 3650, with up to 4\
 decimal places" "$(qkarma capture 192.0.2.7 2>&1)"
  assertNull "$(orders)"
}

test_release() {
  clients
  assertEquals "\
192.0.2.7 is released
2001:db8:0:1::/64 is released
In effect after the next fold; the last was then." \
    "$(says release 192.0.2.7 2001:db8:0:1::/64 --why mistake)"
  assertEquals '192.0.2.7 release why=mistake
2001:db8:0:1:: release why=mistake' "$(orders | tail -n 2)"
  fold
  assertPart "$(qkarma show 192.0.2.7)" '  history     0 (0 nice, 0 naughty)
  connects    1'
  assertContains "$(qkarma show 192.0.2.7)" "  box         never"
}

test_capture_can_be_taken_back_before_the_fold() {
  clients
  qkarma capture 192.0.2.9 >/dev/null
  assertContains "$(qkarma release 192.0.2.9)" '192.0.2.9 is released'
  fold
  assertContains "$(qkarma show 192.0.2.9)" '  box         never'
}

test_release_of_an_unknown_client_writes_nothing() {
  clients
  before=$(orders)
  out=$(qkarma release 192.0.2.9)
  assertEquals 1 $?
  assertEquals "192.0.2.9 is unknown" "$out"
  assertEquals "$before" "$(orders)"
  qkarma release 192.0.2.9 192.0.2.7 >"$OUT"
  assertEquals "one of two" 1 $?
  assertEquals "192.0.2.7 release" "$(orders | tail -n 1)"
}

test_release_of_a_network() {
  clients
  assertEquals "\
192.0.2.0/23: released 2 clients of 3 that are known
In effect after the next fold; the last was then." \
    "$(says release 192.0.2.0/23)"
  assertEquals '192.0.2.6 release
192.0.2.7 release' "$(orders | tail -n 2)"
  out=$(qkarma release 198.51.100.0/24)
  assertEquals 1 $?
  assertEquals "198.51.100.0/24: released 0 clients of 0 that are known" "$out"
}

test_release_of_very_many_needs_a_yes() {
  seq 0 299 | awk -v now="$NOW" '{
    print now, "198.51." int($1 / 200) "." $1 % 200,
      "-3 0 0 0 n quit non_smtp neg=1 pd=1 pm=30" }' | journal
  fold
  out=$(qkarma release 198.51.0.0/16 2>&1)
  assertEquals 100 $?
  assertEquals "qkarma release: fatal: 198.51.0.0/16 has 300 clients to\
 release; --yes releases them" "$out"
  assertNotContains "$(orders)" release
  qkarma release --yes 198.51.0.0/16 >"$OUT"
  assertEquals 0 $?
  assertEquals 300 "$(orders | grep -c release)"
  fold
  assertEquals "0.0.0.0/0                 0        0        0       300" \
    "$(qkarma show 198.51.0.1 | sed -n '/^0.0.0.0/s/  *0  *0$//p')"
}

test_import_of_a_table() {
  cat >"$SHUNIT_TMPDIR/table" <<END
# address since naughty nice connects
192.0.2.20 $((NOW - 3600)) 3 1 9
192.0.2.21	0	0	4	4
192.0.2.22 2023-11-14 1 0 1

2001:db8:0:9::1 - 0 7 12
END
  assertEquals "imported 4 clients; 0 clients had nothing new
In effect after the next fold; there was none yet." \
    "$(says import "$SHUNIT_TMPDIR/table")"
  assertEquals "\
192.0.2.20 import since=$((NOW - 3600)) days=1 naughty=3 nice=1 connects=9
192.0.2.21 import since=0 days=0 naughty=0 nice=4 connects=4
192.0.2.22 import since=1699920000 days=1 naughty=1 nice=0 connects=1
2001:db8:0:9::1 import since=0 days=0 naughty=0 nice=7 connects=12" "$(orders)"
  fold
  assertPart "$(qkarma show 192.0.2.20)" \
    "  history     -2 (1 nice, 3 naughty)
  connects    9"
  assertContains "$(qkarma show 192.0.2.20)" "  box         0.96 days left"
  assertContains "$(qkarma show 192.0.2.22)" \
    "  box         over since 2023-11-15 00:00:00 UTC"
  assertContains "$(qkarma show 2001:db8:0:9::)" "connects    12"
}

test_a_second_import_changes_nothing() {
  printf '192.0.2.%d %s 3 1 9\n' 20 $((NOW - 3600)) 21 $((NOW + 200000)) \
    >"$SHUNIT_TMPDIR/table"
  qkarma import "$SHUNIT_TMPDIR/table" >/dev/null
  qkarma import "$SHUNIT_TMPDIR/table" >/dev/null
  assertEquals "not folded yet: again" 4 "$(orders | grep -c import)"
  fold
  qkarma list --json >"$SHUNIT_TMPDIR/before"
  assertEquals "imported 0 clients; 2 clients had nothing new" \
    "$(says import --days 1 - <"$SHUNIT_TMPDIR/table")"
  assertEquals 4 "$(orders | grep -c import)"
  fold -f
  qkarma list --json >"$SHUNIT_TMPDIR/after"
  assertTrue 'records' "cmp $SHUNIT_TMPDIR/before $SHUNIT_TMPDIR/after"
}

test_a_penalty_that_begins_in_the_future_runs_already() {
  echo "192.0.2.20 $((NOW + 200000)) 8 0 9" | qkarma import - >/dev/null
  fold
  assertContains "$(qkarma show 192.0.2.20)" "  box         3.32 days left"
  assertContains "$(orders)" "since=$((NOW + 200000 - 3 * 86400)) days=4 "
}

# An order has no more days; the fold would throw it away.
test_import_of_a_far_future_imports_nothing() {
  far=$((NOW + 36600 * 86400))
  printf '%s\n' "192.0.2.20 $NOW 1 0 1" "192.0.2.21 $far 1 0 1" \
    "192.0.2.22 99999999999999 1 0 1" >"$SHUNIT_TMPDIR/table"
  said=$(qkarma import "$SHUNIT_TMPDIR/table" 2>&1)
  assertEquals 1 $?
  assertContains "$said" "line 2: the time lies more than a hundred years in"
  assertContains "$said" "line 3: "
  assertContains "$said" "nothing is imported"
  assertNull "$(orders)"
  echo "192.0.2.21 $((NOW + 36000 * 86400)) 1 0 1" | qkarma import - \
    >/dev/null
  fold
  assertContains "$FOLDED" "1 line, 0 bad; 1 client,"
}

# As karma_tool's printf does it: address, penalty, naughty, nice, connects.
karma_tool() {
  printf ' %-18s  %24s    %3s     %3s     %3s    %30s\n' "$@" ''
}

test_import_of_what_karma_tool_prints() {
  TZ=America/New_York
  export TZ
  hour_ago=$((NOW - 3600))
  long_ago=$(((NOW - 400 * 86400) / 60 * 60))
  {
    echo 'using karma db at /var/lib/qpsmtpd/karma/karma'
    printf '      IP Address                 Penalty'
    printf '        Naughty  Nice  Connects  Hostname\n'
    karma_tool 192.0.2.30 "$(date -d @$hour_ago '+%a %b %e %H:%M')" 12 3 15
    karma_tool 192.0.2.31 '' '' 2 2
    karma_tool 192.0.2.32 "$(date -d @$long_ago '+%a %b %e %H:%M')" 1 '' 1
    karma_tool 192.0.2.33 '' '' '' 12345
    karma_tool 192.0.2.34 '' 1000 20000 30000
    karma_tool '' '' 3 '' 4
    echo "\$VAR1 = {"
    echo "          'naughty' => 1013,"
    echo "          'connects' => 42345,"
    echo "          'nice' => 20005"
    echo "        };"
  } >"$SHUNIT_TMPDIR/list"
  "$ROOT/run/karma-tool-to-table" "$SHUNIT_TMPDIR/list" \
    >"$SHUNIT_TMPDIR/table" 2>"$OUT"
  assertEquals 0 $?
  assertEquals '1 without an address (IPv6, which karma_tool cannot print)' \
    "$(cat "$OUT")"
  assertEquals "imported 5 clients; 0 clients had nothing new" \
    "$(says import --local "$SHUNIT_TMPDIR/table" | sed 1q)"
  minute=$(((NOW - 3600) / 60 * 60))
  unset TZ
  assertEquals "\
192.0.2.30 import since=$minute days=1 naughty=12 nice=3 connects=15
192.0.2.31 import since=0 days=0 naughty=0 nice=2 connects=2
192.0.2.32 import since=$long_ago days=1 naughty=1 nice=0 connects=1
192.0.2.33 import since=0 days=0 naughty=0 nice=0 connects=12345
192.0.2.34 import since=0 days=0 naughty=1000 nice=20000 connects=30000" \
    "$(orders)"
}

# Days of four years, and some of a penalty that begins in the future.
test_the_year_that_karma_tool_does_not_print() {
  for ago in $(seq 0 17 1460) -1 -99
  do
    day=$((NOW - ago * 86400))
    karma_tool 192.0.2.30 "$(date -d @$day '+%a %b %e %H:%M')" 1 '' 1
    date -d @$day '+192.0.2.30 %Y-%m-%dT%H:%M 1 0 1' >>"$SHUNIT_TMPDIR/want"
  done >"$SHUNIT_TMPDIR/list"
  assertEquals "$(cat "$SHUNIT_TMPDIR/want")" \
    "$("$ROOT/run/karma-tool-to-table" "$SHUNIT_TMPDIR/list")"
}

# Whatever is no line of karma_tool's is named by its number, by both, and
# nothing is imported.
test_what_karma_tool_does_not_print() {
  {
    echo 'using karma db at /var/lib/qpsmtpd/karma/karma'
    karma_tool 192.0.2.30 'Tue Nov 31 22:13' 1 '' 1
    karma_tool 192.0.2.30 'Xyz Nov 14 22:13' 1 '' 1
    karma_tool 192.0.2.30 'Tue Nov 14 24:13' 1 '' 1
    karma_tool 192.0.2.30 '' x '' 1
    echo ' 192.0.2.30 1'
    echo '192.0.2.30 0 1 2 3'
    karma_tool 192.0.2.31 '' '' 2 2
  } >"$SHUNIT_TMPDIR/list"
  "$ROOT/run/karma-tool-to-table" "$SHUNIT_TMPDIR/list" \
    >"$SHUNIT_TMPDIR/table" 2>"$OUT"
  assertEquals 1 $?
  assertEquals "\
line 2: there is no time in the column for it
line 3: there is no time in the column for it
line 4: there is no time in the column for it
line 5: there are no numbers in the columns for them
line 6: it is too short
line 7: it is not what karma_tool prints" "$(sed 's/^karma-tool-to-table: //' \
    "$OUT")"
  qkarma import "$SHUNIT_TMPDIR/table" >"$OUT" 2>&1
  assertEquals 1 $?
  assertEquals '2 3 4 5 6 7' "$(sed -n 's/.*: line \([0-9]*\):.*/\1/p' "$OUT" |
    paste -s -d ' ')"
  assertNull "$(orders)"
}

test_import_of_a_table_with_local_times() {
  echo '192.0.2.20 2023-11-14T10:13 1 0 1' >"$SHUNIT_TMPDIR/table"
  TZ=Asia/Tokyo qkarma import "$SHUNIT_TMPDIR/table" >/dev/null
  TZ=Asia/Tokyo qkarma import --local "$SHUNIT_TMPDIR/table" >/dev/null
  assertEquals "1699956780 1699924380" \
    "$(orders | sed 's/.*since=\([0-9]*\).*/\1/' | paste -s -d ' ')"
}

test_import_of_what_makes_no_sense_writes_nothing() {
  cat >"$SHUNIT_TMPDIR/table" <<END
192.0.2.20 0 0 1 1
192.0.2.300 0 0 1 1
192.0.2.20 yesterday 0 1 1
192.0.2.20 0 0 1
192.0.2.20 0 0 1 1 1
192.0.2.20 0 0 1 4294967296
 192.0.2.20 what is this
END
  qkarma import "$SHUNIT_TMPDIR/table" >"$OUT" 2>&1
  assertEquals 1 $?
  assertEquals "\
line 2: the first word is not an address
line 3: the second word is not a time
line 4: naughty, nice and connects must be three numbers
line 5: there are more than five words
line 6: naughty, nice and connects must be three numbers
line 7: the second word is not a time
qkarma import: fatal: nothing is imported" "$(sed 's/.*table: //' "$OUT")"
  assertNull "$(orders)"
  qkarma import "$SHUNIT_TMPDIR/nowhere" 2>/dev/null
  assertEquals 111 $?
  qkarma import 2>/dev/null
  assertEquals 100 $?
}

test_who_gave_an_order() {
  clients
  qkarma capture 192.0.2.9 --why x >/dev/null
  SUDO_USER='ann b' qkarma release 192.0.2.9 >/dev/null
  DOAS_USER=cid qkarma prune >/dev/null
  qkarma set expire_days 60 >/dev/null
  echo '192.0.2.20 0 0 1 1' | SUDO_USER=dan qkarma import - >/dev/null
  long=$(printf '%02000d' 0)
  qkarma capture 192.0.2.9 --why "$long" >/dev/null
  me=$(id -un)
  assertEquals "192.0.2.9 capture days=1 why=x by=$me
192.0.2.9 release by=ann\\x20b
- prune days=7 by=cid
- set expire_days=60 by=$me
192.0.2.20 import since=0 days=0 naughty=0 nice=1 connects=1 by=dan
192.0.2.9 capture days=1 why=0 by=$me" \
    "$(signed_orders | tail -n 6 | sed 's/why=00*/why=0/')"
  assertContains "$(qkarma tail -n 5)" 'by="ann b"'
  fold
  assertEquals 'bad lines' 0 "$(header 17)"
}

# Whom nobody knows has a number.
test_who_without_a_name_gave_an_order() {
  [ "$(id -u)" = 0 ] || { skipped 'needs root'; return 0; }
  chown -R 54321 "$QKARMA"
  chmod a+x "$SHUNIT_TMPDIR" "$(dirname "$SHUNIT_TMPDIR")"
  setpriv --reuid=54321 --clear-groups "$BIN/qkarma" capture 192.0.2.9 >/dev/null
  assertContains "$(signed_orders)" '192.0.2.9 capture days=1 by=54321'
}

# What one qkarma knows, told to another.
test_list_and_import_carry_the_boxes() {
  clients
  qkarma capture --days 0.3333 192.0.2.9 2001:db8:0:2:: >/dev/null
  for i in 1 2 3 4 5 6 7
  do
    echo "$((NOW - 400000 + i)) 192.0.2.11 -3 0 0 0 n quit x neg=9 pd=0.7 pm=30"
  done | journal
  echo "$((NOW - 99)) 192.0.2.11 -3 0 0 0 n quit x neg=1 pd=0.7 pm=3.1234" |
    journal
  fold
  qkarma list --json | jq -c . >"$SHUNIT_TMPDIR/list"
  boxes='"\(.client) \(.since) \(.until) \(.naughty) \(.nice) \(.connects)"'
  qkarma list --json | jq -r "$boxes" >"$SHUNIT_TMPDIR/there"
  assertEquals 'clients' 7 "$(grep -c . "$SHUNIT_TMPDIR/there")"
  fresh_home
  assertContains "$(qkarma import --days 5 - <"$SHUNIT_TMPDIR/list")" \
    'imported 7 clients; 0 clients had nothing new'
  fold
  qkarma list --json | jq -r "$boxes" >"$SHUNIT_TMPDIR/here"
  assertEquals "$(cat "$SHUNIT_TMPDIR/there")" "$(cat "$SHUNIT_TMPDIR/here")"
  assertContains "$(qkarma import "$SHUNIT_TMPDIR/list")" \
    'imported 0 clients; 7 clients had nothing new'
}

test_import_of_objects_that_make_no_sense() {
  cat >"$SHUNIT_TMPDIR/table" <<'END'
{ "networks": [{"a": "]}"}, 2], "client" :"192.0.2.7" , "x": "\"}", "nice": 2 }
{"client":"192.0.2.0/24"}
{"client":"192.0.2.7","since":"yesterday"}
{"since":0}
{
{"client":"192.0.2.7"} 3
{"client":"192.0.2.7","since":100,"until":99}
{"client":"192.0.2.7","nice":-1}
{"client":"192.0.2.7
END
  qkarma import "$SHUNIT_TMPDIR/table" >"$OUT" 2>&1
  assertEquals 1 $?
  assertEquals "\
line 2: \`client\` is not a client's address
line 3: since, until, naughty, nice and connects must be numbers
line 4: \`client\` is missing
line 5: an object must be complete, and on one line (jq -c)
line 6: an object must be complete, and on one line (jq -c)
line 7: its box ends before it begins, or after 100 years
line 8: since, until, naughty, nice and connects must be numbers
line 9: an object must be complete, and on one line (jq -c)
qkarma import: fatal: nothing is imported" "$(sed 's/.*table: //' "$OUT")"
  sed 1q "$SHUNIT_TMPDIR/table" | qkarma import - >/dev/null
  assertEquals '192.0.2.7 import since=0 days=0 naughty=0 nice=2 connects=0' \
    "$(orders)"
}

# 300 clients that were last seen 20 days ago, and one just now.
old_clients() {
  seq 0 299 | awk -v t="$((NOW - 20 * 86400))" '{
    print t, "198.51." int($1 / 200) "." $1 % 200, "2 1 0 0 g quit x" }' |
    journal
  echo "$NOW 192.0.2.7 2 1 0 0 g quit x" | journal
  fold
}

test_prune_and_set_tell_how_many_and_ask() {
  old_clients
  before=$(orders)
  out=$(qkarma prune 2>&1)
  assertEquals 100 $?
  assertEquals "qkarma prune: fatal: there are 300 clients to forget; --yes\
 forgets them" "$out"
  out=$(qkarma set expire_days 19 2>&1)
  assertEquals 100 $?
  assertEquals "qkarma set: fatal: there are 300 clients to forget; --yes\
 forgets them" "$out"
  assertEquals 'nothing is written' "$before" "$(orders)"
  assertEquals "clients that were not seen for 30 days are forgotten from now\
 on: 0 of 301" "$(qkarma set expire_days 30 | sed 1q)"
  assertEquals 'clients that were not seen for 21 days are forgotten: 0 of 301' \
    "$(qkarma prune 21 | sed 1q)"
  assertEquals 'clients that were not seen for 7 days are forgotten: 300 of 301' \
    "$(qkarma prune --yes | sed 1q)"
  fold
  assertEquals 1 "$(qkarma list | grep -c '^192\|^198')"
}

# What the manual says of the way back.
# Of unknown clients are the lines that have no address, not those of orders.
test_set_and_prune_are_no_lines_of_unknown_clients() {
  qkarma capture 192.0.2.1 >/dev/null
  fold
  unknown=$(header 18)
  qkarma set expire_days 59 --yes >/dev/null
  qkarma prune 30 --yes >/dev/null
  fold
  assertEquals "$unknown" "$(header 18)"
}

test_the_way_back_from_prune() {
  old_clients
  mkdir "$SHUNIT_TMPDIR/old"
  cp "$QKARMA"/base/* "$SHUNIT_TMPDIR/old/karma.cdb"
  qkarma prune --yes >/dev/null
  fold
  assertEquals 1 "$(qkarma list --json | grep -c client)"
  QKARMA=$SHUNIT_TMPDIR/old qkarma list --json | qkarma import - >/dev/null
  fold
  assertEquals 301 "$(qkarma list --json | grep -c client)"
}

test_an_order_that_cannot_be_written() {
  clients
  rm "$QKARMA/journal/current"
  for words in 'capture 192.0.2.7' 'release 192.0.2.7'
  do
    out=$(qkarma $words 2>&1 >/dev/null)
    assertEquals 111 $?
    assertContains "$out" 'fatal: unable to append to journal/current: No such'
  done
}

# Every order there is; each must fail with 111, and say so: `all_fail WHY`.
all_fail() {
  echo '203.0.113.2 1700000000 1 0 1' >"$SHUNIT_TMPDIR/table"
  for order in 'capture 203.0.113.1' 'release 203.0.113.1' 'prune 5' \
    'set expire_days 5' "import $SHUNIT_TMPDIR/table"
  do
    said=$(timeout 60 qkarma $order 2>&1 >/dev/null)
    assertEquals "$order, $1" 111 $?
    assertContains "$order, $1" "$said" \
      'unable to append to journal/current'
  done
}

known() {
  fresh_home
  qkarma capture 203.0.113.1 >/dev/null
  qkarma-fold 2>/dev/null
  echo "somebody's own" >"$SHUNIT_TMPDIR/target"
  chmod 600 "$SHUNIT_TMPDIR/target"
}

untouched() {
  assertEquals "somebody's own" "$(cat "$SHUNIT_TMPDIR/target")"
  assertEquals "$(id -u)" "$(stat -c %u "$SHUNIT_TMPDIR/target")"
}

test_no_order_goes_through_a_symbolic_link_or_into_a_pipe() {
  known
  rm "$QKARMA/journal/current"
  ln -s "$SHUNIT_TMPDIR/target" "$QKARMA/journal/current"
  all_fail 'symbolic link'
  untouched
  rm "$QKARMA/journal/current"
  mkfifo "$QKARMA/journal/current"
  all_fail 'fifo'
}

# The tree's owner may make a hard link of what is root's; so root gives his
# orders as the owner.
test_no_order_of_root_goes_into_a_file_that_the_owner_may_not_write() {
  [ "$(id -u)" = 0 ] || { skipped 'needs root'; return 0; }
  known
  chown -R 30001:30001 "$QKARMA"
  qkarma capture 203.0.113.3 >/dev/null || fail "root's order"
  rm "$QKARMA/journal/current"
  ln "$SHUNIT_TMPDIR/target" "$QKARMA/journal/current"
  all_fail 'hard link'
  untouched
}

. shunit2
