# qkarma tail: what it prints of the journal, and that it misses nothing while
# segments are rotated under it.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

setUp() {
  fresh_home
  OUT=$SHUNIT_TMPDIR/out
}

tearDown() {
  [ -z "${TAIL-}" ] || kill "$TAIL"
  TAIL=
}

some_lines() {
  journal <<END
1700000000 192.0.2.7 -4 0 0 2 n rejected unknown_command*4 neg=1 pd=1 pm=30\
 helo=a.example t=3 pid=77
1700000001 192.0.2.8 2 3 1 0 g quit message_accepted helo=mx.example t=1 pid=78
1700000005 192.0.2.7 0 0 0 0 b boxed - flag=karma/temp_disconnect t=0 pid=79
1700000006 2001:db8:0:1:ffff:ffff:ffff:fffe 0 0 1 0 - lost - t=0 pid=80
1700000007 192.0.2.99 capture days=2 why=a\\x20bad\\x20one
1700000008 - set expire_days=60
1700000009 unknown 0 0 0 0 i immune - t=0
END
}

# What the DNS was asked, and who had the client.
test_what_lists_said() {
  journal <<'END'
1700000000 192.0.2.7 -1 0 0 1 - quit listed flag=dnsbl/perm dns=9/0/1/84 lists=Blue:3,dnswl:-1
END
  assertContains "$(qkarma tail)" \
    'listed 1 refused flag=dnsbl/perm dns=9/0/1/84 lists=Blue:3,dnswl:-1'
  assertEquals '9/0/1/84 Blue:3,dnswl:-1' \
    "$(qkarma tail --json | jq -r '.pairs|"\(.dns) \(.lists)"')"
}

# The rotation that the fold does, by hand.
rotate() {
  (
    cd "$QKARMA/journal" || exit
    read -r magic version host number rest <current
    ln current "$host.$number"
    printf '%s %s %s %010d %s\n' "$magic" "$version" "$host" \
      $((${number##*0000} + 1)) "${rest% ~*}" | digits >next
    mv next current
  )
}

test_the_lines_of_all_kinds() {
  some_lines
  qkarma tail >"$OUT"
  assertEquals 0 $?
  assertEquals "\
2023-11-14 22:13:20Z naughty   -4 rejected 192.0.2.7       \
unknown_command*4 2 refused helo=a.example t=3
2023-11-14 22:13:21Z nice       2 quit     192.0.2.8       \
message_accepted 3 accepted 1 deferred helo=mx.example t=1
2023-11-14 22:13:25Z boxed      0 boxed    192.0.2.7       \
flag=karma/temp_disconnect t=0
2023-11-14 22:13:26Z neutral    0 lost     \
2001:db8:0:1:ffff:ffff:ffff:fffe 1 deferred t=0
2023-11-14 22:13:27Z capture               192.0.2.99      \
days=2 why=\"a bad one\"
2023-11-14 22:13:28Z set                   -               expire_days=60
2023-11-14 22:13:29Z immune     0 immune   unknown         t=0" "$(cat "$OUT")"
}

test_the_same_as_objects() {
  some_lines
  qkarma tail --json >"$OUT"
  assertEquals "\
1700000000 connection 192.0.2.7 192.0.2.7 naughty -4 0 0 2 rejected
1700000001 connection 192.0.2.8 192.0.2.8 nice 2 3 1 0 quit
1700000005 connection 192.0.2.7 192.0.2.7 boxed 0 0 0 0 boxed
1700000006 connection 2001:db8:0:1:ffff:ffff:ffff:fffe 2001:db8:0:1::/64\
 neutral 0 0 1 0 lost
1700000007 capture 192.0.2.99 192.0.2.99
1700000008 set
1700000009 connection immune 0 0 0 0 immune" \
    "$(jq -r '[.[]|scalars]|join(" ")' "$OUT")"
  assertEquals "4 a.example" \
    "$(jq -r 'select(.karma == -4)|.events.unknown_command, .pairs.helo' \
      "$OUT" | xargs)"
  assertEquals 'a\x20bad\x20one' "$(jq -r '.pairs.why//empty' "$OUT")"
}

# A quotation mark, or a backslash, of a client's in a value with blanks ends
# nothing.
test_a_value_ends_where_it_ends() {
  journal <<'END'
1700000000 192.0.2.7 0 0 0 0 - quit - helo=a"\x20t=9\x20"\x5c\xc3 t=3
1700000001 192.0.2.7 0 0 0 0 - quit - helo=a"b t=3
END
  assertEquals 'helo="a\" t=9 \"\\\xc3" t=3
helo=a"b t=3' "$(qkarma tail | sed 's/.*helo/helo/')"
}

# The times of the lines that `qkarma tail` prints, as seconds of that minute.
seconds() {
  qkarma tail "$@" | cut -c 18-19 | tr '\n' ' ' | sed 's/ $//'
}

test_which_lines() {
  some_lines
  assertEquals "28 29" "$(seconds -n 2)"
  assertEquals "27 28 29" "$(seconds --since 2023-11-14T22:13:27)"
  assertEquals "20 21 25" "$(seconds --since 1970-01-01 \
    --until '2023-11-14 22:13:26')"
  assertEquals "28 29" "$(seconds -n 2 --since 2023-11-14T22:13:26)"
  assertEquals "25" "$(seconds -n 1 --until 2023-11-14T22:13:26)"
  assertEquals "20 25" "$(seconds 192.0.2.7)"
  assertEquals "25" "$(seconds 192.0.2.7 -n 1)"
  assertEquals "20 21 25 27" "$(seconds 192.0.2.0/24)"
  assertEquals "26" "$(seconds 2001:db8:0:1::1)"
  assertEquals "20 21 25 26 27 28 29" \
    "$(seconds --since @400000006553f10a00000000)"
  assertEquals "" "$(seconds --since 12h)"
  qkarma tail 10.1.2.3
  assertEquals "nothing found" 1 $?
}

test_times_that_are_none() {
  for time in 12 12y 2023-13-01 2023-02-29 2023-11-14T22 2023-11-14T24:00:00 \
    2023-11-14x 1969-12-31 @4000 ''
  do
    qkarma tail --since "$time" >"$OUT" 2>&1
    assertEquals "$time" 100 $?
  done
  assertEquals "qkarma tail: fatal: --since cannot be ; allowed is a span of\
 time as 90s, 30m, 12h, 7d or 2w, today, yesterday, a date as 2023-11-14, or a\
 time as 2023-11-14T22:13:20, in UTC unless --local is given" "$(cat "$OUT")"
  for time in 2024-02-29 2000-02-29 2023-11-14T22:13 1w 0s
  do
    qkarma tail --since "$time" >"$OUT" 2>&1
    assertEquals "$time" 1 $?
  done
}

# As they are printed, here and in the log; and the words for days.
test_times_as_one_has_them() {
  some_lines
  assertEquals "27 28 29" "$(seconds --since '2023-11-14 22:13:27Z')"
  assertEquals "27 28 29" "$(seconds --since '2023-11-14 22:13:27 UTC')"
  assertEquals "27 28 29" "$(seconds --since 2023-11-14T22:13:27Z)"
  export TZ=UTC-3
  assertEquals "27 28 29" "$(qkarma tail --local --since 2023-11-15T01:13:27 |
    cut -c 18-19 | xargs)"
  assertEquals 'UTC is that' "27 28 29" "$(qkarma tail --local \
    --since 2023-11-14T22:13:27Z | cut -c 18-19 | xargs)"
  unset TZ
}

test_today_and_yesterday() {
  fresh_home
  midnight=$(date -u -d "$(date -u +%F)" +%s)
  for second in $((midnight - 86401)) $((midnight - 86400)) $((midnight - 1)) \
    "$midnight"
  do
    echo "$second 192.0.2.7 0 0 0 0 - quit -"
  done | journal
  assertEquals 3 "$(qkarma tail --since yesterday | wc -l | tr -d ' ')"
  assertEquals 2 "$(qkarma tail --since yesterday --until today |
    wc -l | tr -d ' ')"
  assertEquals 1 "$(qkarma tail --since today | wc -l | tr -d ' ')"
  for zone in UTC-5 UTC+7
  do
    there=$(TZ=$zone date -d "$(TZ=$zone date +%F)" +%s)
    fresh_home
    printf '%s 192.0.2.7 0 0 0 0 - quit -\n' $((there - 86400)) $((there - 1)) \
      "$there" | journal
    assertEquals "$zone" '2 1' "$(TZ=$zone qkarma tail --local \
      --since yesterday --until today | wc -l | tr -d ' ') $(TZ=$zone \
      qkarma tail --local --since today | wc -l | tr -d ' ')"
  done
}

test_over_rotated_segments() {
  some_lines
  rotate
  echo '1700000010 192.0.2.7 0 0 0 0 - lost - t=0' | journal
  rotate
  rotate
  echo '1700000011 192.0.2.7 0 0 0 0 - lost - t=0' | journal
  assertEquals "20 21 25 26 27 28 29 30 31" "$(seconds)"
  assertEquals "29 30 31" "$(seconds -n 3)"
  assertEquals "25 30 31" "$(seconds -n 3 192.0.2.7)"
}

# Between a look at the directory and the opening of journal/current it may be
# rotated, be it the first look or the second.
test_a_rotation_between_two_looks() {
  path=$PATH
  wrapped meanwhile journal_list_of
  MEANWHILE='cd "$QKARMA/journal" && ln current "$HERE" && mv next current'
  export MEANWHILE LOOK HERE
  for LOOK in 1 2
  do
    fresh_home
    some_lines
    HERE=$(cd "$QKARMA/journal" && awk '{ print $3 "." $4; exit }' current)
    head -n 1 "$QKARMA/journal/current" >"$QKARMA/journal/next"
    new_header "$QKARMA/journal/next" 's/ 0000000001 / 0000000002 /'
    echo '1700000010 192.0.2.7 0 0 0 0 - lost - t=0' | sign \
      >>"$QKARMA/journal/next"
    assertEquals "behind look $LOOK" "20 21 25 26 27 28 29 30" \
      "$(seconds --since 1970-01-01)"
    assertTrue "it was rotated" "[ -e $QKARMA/journal/$HERE ]"
  done
  unset MEANWHILE LOOK HERE
  PATH=$path
}

test_what_is_no_line_is_passed_over() {
  some_lines
  printf 'garbage\n\n@40000000 ~0000\nhalf a li' >>"$QKARMA/journal/current"
  rotate
  echo '1700000010 192.0.2.7 0 0 0 0 - lost - t=0' | journal
  head -c 3000 /dev/zero | tr '\0' x >"$QKARMA/journal/vm.0000000000"
  assertEquals "20 21 25 26 27 28 29 30" "$(seconds --since 1970-01-01)"
}

# While it follows, segments are rotated and removed, again and again.
test_following_misses_nothing() {
  some_lines
  : >"$OUT"
  qkarma tail -f >"$OUT" &
  TAIL=$!
  await grep -q '22:13:29' "$OUT"
  n=10
  while [ $n -lt 40 ]
  do
    echo "17000000$n 192.0.2.7 0 0 0 0 - lost - t=0" | journal
    [ $((n % 5)) != 0 ] || rotate
    n=$((n + 1))
  done
  await grep -q '22:13:59' "$OUT"
  { printf '%s\n' 20 21 25 26 27 28 29; seq 30 59; } >"$SHUNIT_TMPDIR/wanted"
  assertEquals "$(cat "$SHUNIT_TMPDIR/wanted")" "$(cut -c 18-19 "$OUT")"
}

# A writer that had locked a segment before it was rotated may still write.
test_following_waits_for_a_writer_that_is_late() {
  some_lines
  : >"$OUT"
  qkarma tail -f >"$OUT" &
  TAIL=$!
  await grep -q '22:13:29' "$OUT"
  hold_lock "$QKARMA/journal/current" shared
  rotate
  echo '1700000011 192.0.2.7 0 0 0 0 - lost - t=0' | journal
  sleep 2
  assertNotContains "$(cat "$OUT")" '22:13:31'
  echo '1700000010 192.0.2.7 0 0 0 0 - lost - t=0' | sign \
    >>"$QKARMA/journal/$(ls "$QKARMA/journal" | grep 000)"
  let_go
  await grep -q '22:13:31' "$OUT"
  assertEquals "30 31" "$(tail -n 2 "$OUT" | cut -c 18-19 | xargs)"
}

test_without_a_journal() {
  rm "$QKARMA/journal/current"
  qkarma tail >"$OUT" 2>&1
  assertEquals 111 $?
  assertEquals "qkarma tail: fatal: there is no journal: \`qkarma init\` makes\
 one" "$(cat "$OUT")"
}

test_colours_are_for_terminals() {
  some_lines
  red=$(printf '\033[31mnaughty\033[0m   -4 rejected')
  assertNotContains "$(qkarma tail)" "$(printf '\033')"
  assertContains "$(TERM=xterm script -qec 'qkarma tail' /dev/null)" "$red"
  for set in TERM=dumb NO_COLOR=1
  do
    assertNotContains "$set" "$(TERM=xterm; export TERM $set
      script -qec 'qkarma tail' /dev/null)" "$(printf '\033')"
  done
}

. shunit2
