# For whoever connects, and for whoever reads journal and log, it is one
# program: each scene is played under tcpserver and under qkarma-server, and what
# the client hears, the lines, and the log are the same.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/dialogue.sh"
. "$(dirname "$0")/liar.sh"

oneTimeSetUp() {
  unit knock
  use_sh_backend
  unit liar
  fresh_home
  # 127.0.0.3 is in the box, 127.0.0.4 has a good name, 127.0.0.5 a bad one.
  now=$(date +%s)
  {
    echo "$((now - 60)) 127.0.0.3 -3 0 0 2 n quit x neg=1 pd=9 pm=30"
    awk -v now="$now" 'BEGIN { while (i++ < 7)
      print now - 600000 + i * 7200, "127.0.0.4 2 1 0 0 g quit -" }'
    echo "$((now - 900000)) 127.0.0.5 -3 0 0 2 n quit x neg=1 pd=0.01 pm=1"
    echo "$((now - 1000)) 127.0.0.6 0 0 0 100 - quit -"
  } | journal
  fold
  RULES=$SHUNIT_TMPDIR/rules
  tcprules "$RULES" "$RULES.tmp" <<'END'
127.0.0.10:deny
127.0.0.11:allow,RELAYCLIENT="",FOO="bar"
127.0.0.12:allow,RBLSMTPD="-listed"
127.0.0.13:allow,EARLYTALKER_WAIT="0",KARMA_REJECT="0"
127.0.0.14:allow,EARLYTALKER_WAIT="nonsense"
127.0.0.15:allow,FOO="bar",QMAILQUEUE="/nonexistent"
127.0.0.16:allow,TCPREMOTEIP="192.0.2.7"
:allow
END
}

# What is not the same each time.
mask() {
  sed 's/ t=[0-9]*//; s/\( dns=[^ ]*\)\/[0-9]*/\1\/N/; s/ pid=[0-9]*//; s/ ~[0-9a-f]*$//; s/^@[0-9a-f]* //
    s/\[[0-9]*\]/[PID]/; s/for [0-9.]* more days/for N more days/
    s/mx: pid [0-9]*/mx: pid/
    s/^tcpserver: warning: dropping connection, unable to read /rules: /
    s/^qkarma-server: warning: unable to look up /rules: /
    s/: file does not exist$/: No such file or directory/' | grep -v '^#'
}

# The scene of this name, under what is in $under; all that is seen of it.
play() {
  new_journal
  : >"$SHUNIT_TMPDIR/said"
  UNDER_SERVER=$under
  serve $scene_serves
  "scene_$1" >>"$SHUNIT_TMPDIR/said" 2>&1
  await enough_connections "$scene_lines"
  expect_nobody_left
  UNDER_SERVER=
  unserve
  {
    cat "$SHUNIT_TMPDIR/said"
    echo --- journal
    mask <"$QKARMA/journal/current"
    echo --- log
    mask <"$SERVER_LOG"
  } >"$SHUNIT_TMPDIR/seen.${under:-0}"
}

# same SCENE LINES [WORD...]: as served by these.
same() {
  scene=$1 scene_lines=$2
  shift 2
  scene_serves=${*:-qkarma-smtpd -v smtpfront-echo accept}
  under= play "$scene"
  under=1 play "$scene"
  assertEquals "$scene" "$(cat "$SHUNIT_TMPDIR/seen.0")" \
    "$(cat "$SHUNIT_TMPDIR/seen.1")"
}

from() {
  smtp_session -i "$@"
}

says() {
  printf "$1" | knock "$PORT"
}

setUp() {
  printf '%s\n' 'earlytalker wait 0.3' 'karma private 1' protocol naughty |
    checks
}

message='S: 220 ...
C: EHLO client.example
S*
C: MAIL FROM:<a@client.example>
S: 250 ...
C: RCPT TO:<b@example.org>
S: 250 ...
C: DATA
S: 354 ...
C: Subject: hello
C:
C: .
S: 250 ...
C: QUIT
S: 221 ...
S: <closed>'

scene_message() { echo "$message" | from 127.0.0.2; }
test_a_message() { same message 1; }

scene_quit() { echo "$message" | sed '4,13d' | from "$scene_ip"; }
test_a_client_with_a_good_name() { scene_ip=127.0.0.4; same quit 1; }
test_a_client_with_a_bad_name() { scene_ip=127.0.0.5; same quit 1; }
test_denied() { scene_ip=127.0.0.10; same quit 0; }
test_immune() { scene_ip=127.0.0.11; same quit 1; }
test_listed() {
  echo rblsmtpd >>"$QKARMA/control/checks"
  scene_ip=127.0.0.12
  same quit 1
}
test_options_of_its_own() { scene_ip=127.0.0.13; same quit 1; }
test_options_that_are_wrong() { scene_ip=127.0.0.14; same quit 1; }
test_variables_for_others() { scene_ip=127.0.0.15; same quit 1; }
test_another_address() { scene_ip=127.0.0.16; same quit 1; }
test_variables_reach_the_backend() {
  for scene_ip in 127.0.0.11 127.0.0.15
  do
    same quit 1 qkarma-smtpd sh -c \
      'printf "220_$FOO:$PROTO:$TCPREMOTEIP:$TCPLOCALIP:$TCPLOCALHOST\r\n";cat'
  done
}

# With and without history, at once and at RCPT.
test_in_the_box() {
  scene_ip=127.0.0.3
  for reject in 0 1 naughty
  do
    printf '%s\n' 'earlytalker wait 0.3' protocol \
      "karma private 1 reject $reject" naughty | checks
    same quit 1
    same envelope 1
    [ "$reject" = 0 ] ||
      assertContains "$(cat "$SHUNIT_TMPDIR/seen.1")" 'You were naughty'
  done
}

scene_envelope() { echo "$message" | from "$scene_ip"; }

test_in_the_box_without_waiting() {
  scene_ip=127.0.0.3
  printf '%s\n' 'karma private 1 reject 1' | checks
  same quit 1
  assertContains "$(cat "$SHUNIT_TMPDIR/seen.1")" 'You were naughty'
}

test_in_the_box_in_the_tarpit() {
  scene_ip=127.0.0.3
  printf '%s\n' 'earlytalker wait 0.1' 'karma private 1 reject 1' tarpit |
    checks
  same quit 1
}

scene_early() { says 'EHLO x\r\nQUIT\r\n'; }
test_early_talk() {
  printf '%s\n' 'earlytalker wait 60' 'karma private 1' protocol naughty |
    checks
  same early 1
}

test_early_talk_that_is_tolerated() {
  echo 'earlytalker wait 60 reject 0' | checks
  same early 1
}

test_a_teaser() {
  echo 'earlytalker wait 0.3 teaser mx.example.org' | checks
  scene_ip=127.0.0.2
  same quit 1
  printf '%s\n' 'earlytalker wait 0.3 teaser mx.example.org' \
    'karma private 1 reject 1' | checks
  scene_ip=127.0.0.3
  same quit 1
}

scene_silence() { printf '' | timeout 1 tcpclient -HRD 127.0.0.1 "$PORT" true; }
# Each of them has a draw of its own.
scene_two_draws() {
  scene_ip=127.0.0.6 scene_quit
  await enough_connections 1
  scene_ip=127.0.0.2 scene_quit
}
test_a_chance_in_place_of_the_greeting() {
  echo 'denysoft_client_stats at_connect 1 success_bias 0 cap 1 minimum 1000' |
    checks
  same two_draws 2
  assertPart "$(cat "$SHUNIT_TMPDIR/seen.1")" '421 4.7.1 Try again later.'
}

test_a_hang_up() { same silence 1; }

scene_never_reads() { never_reads HELP; }
test_a_client_that_never_reads() {
  printf '%s\n' 'earlytalker wait 0' 'limits command_timeout 1 commands 0' |
    checks
  talkative_backend
  same never_reads 1 qkarma-smtpd -v $BACKEND_SH
  assertContains "$(cat "$SHUNIT_TMPDIR/seen.1")" ' timeout '
  assertContains "$(cat "$SHUNIT_TMPDIR/seen.1")" 'command_timeout'
}

scene_reset() { knock "$PORT" reset </dev/null; }
test_a_reset() { same reset 1; }

test_checks_that_are_wrong() {
  echo 'karma rejcet 1' | checks
  scene_ip=127.0.0.2
  same quit 1
  assertContains "$(cat "$SHUNIT_TMPDIR/seen.1")" rejcet
}

# While it waits for its greeting, a process of its own asks.
scene_listed() {
  from 127.0.0.9 <<'END'
S: 220 ...
C: MAIL FROM:<a@client.example>
S*
C: RCPT TO:<b@example.org>
S*
C: QUIT
S*
S: <closed>
END
}

test_a_client_that_is_listed() {
  lie lists 'bl.test listed a=127.0.0.2'
  echo 'bl.test as Blue' >"$QKARMA/control/dnsbl"
  DNS_SERVER=$LIAR DNS_PRIVATE=1
  export DNS_SERVER DNS_PRIVATE
  printf '%s\n' 'earlytalker wait 0.3' 'dnsbl wait 30' rdns naughty | checks
  same listed 1
  assertContains "$(cat "$SHUNIT_TMPDIR/seen.1")" 'is listed by Blue'
  assertContains "$(cat "$SHUNIT_TMPDIR/seen.1")" 'lists=Blue:1'
  unlie
  unset DNS_SERVER DNS_PRIVATE
}

# Who would be refused at the door, and is not.
test_a_client_that_is_spared() {
  printf '%s\n' 'earlytalker wait 0.1' 'karma private 1 reject 1' | checks
  echo 127.0.0.3 >"$QKARMA/control/spare"
  scene_ip=127.0.0.3
  same quit 1
  rm "$QKARMA/control/spare"
  assertContains "$(cat "$SHUNIT_TMPDIR/seen.1")" ' i immune '
}

test_no_state_directory() {
  (
    QKARMA=$SHUNIT_TMPDIR/home.nowhere scene_ip=127.0.0.2
    mkdir -p "$QKARMA/journal"
    echo '#' >"$QKARMA/journal/current"
    same quit 0
  )
}

test_no_backend() {
  scene_ip=127.0.0.2
  same quit 1 qkarma-smtpd -v /nonexistent
}

test_the_rules_are_gone() {
  (
    RULES=$SHUNIT_TMPDIR/nowhere scene_ip=127.0.0.2
    same quit 0
    assertContains "$(cat "$SHUNIT_TMPDIR/seen.1")" '<closed>'
  )
}

. shunit2
