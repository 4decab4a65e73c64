# A client found naughty is refused at the phase that the operator chose, in
# the way he chose, and until then is told what it wants to hear, by us alone.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"

oneTimeSetUp() {
  fresh_home
  BACKEND=$SHUNIT_TMPDIR/backend
  export BACKEND
  serve env TCPLOCALPORT=25 qkarma-smtpd scripted-backend
}

# The backend must not be started: its script says nothing, it only leaves its
# mark, $BACKEND.heard.
setUp() {
  : >"$BACKEND"
  rm -f "$BACKEND.heard"
}

oneTimeTearDown() {
  unserve
}

# Flags whoever talks before the greeting.
early='earlytalker wait 60 reject naughty reject_type'

# The words of an early talker, from its EHLO on, up to where a phase is
# judged.
up_to() {
  echo 'C: EHLO client.example'
  [ "$1" != connect ] || return
  echo 'S: 220 localhost ESMTP'
  [ "$1" != helo ] || return
  cat <<'END'
S: 250-localhost
S: 250-PIPELINING
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-SIZE
S: 250 ENHANCEDSTATUSCODES
C: MAIL FROM:<spammer@client.example>
END
  [ "$1" != mail ] || return
  printf '%s\n' 'S: 250 2.1.0 Sender ok.' 'C: RCPT TO:<nobody@example.org>'
  [ "$1" != rcpt ] || return
  printf '%s\n' 'S: 250 2.1.5 Recipient ok.' 'C: DATA'
  [ "$1" != data ] || return
  printf '%s\n' 'S: 354 End the message with a dot.' 'C: Subject: buy this' \
    'C:' 'C: ..' 'C: .'
}

# One whole session: refused at $1, with $2 and our texts; `close` or `stay`.
refused_at() {
  { up_to "$1"
    echo "S: $2 You talked before the greeting."
    if [ "$3" = stay ]
    then
      printf '%s\n' 'C: NOOP' 'S: 250 2.0.0 Ok.' 'C: QUIT' 'S: 221 2.0.0 Bye.'
    fi
    echo 'S: <closed>'
  } >"$SHUNIT_TMPDIR/session"
  expect_session <"$SHUNIT_TMPDIR/session"
}

# The table of the manual: phase (N4: helo too), reject type (N6), reply, what
# becomes of the connection.
refusals() {
  cat <<'END'
connect    perm             554 5.7.1  close
connect    temp             421 4.7.1  close
connect    disconnect       554 5.7.1  close
connect    temp_disconnect  421 4.7.1  close
helo       perm             550 5.7.1  stay
helo       temp             450 4.7.1  stay
helo       disconnect       550 5.7.1  close
helo       temp_disconnect  421 4.7.1  close
mail       perm             550 5.7.1  stay
mail       temp             450 4.7.1  stay
mail       disconnect       550 5.7.1  close
mail       temp_disconnect  421 4.7.1  close
rcpt       perm             550 5.7.1  stay
rcpt       temp             450 4.7.1  stay
rcpt       disconnect       550 5.7.1  close
rcpt       temp_disconnect  421 4.7.1  close
data       perm             554 5.7.1  stay
data       temp             451 4.7.1  stay
data       disconnect       554 5.7.1  close
data       temp_disconnect  421 4.7.1  close
data_post  perm             550 5.7.1  stay
data_post  temp             451 4.7.1  stay
data_post  disconnect       550 5.7.1  close
data_post  temp_disconnect  421 4.7.1  close
END
}

test_every_phase_and_every_way_to_refuse() {
  refusals >"$SHUNIT_TMPDIR/refusals"
  while read -r phase type code enhanced fate
  do
    printf '%s\n' "$early $type" "naughty reject $phase" | checks
    refused_at "$phase" "$code $enhanced" "$fate"
  done <"$SHUNIT_TMPDIR/refusals"
  no_backend
}

test_soft_is_temp_and_hard_is_perm() {
  printf '%s\n' "$early soft" 'naughty reject mail' | checks
  refused_at mail '450 4.7.1' stay
  printf '%s\n' "$early hard" 'naughty reject mail' | checks
  refused_at mail '550 5.7.1' stay
}

test_letter_case_does_not_matter() {
  printf '%s\n' "$early TEMP_Disconnect" 'naughty reject RCPT' | checks
  refused_at rcpt '421 4.7.1' close
  printf '%s\n' "$early Perm" 'naughty reject Data_Post' | checks
  refused_at data_post '550 5.7.1' stay
}

test_unless_told_otherwise_it_is_refused_at_rcpt() {
  printf '%s\n' "$early perm" naughty | checks
  refused_at rcpt '550 5.7.1' stay
}

# protocol has no reject_type of its own.
test_its_own_type_is_for_checks_that_gave_none() {
  checks <<'END'
protocol pipelining naughty
naughty reject mail reject_type temp
END
  script_backend <<'END'
S: 220 backend ESMTP
C: QUIT
S: 221 bye
END
  expect_session <<'END'
S: 220 backend ESMTP
C: NOOP
C: MAIL FROM:<a@client.example>
S: 250 2.0.0 Ok.
S: 450 4.7.1 You sent more before our reply.
C: QUIT
S: 221 bye
S: <closed>
END
  expect_backend
}

test_the_first_flag_has_a_type_and_naughty_does_not_change_it() {
  printf '%s\n' "$early temp" 'naughty reject mail reject_type disconnect' |
    checks
  refused_at mail '450 4.7.1' stay
}

test_all_flags_have_their_line_and_the_first_decides() {
  printf '%s\n' "$early temp" 'protocol pipelining naughty' \
    'naughty reject rcpt reject_type disconnect' | checks
  expect_session <<'END'
C: NOOP
C: HELO client.example
S: 220 localhost ESMTP
S: 250 2.0.0 Ok.
S: 250 localhost
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 450-4.7.1 You talked before the greeting.
S: 450 4.7.1 You sent more before our reply.
C: RCPT TO:<c@example.org>
S: 450-4.7.1 You talked before the greeting.
S: 450 4.7.1 You sent more before our reply.
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
}

test_flagged_when_the_phase_has_passed_it_is_refused_after_the_message() {
  printf '%s\n' 'protocol pipelining naughty' 'naughty reject connect' | checks
  script_backend <<'END'
S: 220 backend ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: RSET
S: 250 ok
C: <closed>
END
  expect_session <<'END'
S: 220 backend ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: NOOP
C: RCPT TO:<nobody@example.org>
S: 250 2.0.0 Ok.
S: 250 2.1.5 Recipient ok.
C: DATA
S: 354 End the message with a dot.
C: MAIL FROM:<smuggled@client.example>
C: .
S: 550 5.7.1 You sent more before our reply.
S: <closed>
END
  expect_backend
}

# Above, the flag came with a NOOP; here it comes when DATA is judged, and the
# message must not reach a backend that waits for commands.
test_flagged_at_data() {
  printf '%s\n' 'karma private 1 very_bad 1 reject_type perm' protocol \
    naughty | checks
  script_backend <<'END'
S: 220 backend ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: RSET
S: 250 ok
C: QUIT
S: 221 bye
END
  expect_session <<'END'
S: 220 backend ESMTP
C: FOO
S: 500 5.5.1 Unknown command.
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 End the message with a dot.
C: MAIL FROM:<smuggled@client.example>
C: RCPT TO:<victim@example.org>
C: .
S: 550 5.7.1 Your karma is very bad.
C: QUIT
S: 221 bye
S: <closed>
END
  expect_backend
}

test_whatever_it_asks_it_learns_nothing() {
  printf '%s\n' "$early perm" naughty limits | checks
  expect_session <<END
C: EHLO client.example
S: 220 localhost ESMTP
S: 250-localhost
S: 250-PIPELINING
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-SIZE
S: 250 ENHANCEDSTATUSCODES
C: VRFY root
S: 252 2.1.5 Send some mail, I will try my best.
C: EXPN staff
S: 502 5.5.1 Not implemented.
C: HELP
S: 214 2.0.0 See RFC 5321.
C: NOOP
S: 250 2.0.0 Ok.
$(outside && printf '%s\n' 'C: STARTTLS' 'S: 502 5.5.1 Not implemented.')
C: FOO
S: 500 5.5.1 Unknown command.
C: RCPT TO:<first@example.org>
S: 550 5.7.1 You talked before the greeting.
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  no_backend
}

# What the backend's EHLO has offered is done, or cannot be done now; it is not
# unknown.
test_what_it_was_offered_is_answered_accordingly() {
  printf '%s\n' "$early perm" naughty 'limits auth 1' | checks
  script_backend <<'END'
S: 220 backend
C: EHLO client.example
S: 250-backend
S: 250-EXPN
S: 250-ETRN
S: 250 AUTH PLAIN
C: QUIT
S: 221 bye
END
  expect_session <<'END'
C: EHLO client.example
S: 220 localhost ESMTP
S: 250-backend
S: 250-EXPN
S: 250-ETRN
S: 250 AUTH PLAIN
C: EXPN staff
S: 252 2.1.5 Send some mail, I will try my best.
C: ETRN example.org
S: 458 4.3.0 Messages cannot be queued now.
C: QUIT
S: 221 bye
S: <closed>
END
  expect_backend
}

test_any_sender_and_any_recipient_pleases_until_the_message_is_read() {
  printf '%s\n' "$early perm" 'naughty reject data_post' | checks
  expect_session <<'END'
C: HELO client.example
S: 220 localhost ESMTP
S: 250 localhost
C: MAIL FROM:<>
S: 250 2.1.0 Sender ok.
C: RSET
S: 250 2.0.0 Ok.
C: RCPT TO:<too@early.example>
S: 503 5.5.1 Bad sequence of commands.
C: MAIL FROM:nonsense
S: 250 2.1.0 Sender ok.
C: DATA
S: 503 5.5.1 Bad sequence of commands.
C: RCPT TO:<user@nowhere.invalid>
S: 250 2.1.5 Recipient ok.
C: RCPT TO:<@>
S: 250 2.1.5 Recipient ok.
C: DATA
S: 354 End the message with a dot.
C: .
S: 550 5.7.1 You talked before the greeting.
C: MAIL FROM:<again@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 250 2.1.5 Recipient ok.
C: DATA
S: 354 End the message with a dot.
C: .
S: 550 5.7.1 You talked before the greeting.
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  no_backend
}

# Flagged in the middle of a transaction: the backend hears one RSET.
test_an_open_transaction_is_taken_from_the_backend() {
  printf '%s\n' 'protocol pipelining naughty' 'naughty reject data_post' |
    checks
  script_backend <<'END'
S: 220 backend ESMTP
C: EHLO client.example
S: 250-backend
S: 250 PIPELINING
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 550 5.1.1 no such user
C: RSET
S: 250 ok
C: QUIT
S: 221 bye
END
  expect_session <<'END'
S: 220 backend ESMTP
C: EHLO client.example
S: 250-backend
S: 250 PIPELINING
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 550 5.1.1 no such user
C: NOOP
C: RCPT TO:<b@example.org>
S: 250 2.0.0 Ok.
S: 250 2.1.5 Recipient ok.
C: RCPT TO:<c@example.org>
S: 250 2.1.5 Recipient ok.
C: QUIT
S: 221 bye
S: <closed>
END
  expect_backend
}

# N7
test_the_flag_survives_rset_mail_and_ehlo() {
  printf '%s\n' "$early perm" naughty | checks
  expect_session <<'END'
C: HELO client.example
S: 220 localhost ESMTP
S: 250 localhost
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RSET
S: 250 2.0.0 Ok.
C: HELO client.example
S: 250 localhost
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 550 5.7.1 You talked before the greeting.
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  no_backend
}

# Elsewhere than on port 25 a naughty client may still authenticate: then the
# backend is started, but hears nothing except EHLO, AUTH and QUIT.
test_where_it_may_authenticate_the_backend_hears_no_more_than_that() {
  printf '%s\n' "$early perm" 'naughty reject data_post' 'limits auth 1' |
    checks
  script_backend <<'END'
S: 220 backend ESMTP
C: EHLO client.example
S: 250-backend
S: 250-PIPELINING
S: 250 AUTH PLAIN
C: AUTH PLAIN bad=
S: 535 5.7.8 no
C: QUIT
S: 221 bye
END
  expect_session <<'END'
C: EHLO client.example
S: 220 localhost ESMTP
S: 250-backend
S: 250-PIPELINING
S: 250 AUTH PLAIN
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: AUTH PLAIN good
S: 503 5.5.1 Bad sequence of commands.
C: RCPT TO:<b@example.org>
S: 250 2.1.5 Recipient ok.
C: DATA
S: 354 End the message with a dot.
C: MAIL FROM:<smuggled@client.example>
C: .
S: 550 5.7.1 You talked before the greeting.
C: AUTH PLAIN bad=
S: 535 5.7.8 no
C: QUIT
S: 221 bye
S: <closed>
END
  expect_backend
}

# N3
test_who_authenticates_is_cleared() {
  printf '%s\n' "$early perm" 'naughty reject mail' 'limits auth 1' | checks
  script_backend <<'END'
S: 220 backend ESMTP
C: EHLO client.example
S: 250-backend
S: 250 AUTH LOGIN
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: bWU=
S: 334 UGFzc3dvcmQ6
C: c2VjcmV0
S: 235 2.7.0 welcome
C: MAIL FROM:<me@client.example>
S: 250 ok
C: QUIT
S: 221 bye
END
  expect_session <<'END'
C: EHLO client.example
S: 220 localhost ESMTP
S: 250-backend
S: 250 AUTH LOGIN
C: MAIL FROM:<me@client.example>
S: 550 5.7.1 You talked before the greeting.
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: bWU=
S: 334 UGFzc3dvcmQ6
C: c2VjcmV0
S: 235 2.7.0 welcome
C: MAIL FROM:<me@client.example>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  expect_backend
}

# A backend that offers no AUTH is of no use to a naughty client.
test_without_auth_it_is_ours_again() {
  printf '%s\n' "$early perm" naughty 'limits auth 1' | checks
  script_backend <<'END'
S: 220 backend ESMTP
C: EHLO client.example
S: 250 backend
C: <closed>
END
  expect_session <<'END'
C: EHLO client.example
S: 220 localhost ESMTP
S: 250-localhost
S: 250-PIPELINING
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-SIZE
S: 250 ENHANCEDSTATUSCODES
C: AUTH PLAIN good
S: 502 5.5.1 Not implemented.
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  expect_backend
}

# While it only observes, the log tells what would have been.
test_observing_refuses_nobody() {
  printf '%s\n' observe "$early perm" 'naughty reject connect' | checks
  script_backend <<'END'
S: 220 backend ESMTP
C: QUIT
S: 221 bye
END
  expect_session <<'END'
C: QUIT
S: 220 backend ESMTP
S: 221 bye
S: <closed>
END
  expect_log 'earlytalker: fail, tolerated: talked before the greeting: smtp'
  expect_backend
}

# N1
test_an_unknown_type_is_a_configuration_error() {
  printf '%s\n' "$early perm" 'naughty reject_type never' | checks
  qkarma-smtpd true >"$SHUNIT_TMPDIR/out" 2>"$SHUNIT_TMPDIR/err" </dev/null
  assertEquals 'exit code' 100 $?
  assertEquals '421 4.3.0 Something is wrong here, try again later.' \
    "$(tr -d '\r' <"$SHUNIT_TMPDIR/out")"
  assertContains "$(cat "$SHUNIT_TMPDIR/err")" \
    'control/checks: line 2: naughty reject_type cannot be "never"; allowed'
}

# N2
test_an_unknown_phase_is_one_too() {
  echo 'naughty reject hook_queue_post' | checks
  qkarma-smtpd true >"$SHUNIT_TMPDIR/out" 2>"$SHUNIT_TMPDIR/err" </dev/null
  assertEquals 'exit code' 100 $?
  assertContains "$(cat "$SHUNIT_TMPDIR/err")" "naughty reject cannot be \
\"hook_queue_post\"; allowed is connect, helo, mail, rcpt, data or data_post"
}

# N5: with a type that does not close, the session goes on, but not for ever.
test_who_goes_on_is_closed_in_the_end() {
  printf '%s\n' "$early perm" naughty 'limits commands 3' | checks
  expect_session <<'END'
C: RCPT TO:<a@example.org>
S: 220 localhost ESMTP
S: 550 5.7.1 You talked before the greeting.
C: RCPT TO:<b@example.org>
S: 550 5.7.1 You talked before the greeting.
C: RCPT TO:<c@example.org>
S: 550 5.7.1 You talked before the greeting.
C: RCPT TO:<d@example.org>
S: 421 4.7.0 Too many commands without a message.
S: <closed>
END
}

. shunit2
