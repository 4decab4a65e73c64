# What may be sent without waiting for our reply, and what may not (RFC 2920).
# What a client sends in a group stands in one write here, so that it always
# comes at once.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

oneTimeSetUp() {
  fresh_home
}

setUp() {
  new_journal
  rm -f "$QKARMA/control/checks"
}

# `group 'MAIL FROM:<a@b.example>|DATA' 250 503`: these commands in one group,
# behind HELLO; the codes of the replies, `any` for one of several lines.
group() {
  { echo 'S: 220 obedient ESMTP'
    [ -z "$HELLO" ] || printf '%s\n' "C: $HELLO" S...
    printf '%s' "$1" | tr '|' '\n' | sed 's/^/C: /'
    echo
    shift
    printf 'S: %s ...\n' "$@" | sed 's/^S: any .*/S.../'
    echo 'C: QUIT'
  } >"$SHUNIT_TMPDIR/group"
  client 192.0.2.7 <"$SHUNIT_TMPDIR/group"
}

good() {
  group "$@"
  assertNotContains "$1" "$(events)" bad_pipelining
}

bad() {
  group "$@"
  assertContains "$1" "$(events)" bad_pipelining
}

events() {
  awk 'END { print $9 }' "$QKARMA/journal/current"
}

mail='MAIL FROM:<a@client.example>' rcpt='RCPT TO:<b@example.org>'
HELLO='EHLO client.example'

test_an_envelope_and_data_are_a_group() {
  good "$mail|$rcpt|$rcpt|DATA" 250 250 250 354
  good "RSET|$mail|$rcpt|DATA" 250 250 250 354
  good "$mail|$rcpt|RSET|$mail|RCPT TO:<550@example.org>|DATA" \
    250 250 250 250 550 503
}

# Old relatives of MAIL may stand in one; they are unknown to us.
test_send_soml_and_saml_too() {
  good "SEND FROM:<a@b.example>|SOML FROM:<a@b.example>|SAML FROM:<a@b.example>\
|NOOP" 500 500 500 250
}

# Postfix sends the final dot, and QUIT behind it, in one group.
test_behind_the_dot_the_next_command_may_stand() {
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S...
C: MAIL FROM:<a@client.example>
C: RCPT TO:<b@example.org>
C: DATA
S: 250 ok
S: 250 ok
S: 354 go on
C: Subject: one
C:
C: .
C: RSET
C: MAIL FROM:<a@client.example>
C: RCPT TO:<b@example.org>
C: DATA
S: 250 queued
S: 250 ok
S: 250 ok
S: 250 ok
S: 354 go on
C: Subject: two
C:
C: .
C: QUIT
S: 250 queued
S: 221 bye
S: <closed>
END
  expect_journal <<'END'
192.0.2.7 4 2 0 0 g quit message_accepted*2 helo=client.example
END
  expect_word protocol pass
}

# E11: only MAIL, RCPT, RSET and their old relatives may have more behind them.
test_other_commands_end_a_group() {
  for verb in NOOP HELP 'VRFY b' 'EXPN b' 'HELO again.example'
  do
    bad "$verb|$mail" 250 250
    expect_word protocol \
      "fail, tolerated: improper pipelining behind ${verb%% *}"
  done
  bad "EHLO again.example|$mail" any 250
  bad "AUTH PLAIN bad|$mail" 535 250
  bad "STARTTLS|$mail" 502 250
  bad "ETRN b|$mail" 500 250
  bad "FOO|$mail" 500 250
  bad "QUIT|$mail" 221
}

test_behind_the_first_greeting_too() {
  HELLO=
  bad "EHLO client.example|$mail" any 250
  bad "HELO client.example|$mail" 250 250
  HELLO='EHLO client.example'
}

test_and_behind_data() {
  bad "$mail|$rcpt|DATA|Subject: impatient|.|$mail" 250 250 354 250 250
}

test_where_it_was_not_offered_nothing_may_be_grouped() {
  HELLO='HELO client.example'
  bad "$mail|$rcpt" 250 250
  bad "RSET|$mail" 250 250
  HELLO=
  bad "$mail|$rcpt" 250 250
  HELLO='EHLO client.example'
}

# It is judged where it occurs: what came before it is as good as ever, and
# whoever waits afterwards pays no more.
test_it_costs_one_point_whatever_follows() {
  bad "$mail|NOOP|$rcpt|NOOP|DATA|.|NOOP|NOOP" 250 250 250 250 354 250 250 250
  assertEquals 'bad_pipelining,message_accepted' "$(events)"
  expect_word protocol 'fail, tolerated: improper pipelining behind NOOP'
}

test_an_immune_client_may_do_as_it_likes() {
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S...
C: AUTH PLAIN good
S: 235 welcome
C: NOOP
C: NOOP
S: 250 ok
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  assertEquals - "$(events)"
}

test_it_can_be_refused_each_time() {
  printf '%s\n' 'protocol pipelining 1' | checks
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S...
C: MAIL FROM:<a@client.example>
C: NOOP
C: RCPT TO:<b@example.org>
S: 250 ok
S: 503 5.5.1 You sent more before our reply.
S: 250 ok
C: VRFY b
C: RCPT TO:<c@example.org>
S: 503 5.5.1 You sent more before our reply.
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  assertEquals bad_pipelining "$(events)"
  expect_word protocol 'fail: improper pipelining behind NOOP'
}

# When DATA is refused for it, what stands behind it may be a body.
test_a_body_is_never_read_as_commands() {
  printf '%s\n' 'protocol pipelining 1' | checks
  with_a_body DATA '503 5.5.1 You sent more before our reply.'
  with_a_body 'BDAT 99 LAST' '503 5.5.1 This was not offered, closing.'
}

with_a_body() {
  client 192.0.2.7 <<END
S: 220 obedient ESMTP
C: EHLO client.example
S...
C: $mail
C: $rcpt
C: $1
C: $mail
C: RCPT TO:<victim@example.org>
C: DATA
C: .
S: 250 ok
S: 250 ok
S: $2
S: <closed>
END
}

test_what_is_refused_anyway_keeps_its_own_answer() {
  printf '%s\n' 'protocol pipelining 1' | checks
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: GET / HTTP/1.1
C: Host: mx.example.org
C:
S: 521 5.5.1 I speak SMTP only.
S: <closed>
END
  group "FOO|$mail" 500 250
}

test_it_can_make_the_client_naughty() {
  printf '%s\n' 'protocol pipelining naughty' 'naughty reject_type soft' |
    checks
  HELLO=
  group "NOOP|$mail|$rcpt|NOOP|$rcpt" 250 250 450 250 450
  HELLO='EHLO client.example'
  expect_word protocol 'fail, NAUGHTY: improper pipelining behind NOOP'
}

. shunit2
