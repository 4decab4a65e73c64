# qkarma explain: what would happen to a client, and that this is what happens.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"
. "$(dirname "$0")/liar.sh"

oneTimeSetUp() {
  fresh_home
  NOW=$(date +%s)
  STATE=$QKARMA
  journal <<END
$((NOW - 3600)) 192.0.2.7 -4 0 0 2 n quit unknown_command*4 neg=1 pd=2 pm=30
$((NOW - 200000)) 192.0.2.8 -3 0 0 0 n quit non_smtp neg=1 pd=1 pm=30
$((NOW - 60)) 10.0.0.9 -3 0 0 0 n quit non_smtp neg=1 pd=1 pm=30
$((NOW - 60)) 192.0.2.10 -3 0 0 0 n quit non_smtp neg=2 pd=1 pm=30
$((NOW - 50)) 192.0.2.14 -3 0 0 0 n quit listed,early_talk,no_rdns neg=1 pd=1\
 pm=30 dns=9/0/0/20 lists=Blue:3
END
  for i in 1 2 3 4 5 6
  do
    echo "$((NOW - 500)) 192.0.2.9 2 9 0 1 g quit message_accepted"
    echo "$((NOW - 4000000 + i * 500000)) 192.0.2.66 -3 0 0 0 n quit non_smtp\
 neg=1 pd=1 pm=30"
  done | journal
  qkarma capture 192.0.2.11 --days 3 --why 'open relay' >/dev/null
  echo '192.0.2.12 - 0 0 1' | qkarma import - >/dev/null
  echo "192.0.2.13 $((NOW - 100)) 1 0 1" | qkarma import - >/dev/null
  fold
}

setUp() {
  QKARMA=$STATE
  rm -f "$QKARMA/control/checks" "$QKARMA/control/tlds"
  OUT=$SHUNIT_TMPDIR/out
}

utc() {
  date -u -d "@$1" '+%Y-%m-%d %H:%M:%S'
}

# A part of what explain prints, from line to line; all of it is in $OUT.
explained() {
  from=$1 to=$2
  shift 2
  qkarma explain "$@" >"$OUT"
  sed -n "/^$from/,/^$to/p" "$OUT" | sed '$d'
}

test_a_boxed_client() {
  qkarma explain 192.0.2.7 >"$OUT"
  assertEquals 0 $?
  assertEquals "\
192.0.2.7 is refused at rcpt
  history     -1 (0 nice, 1 naughty)
  connects    1
  last seen   $(utc $((NOW - 3600))) UTC
  box         1.96 days left, until $(utc $((NOW + 169200))) UTC
  recipients  0 accepted, 0 deferred, 2 refused in 30 days
  connections 0 good, 1 bad in 30 days
  boxed by    karma -4: unknown_command*4, at $(utc $((NOW - 3600))) UTC
  offence     in the box, one more changes nothing

NETWORK             HISTORY     NICE  NAUGHTY  CONNECTS  ACCEPTED   REFUSED
$(qkarma show 192.0.2.7 | sed '1,/^NETWORK/d')

CHECK                 WHAT IT HOLDS FOR THIS CLIENT
earlytalker           waits 1 s for early talk
karma                 bad, history -1: 2 recipients at most
neighbourhood         not judged: in the box
protocol              depends on what the client does
naughty               what is flagged is refused at rcpt; once flagged, it cannot\
 authenticate

PHASE      CHECK                 SAYS       WHY
connect    karma                 NAUGHTY    in the box until $(
  utc $((NOW + 169200)))
helo       -
mail       -
rcpt       naughty               fail       refused, flagged by karma
           421 4.7.1 You were naughty. You cannot connect for 1.96 more days.
           and the connection is closed" \
    "$(sed '/^NEIGHBOURHOOD/,/^$/d' "$OUT")"
}

# Who was asked to come again, and what its networks say, to the digit.
test_a_stranger_in_a_bad_network() {
  fresh_home
  for i in 1 2 3 4 5 6
  do
    echo "$NOW 192.0.2.$i -3 0 0 0 n quit non_smtp neg=1 pd=1 pm=30"
    echo "$NOW 192.$i.3.1 2 1 0 0 g quit message_accepted"
    echo "$NOW 192.0.3.$i -3 0 0 0 n quit non_smtp neg=1 pd=1 pm=30"
  done | journal
  echo "$((NOW - 1000)) 192.0.2.66 0 0 0 0 - quit - nb=1" | journal
  fold
  assertEquals "\
NEIGHBOURHOOD           BAD     GOOD   BAD BEFORE  GOOD BEFORE        Q
192.0.0.0/8              12        6            0            0   0.6578
192.0.0.0/16             12        0            0            0   0.9736
192.0.2.0/24              6        0            0            0   0.9962
192.0.2.66                0        0            0            0   0.9962" \
    "$(explained NEIGHBOURHOOD '$' 192.0.2.66)"
  assertContains "$(cat "$OUT")" "\
neighbourhood         0.9962, asked to come again; served from $(
    utc $((NOW + 800))) until $(utc $((NOW + 85400)))"
  assertContains "$(cat "$OUT")" '450 4.7.1 You are new here'
  assertEquals '192.0.0.0/16 12 0 0 0 0.9736' "$(qkarma explain --json \
    192.0.2.66 | jq -r '.neighbourhood[1] | "\(.level) \(.bad) \(.good)"
      + " \(.bad_before) \(.good_before) \(.q)"')"
  assertEquals 'neighbourhood         0.9962, asked to come again' \
    "$(qkarma explain 192.0.2.67 | grep '^neighbourhood  ')"
  assertContains "$(qkarma explain 192.9.2.67)" \
    'neighbourhood         0.6578, less than 0.95'
}

test_what_a_box_came_from() {
  assertContains "$(qkarma explain 192.0.2.11)" \
    '  boxed by    capture: "open relay", at 20'
  assertContains "$(qkarma explain 192.0.2.13)" '  boxed by    import, at 20'
  assertContains "$(qkarma explain 192.0.2.8)" \
    "  boxed by    karma -3: non_smtp, at $(utc $((NOW - 200000))) UTC"
  assertContains "$(qkarma explain 192.0.2.14)" \
    '  boxed by    karma -3: listed,early_talk,no_rdns (lists Blue:3), at 20'
  assertNotContains "$(qkarma explain 192.0.2.9)" 'boxed by'
  QKARMA=$(mktemp -d "$SHUNIT_TMPDIR/home.XXXXXX")
  cp -r "$STATE/." "$QKARMA"
  sed -i 1q "$QKARMA/journal/current"
  assertContains "$(qkarma explain 192.0.2.7)" \
    "  boxed by    a line of $(utc $((NOW - 3600))) UTC that is no longer in\
 the journal"
}

# One more offence, as the fold would count it.
offence() {
  qkarma explain "$@" | sed -n 's/^  offence     //p'
}

test_what_one_more_offence_would_cost() {
  assertEquals 'one more would box it for 1.00 days' "$(offence 192.0.2.8)"
  assertEquals 'one more would box it for 7.00 days' "$(offence 192.0.2.66)"
  assertEquals 'one more would not box it yet' "$(offence 192.0.2.9)"
  assertEquals 'one more would box it for 0.50 days' "$(
    KARMA_PENALTY_DAYS=0.5; export KARMA_PENALTY_DAYS; offence 192.0.2.99)"
  assertEquals 'in the box, one more changes nothing' "$(offence 192.0.2.7)"
}

test_a_client_that_is_served() {
  assertEquals "\
PHASE      CHECK                 SAYS       WHY
connect    earlytalker           skip       known and nice
           karma                 pass       history 6
           neighbourhood         skip       known by its own mail
helo       -
mail       -
rcpt       -
data       -" "$(explained PHASE data_post 192.0.2.9)"
  assertEquals "192.0.2.9 is served, if it does nothing wrong" \
    "$(sed 1q "$OUT")"
  assertPart "$(cat "$OUT")" \
    "earlytalker           does not wait: history 6
karma                 good, history 6: any number of recipients"
}

test_an_unknown_client() {
  assertEquals "\
198.51.100.1 is served, if it does nothing wrong
  unknown: nothing is recorded of it
  offence     one more would box it for 1.00 days

NETWORK             HISTORY     NICE  NAUGHTY  CONNECTS  ACCEPTED   REFUSED" \
    "$(explained 198 0.0.0.0 198.51.100.1)"
  assertContains "$(cat "$OUT")" "unknown, history 0: 100 recipients at most"
}

test_who_is_not_judged() {
  assertEquals "192.0.2.7 is immune by RELAYCLIENT" \
    "$(RELAYCLIENT='' qkarma explain 192.0.2.7 | sed 1q)"
  qkarma explain 10.0.0.9 >"$OUT"
  assertContains "$(sed 1q "$OUT")" ' is served'
  assertContains "$(cat "$OUT")" \
    "karma                 bad, history -1: a private address, never refused"
  assertContains "$(cat "$OUT")" \
    "karma                 skip       in the box, but a private address"
  echo observe >"$QKARMA/control/checks"
  echo karma >>"$QKARMA/control/checks"
  qkarma explain 192.0.2.7 >"$OUT"
  assertContains "$(sed 1q "$OUT")" ' is served'
  assertContains "$(cat "$OUT")" "observe               nothing is refused"
  assertContains "$(cat "$OUT")" "karma                 tolerated  in the box"
}

test_each_check_in_the_order_of_the_file() {
  cat >"$QKARMA/control/checks" <<'END'
tarpit max 2 delay 0.5
concurrency
denysoft_client_stats
naughty reject data_post
rblsmtpd
karma
END
  assertEquals "\
CHECK                 WHAT IT HOLDS FOR THIS CLIENT
tarpit                0.5 s for each point below 0, at most 2 s before a reply
concurrency           10 connections at once
denysoft_client_stats probability P, draw D, by 192.0.2.9: 54 accepted, 6\
 refused; X until T
naughty               what is flagged is refused at data_post; once\
 flagged, it cannot authenticate
rblsmtpd              depends on what the client does
karma                 good, history 6: any number of recipients" "$(
    explained CHECK PHASE 192.0.2.9 | sed 's/probability [0-9.]*/probability P/
    s/draw [0-9.]*/draw D/; s/[a-z]* until .*/X until T/')"
  DENYSOFT_CLIENT_STATS_CAP=0 explained CHECK PHASE 192.0.2.9 >/dev/null
  assertContains "$(cat "$OUT")" "probability 0, draw 0."
  assertContains "$(cat "$OUT")" "; passes until 20"
  assertEquals "\
connect    concurrency           skip       TCPCONNNUM is not set
           rblsmtpd              NAUGHTY    listed here" \
    "$(RBLSMTPD=-'listed here' explained connect helo 192.0.2.99 |
      sed '/karma/d')"
  assertPart "$(cat "$OUT")" "data_post  naughty               fail       \
refused, flagged by rblsmtpd
           550 5.7.1 listed here"
}

# Who is asked about a client of nobody's.
lists_and_names() {
  printf '%s\n' 'bl.test*3 as Blue' 'wl.test*-1' 'dead.test' \
    >"$QKARMA/control/dnsbl"
  echo 'names.test as Names' >"$QKARMA/control/rhsbl"
  unit liar
  lie lists 'bl.test listed a=127.0.0.2' 'wl.test listed a=127.0.0.9' \
    'dead.test rcode=2' 'names.test listed a=127.0.0.2' \
    'in-addr.arpa ptr=dsl-192-0-2-99.client.test' 'client.test mx=client.test'
  DNS_SERVER=$LIAR
  export DNS_SERVER
  printf '%s\n' karma dnsbl 'rdns generic 1' 'helo test unresolvable' \
    sender naughty >"$QKARMA/control/checks"
}

no_lists() {
  unlie
  unset DNS_SERVER
  rm "$QKARMA/control/dnsbl" "$QKARMA/control/rhsbl"
}

test_whom_it_would_ask() {
  lists_and_names
  qkarma explain 192.0.2.99 --from a@client.test >"$OUT"
  assertPart "$(cat "$OUT")" "\
dnsbl                 would ask 3 lists
rdns                  would ask for its name
helo                  looks at the name, and would ask for it
sender                would ask for the sender's domain
"
  assertContains "$(sed 1q "$OUT")" ' is served'
  assertEquals '' "$(grep '^LIST ' "$OUT")"
  assertEquals '' "$(cat "$LIAR_LOG")"
  assertEquals '[]' "$(qkarma explain 192.0.2.99 --json | jq -c .lists)"
  no_lists
}

test_asked_it_says_what_they_answer() {
  lists_and_names
  qkarma explain 192.0.2.99 --ask --helo nobody.test --from a@client.test \
    >"$OUT"
  assertEquals 0 $?
  assertEquals "\
PHASE      CHECK                 SAYS       WHY
connect    karma                 pass       history 0
           dnsbl                 NAUGHTY    score 2 Blue*3 wl.test*-1
           rdns                  tolerated  a generic name:\
 dsl-192-0-2-99.client.test
helo       -
mail       helo                  tolerated  HELO is a name that nobody has:\
 nobody.test
rcpt       sender                fail       client.test: score 1 Names*1
           naughty               fail       refused, flagged by dnsbl
           550-5.7.1 The sender's domain is listed by Names.
           550 5.7.1 Your address is listed by Blue.

LIST                             SAYS       WHY
Blue                             listed     the client, score 3
wl.test                          listed     the client, score -1
dead.test                        error      does not answer
Names                            listed     the sender, score 1" \
    "$(sed -n '/^PHASE/,$p' "$OUT")"
  assertEquals "Blue client listed 3 null
wl.test client listed -1 null
dead.test client error null does not answer
Names sender listed 1 null" "$(qkarma explain 192.0.2.99 --ask --json \
    --from a@client.test | jq -r '.lists[]|
      "\(.list) \(.about) \(.says) \(.score) \(.why)"')"
  no_lists
}

# A nice client is asked about by nobody, and a box needs no list.
test_about_whom_nobody_is_asked() {
  lists_and_names
  for client in 192.0.2.9 192.0.2.7 10.0.0.9
  do
    assertContains "$client" "$(qkarma explain --ask $client)" \
      'dnsbl                 asks nobody: '
  done
  assertEquals '' "$(cat "$LIAR_LOG")"
  no_lists
}

test_sender_and_recipient() {
  cat >"$QKARMA/control/checks" <<'END'
karma
denysoft_client_stats per_recipient 1 cap 1 permfail_bias 1000000
END
  echo 'greedy@example.org' >"$QKARMA/control/denysoft_recipients"
  echo 'spam.example -7' >"$QKARMA/control/tlds"
  assertContains "$(qkarma explain 192.0.2.9 --from a@x.spam.example)" \
    "data       karma                 NAUGHTY    very bad karma -7"
  assertContains "$(qkarma explain 192.0.2.9 --from '')" "served"
  assertContains "$(qkarma explain 192.0.2.9 --to greedy@example.org)" \
    "rcpt       denysoft_client_stats fail       probability 0."
  assertContains "$(qkarma explain 192.0.2.9 --to other@example.org)" "served"
}

test_as_an_object() {
  qkarma explain --json 192.0.2.7 >"$OUT"
  assertEquals "192.0.2.7 refused true true true -1" \
    "$(jq -r '.client, .verdict, .closed, .known, .boxed, .history' "$OUT" |
      xargs)"
  assertEquals "421 4.7.1 You were naughty. You cannot connect for 1.96 more\
 days." "$(jq -r '.phases[3].answer' "$OUT" | tr -d '\r' | sed 1q)"
  assertEquals "earlytalker karma neighbourhood protocol naughty" \
    "$(jq -r '[.checks[].check]|join(" ")' "$OUT")"
  assertEquals "192.0.2.0/24" "$(jq -r '.networks[0].network' "$OUT")"
}

# The proof: qkarma-smtpd gives the very reply that explain promises, for each
# of these clients under each of these configurations.
test_it_is_what_happens() {
  for config in '' 'karma reject connect' 'karma reject_type perm
naughty reject mail' 'karma
naughty reject data' 'karma
naughty reject helo' 'karma reject 0'
  do
    echo "$config" >"$QKARMA/control/checks"
    for client in 192.0.2.7 192.0.2.8 192.0.2.9 10.0.0.9 192.0.2.99
    do
      promised=$(qkarma explain "$client" --json |
        jq -r '[.phases[].answer//empty][0]//empty' | tr -d '\r' | sed '/^$/d')
      given=$(printf '%s\r\n' 'EHLO x' 'MAIL FROM:<a@x>' 'RCPT TO:<b@y>' DATA \
        | TCPREMOTEIP=$client TCPLOCALPORT=25 qkarma-smtpd smtpfront-echo \
          2>/dev/null | tr -d '\r' | grep naughty)
      assertEquals "$config: $client" "$promised" "$given"
    done
  done
}

test_called_wrongly() {
  for words in '' 192.0.2.0/24 '192.0.2.7 192.0.2.8' bad '--from'
  do
    qkarma explain $words >"$OUT" 2>&1
    assertEquals "$words" 100 $?
  done
  rm -f "$QKARMA/control/checks.good"
  echo nonsense >"$QKARMA/control/checks"
  assertContains "$(qkarma explain 192.0.2.7 2>&1)" \
    'fatal: control/checks: line 1: there is no check "nonsense"'
}

. shunit2
