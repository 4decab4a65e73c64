# What `qkarma show` and `qkarma list` print.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

oneTimeSetUp() {
  fresh_home
  NOW=$(date +%s)
  journal <<END
$((NOW - 90000)) 198.51.100.9 2 3 0 0 g quit message_accepted
$((NOW - 90000)) 198.51.100.10 -3 0 0 2 n quit non_smtp neg=1 pd=1 pm=30
$((NOW - 3600)) 192.0.2.7 -3 0 0 2 n quit non_smtp neg=1 pd=2 pm=30
$((NOW - 60)) 2001:db8:0:1::9 0 0 1 0 - lost -
END
  fold
}

# A time as the tool prints it.
utc() {
  date -u -d "@$1" '+%Y-%m-%d %H:%M:%S'
}

minutes() {
  utc "$1" | cut -c 1-16
}

test_list_prints_all_clients_in_order() {
  assertEquals "\
CLIENT                   HISTORY  NICE NAUGHTY CONNECTS LAST SEEN, UTC    BOXED
192.0.2.7                     -1     0       1        1 $(
  minutes $((NOW - 3600)))   1.96
198.51.100.9                   1     1       0        1 $(
  minutes $((NOW - 90000)))
198.51.100.10                 -1     0       1        1 $(
  minutes $((NOW - 90000)))
2001:db8:0:1::/64              0     0       0        1 $(
  minutes $((NOW - 60)))" "$(qkarma list)"
}

test_show_knows_every_spelling() {
  for it in 192.0.2.7/32 ::ffff:192.0.2.7 ::ffff:192.0.2.7/128 \
    64:ff9b::192.0.2.7/128
  do
    assertEquals "$it" "$(qkarma show 192.0.2.7)" "$(qkarma show "$it")"
  done
  for it in 2001:db8:0:1::9/64 2001:db8:0:1::9/128 2001:DB8:0:1::/64 \
    2001:0db8:0000:0001::/64 2001:db8:0:1:0:0:0:0/64 2001:db8:0:1::/100
  do
    assertEquals "$it" "$(qkarma show 2001:db8:0:1::/64)" "$(qkarma show "$it")"
  done
  assertEquals "$(qkarma show 192.0.2.0/24)" "$(qkarma show 192.0.2.7/24)"
  assertEquals "$(qkarma show ::/0)" "$(qkarma show 2001:db8::/0)"
  for it in 192.0.2.7/33 192.0.2.7/ 192.0.2.0/25 2001:db8::/129 x/32
  do
    qkarma show "$it" >/dev/null 2>&1
    assertEquals "$it" 100 $?
  done
}

test_show_tells_all_of_a_client_and_its_networks() {
  assertEquals "\
192.0.2.7
  history     -1 (0 nice, 1 naughty)
  connects    1
  last seen   $(utc $((NOW - 3600))) UTC
  box         1.96 days left, until $(utc $((NOW + 169200))) UTC
  recipients  0 accepted, 0 deferred, 2 refused in 30 days
  connections 0 good, 1 bad in 30 days

NETWORK             HISTORY     NICE  NAUGHTY  CONNECTS  ACCEPTED   REFUSED
192.0.2.0/24             -1        0        1         1         0         2
192.0.0.0/16             -1        0        1         1         0         2
192.0.0.0/8              -1        0        1         1         0         2
0.0.0.0/0                -1        1        2         3         3         4" \
    "$(qkarma show 192.0.2.7)"
}

# A client has connections; a network has members, each once.
test_what_was_good_or_bad_and_who_was_asked_to_come_again() {
  assertContains "$(qkarma show 0.0.0.0/0)" \
    '  members     1 good, 2 bad in 30 days'
  assertEquals '1 2 0' "$(qkarma show --json 0.0.0.0/0 |
    jq -r '"\(.good) \(.bad) \(.asked)"')"
  home=$QKARMA
  fresh_home
  journal <<END
$((NOW - 7200)) 192.0.2.9 0 0 0 0 - rejected - nb=1
$((NOW - 3600)) 192.0.2.9 2 1 0 0 g quit message_accepted
$((NOW - 3600)) 192.0.2.9 2 1 0 0 g quit message_accepted
END
  fold
  assertContains "$(qkarma show 192.0.2.9)" "\
  connections 2 good, 0 bad in 30 days
  asked       to come again, at $(utc $((NOW - 7200))) UTC"
  assertEquals "2 0 $((NOW - 7200))" "$(qkarma list --json |
    jq -r '"\(.good) \(.bad) \(.asked)"')"
  QKARMA=$home
}

test_show_of_a_box_that_is_over() {
  assertContains "$(qkarma show 198.51.100.10)" \
    "  box         over since $(utc $((NOW - 3600))) UTC"
  assertContains "$(qkarma show 198.51.100.9)" "  box         never"
}

test_show_takes_any_address_of_a_client() {
  wanted=$(qkarma show 2001:db8:0:1::9)
  assertEquals "$wanted" "$(qkarma show 2001:db8:0:1:ffff::1)"
  assertEquals "$(qkarma show 192.0.2.7)" "$(qkarma show ::ffff:192.0.2.7)"
}

test_show_of_a_network() {
  assertContains "$(qkarma show 0.0.0.0/0)" \
    "  history     -1 (1 nice, 2 naughty)"
}

test_show_of_a_network_says_how_many_are_boxed() {
  out=$(qkarma show 192.0.0.0/16)
  assertContains "$out" '  boxed       1 of 1 client'
  assertContains "$(qkarma show 0.0.0.0/0)" '  boxed       1 of 3 clients'
  assertContains "$(qkarma show ::/0)" '  boxed       0 of 1 client'
  assertNotContains 'a network has no box' "$out" '  box '
  assertEquals '1 3' "$(qkarma show --json 0.0.0.0/0 |
    jq -r '"\(.boxed_clients) \(.clients)"')"
  assertEquals null "$(qkarma show --json 192.0.2.7 | jq .clients)"
}

# A zone without summer time, of which nobody needs a file.
test_local_times() {
  local=$(TZ=XYZ-5 date -d "@$((NOW - 3600))" '+%Y-%m-%d %H:%M:%S')
  assertContains "$(TZ=XYZ-5 qkarma show --local 192.0.2.7)" \
    "  last seen   $local XYZ"
  out=$(TZ=XYZ-5 qkarma list --local 192.0.2.7)
  assertContains "$out" 'LAST SEEN, LOCAL  BOXED'
  assertContains "$out" " $(echo "$local" | cut -c 1-16) "
  assertContains "$(TZ=XYZ-5 qkarma tail --local 192.0.2.7)" "$local  naughty"
  assertContains "$(TZ=XYZ-5 qkarma tail 192.0.2.7)" \
    "$(utc $((NOW - 3600)))Z naughty"
  for since in "$local" "$(echo "$local" | tr ' ' T)"
  do
    assertEquals 2 "$(TZ=XYZ-5 qkarma tail --local --since "$since" | grep -c .)"
  done
  assertContains "$(TZ=XYZ-5 qkarma top --local --since "$local")" \
    "2 connections since $local XYZ"
  assertEquals 'JSON has Unix seconds' \
    "$(qkarma list --json)" "$(TZ=XYZ-5 qkarma list --local --json)"
}

test_show_of_an_unknown_client_exits_1_and_shows_its_networks() {
  out=$(qkarma show 192.0.2.8)
  assertEquals 1 $?
  assertContains "$out" "192.0.2.8 is unknown"
  assertContains "$out" "192.0.2.0/24             -1"
}

test_before_the_first_fold_nobody_is_known() {
  home=$QKARMA
  fresh_home
  assertEquals "192.0.2.7 is unknown" "$(qkarma show 192.0.2.7)"
  qkarma list
  assertEquals "list exits" 1 $?
  QKARMA=$home
}

test_what_is_no_address_is_100() {
  out=$(qkarma show 192.0.2 2>&1)
  assertEquals 100 $?
  assertEquals "qkarma show: fatal: 192.0.2 is neither an address nor a network\
 that the databases keep" "$out"
  qkarma show 2>/dev/null
  assertEquals 100 $?
}

test_show_of_several() {
  out=$(qkarma show 198.51.100.9 192.0.2.7)
  assertEquals "$(qkarma show 198.51.100.9; echo; qkarma show 192.0.2.7)" "$out"
}

test_show_as_objects() {
  qkarma show 192.0.2.7 192.0.2.8 --json >"$SHUNIT_TMPDIR/json"
  assertEquals "one is unknown" 1 $?
  assertEquals "192.0.2.7 true -1 0 1 1 $((NOW - 3600)) $((NOW - 3600)) $((
    NOW + 169200)) true 0 0 2 0 1 0
192.0.2.8 false" "$(jq -r '[.[]|scalars]|join(" ")' "$SHUNIT_TMPDIR/json")"
  assertEquals "192.0.2.0/24 -1
192.0.0.0/16 -1
192.0.0.0/8 -1
0.0.0.0/0 -1" "$(sed 1q "$SHUNIT_TMPDIR/json" |
    jq -r '.networks[]|"\(.network) \(.history)"')"
}

# The clients that `qkarma list` names.
listed() {
  qkarma list "$@" | sed '1d; s/ .*//' | tr '\n' ' ' | sed 's/ $//'
}

test_list_of_some() {
  assertEquals "192.0.2.7 198.51.100.10" "$(listed naughty)"
  assertEquals "198.51.100.9" "$(listed nice)"
  assertEquals "" "$(listed both)"
  assertEquals "192.0.2.7" "$(listed boxed)"
  assertEquals "198.51.100.9 198.51.100.10" "$(listed 198.51.96.0/20)"
  assertEquals "198.51.100.10" "$(listed naughty 198.51.100.0/24)"
  assertEquals "2001:db8:0:1::/64" "$(listed 2001:db8::/29)"
  assertEquals "2001:db8:0:1::/64" "$(listed 2001:db8:0:1::77)"
  assertEquals "" "$(listed ::/1 nice)"
  assertEquals "192.0.2.7 198.51.100.9" "$(listed --limit 2)"
  assertEquals "$(qkarma list naughty)" "$(qkarma search naughty)"
  qkarma list boxed 10.0.0.0/8
  assertEquals "nothing found" 1 $?
}

test_list_sorted() {
  assertEquals "2001:db8:0:1::/64 192.0.2.7 198.51.100.9 198.51.100.10" \
    "$(listed --sort last)"
  assertEquals "192.0.2.7 198.51.100.10 198.51.100.9" \
    "$(listed --sort=naughty --limit 3)"
  assertEquals "192.0.2.7" "$(listed --sort connects --limit 1)"
}

test_list_as_objects() {
  assertEquals "192.0.2.7 -1 true 198.51.100.9 1 false" "$(
    qkarma list --json 192.0.0.0/5 | jq -r '.client, .history, .boxed' |
      head -n 6 | tr '\n' ' ' | sed 's/ $//')"
}

test_options_that_are_wrong() {
  for words in '--sort age' '--limit 0' '--limit x' '--limit' '--what' \
    '--json=1' '192.0.2.0/33' '192.0.2.0/' '192.0.2.7 192.0.2.8' 'bad'
  do
    out=$(qkarma list $words 2>&1)
    assertEquals "$words" 100 $?
  done
  assertEquals "qkarma list: fatal: --sort cannot be age; allowed is last,\
 naughty or connects" "$(qkarma list --sort age 2>&1)"
  assertEquals "qkarma list: fatal: --limit cannot be 0; allowed is a number\
 from 1 to 1000000000" "$(qkarma list --limit 0 2>&1)"
}

test_a_full_disk_is_an_error() {
  for command in list 'show 192.0.2.7'
  do
    out=$(qkarma $command 2>&1 >/dev/full)
    assertEquals 111 $?
    assertContains "$out" 'unable to write to stdout: No space left on device'
  done
}

test_a_damaged_database_is_an_error() {
  home=$QKARMA
  fresh_home
  head -c 3000 "$home/karma.cdb" >"$QKARMA/karma.cdb"
  for command in list 'show 192.0.2.7'
  do
    out=$(qkarma $command 2>&1)
    assertEquals 111 $?
    assertContains "$out" 'fatal: karma.cdb: '
  done
  QKARMA=$home
}

. shunit2
