# qkarma stats: for people, for Prometheus, as an object.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

setUp() {
  fresh_home
  NOW=$(date +%s)
  OUT=$SHUNIT_TMPDIR/out
}

some_lines() {
  journal <<END
$((NOW - 3000)) 192.0.2.7 -4 0 0 2 n rejected unknown_command*4 neg=1 pd=1 pm=30
$((NOW - 3000)) 192.0.2.8 2 3 1 0 g quit message_accepted tls=TLSv1.2
$((NOW - 100)) 192.0.2.7 0 0 0 0 b boxed -
$((NOW - 7000)) 198.51.100.7 0 0 0 0 - quit - tls=TLSv1.3
$((NOW - 50)) unknown 0 0 0 0 i immune -
nonsense
END
  fold
  rest=$(echo "$NOW 192.0.2.8 2 1 0 0 g quit message_accepted tls=TLSv1.3" |
    sign)
  echo "$rest" >>"$QKARMA/journal/current"
}

test_for_people() {
  some_lines
  qkarma stats >"$OUT"
  assertEquals 0 $?
  assertEquals "\
clients       3: 1 boxed, 1 naughty, 1 nice; in 7 networks
lines         5 folded, 1 bad, 1 without an address
journal       $(wc -c <"$QKARMA/journal/current" | tr -d ' ') bytes in 1\
 segment; $((${#rest} + 1)) not folded yet
last 60 min   5 connections: 1 naughty, 1 boxed, 2 nice, 0 neutral, 1 immune
              4 recipients accepted, 1 deferred, 2 refused
              2 in TLS: 1 TLSv1.2, 1 TLSv1.3
version       $(qkarma --version | sed 's/.* //')" \
    "$(sed 1d "$OUT")"
  assertContains "$(sed 1q "$OUT")" 's ago, 20'
  assertContains "$(qkarma stats --since 1d)" \
    'last 24 h     6 connections: 1 naughty, 1 boxed, 2 nice, 1 neutral'
  assertEquals '              3 in TLS: 2 TLSv1.3, 1 TLSv1.2' \
    "$(qkarma stats --since 1d | tail -n 2 | head -n 1)"
}

# Networks by what they say of strangers: the good one and those that nobody
# knows are in none of the three; wider ones have their say first.
test_what_networks_say() {
  assertNotContains "$(qkarma stats)" 'networks  '
  for i in 1 2 3 4
  do
    echo "$NOW 192.0.2.$i -3 0 0 0 n quit - neg=1 pd=1 pm=30"
    echo "$NOW 192.0.4.$i 2 1 0 0 g quit -"
    echo "$NOW 198.51.100.$i 2 1 0 0 g quit -"
    echo "$NOW 2001:db8:$i:1::1 -3 0 0 0 n quit - neg=1 pd=1 pm=30"
    echo "$NOW 203.0.$i.1 -3 0 0 0 n quit - neg=1 pd=1 pm=30"
  done | journal
  echo "$NOW 192.0.2.77 0 0 0 0 - quit neighbourhood nb=1" | journal
  fold
  assertContains "$(qkarma stats)" \
    'networks      11 of /24 and /48: 4 with q from 0.98, 4 from 0.95, 1 from 0.90'
  assertContains "$(qkarma stats)" '              1 asked to come again'
  assertEquals 4,4,1,1 "$(qkarma stats --prometheus |
    sed -n '/^qkarma_neighbourhoods/s/.* //p; s/^qkarma_come_again //p' |
    paste -s -d , -)"
}

# Of connections that asked the DNS; where none did, nothing is said.
some_questions() {
  journal <<END
$((NOW - 90)) 192.0.2.7 -1 0 0 1 - quit listed dns=9/0/0/20 lists=Blue:3,dnswl:-1
$((NOW - 80)) 192.0.2.8 -1 0 0 1 - quit listed dns=9/1/2/1500/Red lists=Blue:3
$((NOW - 70)) 192.0.2.9 0 0 0 0 - quit - dns=2/0/0/1
$((NOW - 60)) 192.0.2.9 0 0 0 0 - quit - dns=2/3/0/1
$((NOW - 60)) 192.0.2.9 0 0 0 0 - quit - dns=2/0/0
$((NOW - 60)) 192.0.2.9 0 0 0 0 - quit - dns=2/0/0/1/
$((NOW - 60)) 192.0.2.9 0 0 0 0 - quit - dns=x
END
}

test_questions_to_the_dns() {
  some_lines
  assertNotContains "$(qkarma stats)" DNS
  some_questions
  assertEquals "\
              20 questions to the DNS: 17 answered in time, 1 in trouble,\
 2 late; all in 507 ms
              listed: 2 Blue, 1 dnswl" \
    "$(qkarma stats | tail -n 3 | sed '$d')"
  qkarma stats --prometheus >"$OUT"
  for sample in 'dns_connections 3' 'dns_questions{outcome="answered"} 17' \
    'dns_questions{outcome="trouble"} 1' 'dns_questions{outcome="late"} 2' \
    'dns_wait 1521' 'lists{list="Blue"} 2' 'lists{list="dnswl"} 1'
  do
    assertEquals "$sample" 1 "$(grep -cxF "qkarma_$sample" "$OUT")"
  done
}

# Whoever may append to the journal could else stop all of stats.
test_more_names_than_a_line_has_room_for() {
  for i in 1 2 3 4 5 6 7 8 9 10 11 12
  do
    long=$i$(printf '%0200d' 0)
    echo "$((NOW - 90)) 192.0.2.7 -1 0 0 1 - quit - tls=$long dns=1/0/0/1\
 lists=$long:1"
  done | journal
  qkarma stats >"$OUT"
  assertEquals 0 $?
  assertEquals 2 "$(grep -c ' 1 8.* \.\.\.$' "$OUT")"
}

test_before_the_first_fold() {
  assertEquals "\
folded        never
clients       0: 0 boxed, 0 naughty, 0 nice; in 0 networks
lines         0 folded, 0 bad, 0 without an address" \
    "$(qkarma stats | sed 3q)"
  assertEquals '              0 in TLS' "$(qkarma stats | tail -n 2 | head -n 1)"
}

# The text format: comments for each metric, then its samples, all in one
# place, and every name once.
test_prometheus() {
  some_lines
  qkarma stats --prometheus >"$OUT"
  assertEquals 0 $?
  assertNull "$(grep -v -E -e '^# (HELP|TYPE) qkarma_[a-z_]+ .+$' \
    -e '^qkarma_[a-z_]+(\{[a-z]+="[A-Za-z0-9_.]+"\})? [0-9]+$' "$OUT")"
  awk '/^# HELP/ { name = $3; helped++ }
    /^# TYPE/ { if ($3 != name) print "TYPE of", $3; typed++ }
    /^# TYPE/ && ($4 == "counter") != (name ~ /_total$/) { print name, $4 }
    !/^#/ { sub(/[{ ].*/, ""); if ($0 != name) print "sample of", $0 }
    /^# HELP/ && seen[name]++ { print name, "twice" }
    END { if (helped != typed) print "comments are missing" }' \
    "$OUT" >"$SHUNIT_TMPDIR/wrong"
  assertNull "$(cat "$SHUNIT_TMPDIR/wrong")"
  for sample in 'lines_total 5' 'bad_lines_total 1' 'clients{state="boxed"} 1' \
    'clients{state="all"} 3' "newest_line_timestamp_seconds $((NOW - 50))" \
    'connections{class="nice"} 2' 'events{event="unknown_command"} 4' \
    'ends{end="quit"} 2' 'window_seconds 3600' 'journal_segments 1' \
    'tls_connections{protocol="TLSv1.2"} 1' \
    "journal_unfolded_bytes $((${#rest} + 1))"
  do
    assertEquals "$sample" 1 "$(grep -cxF "qkarma_$sample" "$OUT")"
  done
}

test_as_an_object() {
  some_lines
  qkarma stats --json >"$OUT"
  assertEquals "5 1 2 4 2 5184000 1" "$(jq -r '"\(.lines_total) \(.clients.boxed) " +
    "\(.connections.nice) \(.events.unknown_command) \(.ends.quit) " +
    "\(.expire_seconds) \(.tls_connections["TLSv1.3"])"' "$OUT")"
  assertEquals "the same names" \
    "$(qkarma stats --prometheus |
      sed -n 's/^# TYPE qkarma_\([^ ]*\).*/\1/p')" \
    "$(jq -r 'keys_unsorted[]' "$OUT")"
}

test_a_label_from_the_journal_is_escaped() {
  journal <<END
$NOW 192.0.2.8 0 0 0 0 - a"b\\c -
END
  qkarma stats --prometheus >"$OUT"
  assertEquals 1 "$(grep -cxF 'qkarma_ends{end="a\"b\\c"} 1' "$OUT")"
  assertEquals 'a"b\c' "$(qkarma stats --json | jq -r '.ends|keys[]')"
}

test_called_wrongly() {
  for words in 'x' '--json --prometheus' '--since x'
  do
    qkarma stats $words 2>/dev/null
    assertEquals "$words" 100 $?
  done
}

. shunit2
