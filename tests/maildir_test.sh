# qkarma-maildir, the embedded backend: an SMTP server on two pipes that
# delivers into Maildirs, or says why not.

. "$(dirname "$0")/lib.sh"

CR=$(printf '\r')

setUp() {
  fresh_home
  for box in alice info
  do
    mkdir -p "$QKARMA/mail/$box/tmp" "$QKARMA/mail/$box/new" \
      "$QKARMA/mail/$box/cur"
  done
  cat >"$QKARMA/control/maildirs" <<'END'
# address             Maildir
alice@example.org     mail/alice
@example.net          mail/info
al@example.net        mail/alice
AL@example.net        mail/none
"a b@example.org"     mail/info
gone@example.org      mail/gone
postmaster            mail/alice
END
  TCPLOCALHOST=mx.example.org TCPREMOTEIP=192.0.2.7 TCPREMOTEHOST=c.example.com
  export TCPLOCALHOST TCPREMOTEIP TCPREMOTEHOST
}

tearDown() {
  unserve
}

# What is in a Maildir: the files in new, in tmp.
count() {
  find "$QKARMA/mail/$1/$2" -type f | wc -l | tr -d ' '
}

# The one message in a Maildir, without the lines that delivery puts first.
content() {
  sed '1,4d' "$QKARMA/mail/$1/new/"*
}

# An envelope that is good, up to DATA; a whole session around a message that
# comes on stdin as it goes over the wire.
envelope() {
  printf 'EHLO c.example.com\r\nMAIL FROM:<b@example.com>\r\n'
  printf 'RCPT TO:<alice@example.org>\r\nDATA\r\n'
}

send() {
  { envelope; cat; printf 'QUIT\r\n'; } | qkarma-maildir "$@" 2>"$LOG" |
    tr -d '\r' | sed '1,9d'
}

oneTimeSetUp() {
  LOG=$SHUNIT_TMPDIR/log
}

test_a_message_is_delivered_and_the_session_is_polite() {
  expect_pipe qkarma-maildir <<'END'
S: 220 mx.example.org ESMTP
C: EHLO c.example.com
S: 250-mx.example.org
S: 250-PIPELINING
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-SIZE 52428800
S: 250 ENHANCEDSTATUSCODES
C: MAIL FROM:<bob@example.com> SIZE=60 BODY=8BITMIME
S: 250 2.1.0 ...
C: RCPT TO:<alice@example.org>
S: 250 2.1.5 ...
C: DATA
S: 354 ...
C: Subject: lunch
C:
C: ..
C: At one?
C: .
S: 250 2.0.0 Delivered.
C: QUIT
S: 221 2.0.0 ...
S: <closed>
END
  assertEquals 'exit code' 0 "$PIPE_EXIT"
  assertEquals 'tmp is empty' 0 "$(count alice tmp)"
  assertEquals 'Return-Path: <bob@example.com>
Delivered-To: alice@example.org
Received: from c.example.com (c.example.com [192.0.2.7])
	by mx.example.org with ESMTP; DATE
Subject: lunch

.
At one?' "$(sed 's/ESMTP; [A-Z][a-z][a-z], .* +0000$/ESMTP; DATE/' \
    "$QKARMA/mail/alice/new/"*)"
}

test_helo_and_the_other_commands() {
  expect_pipe qkarma-maildir <<'END'
S: 220 ...
C: NOOP whatever
S: 250 2.0.0 ...
C: helo c.example.com
S: 250 mx.example.org
C: VRFY alice
S: 252 2.0.0 ...
C: EXPN staff
S: 502 5.5.1 ...
C: HELP
S: 214 2.0.0 ...
C: MAIL FROM:<>
S: 250 2.1.0 ...
C: RSET
S: 250 2.0.0 ...
C: DATA
S: 503 5.5.1 ...
C: STARTTLS
S: 500 5.5.1 ...
C: QUIT
S: 221 2.0.0 ...
S: <closed>
END
}

test_commands_out_of_order() {
  expect_pipe qkarma-maildir <<'END'
S: 220 ...
C: MAIL FROM:<bob@example.com>
S: 503 5.5.1 Say EHLO ...
C: HELO c.example.com
S: 250 ...
C: RCPT TO:<alice@example.org>
S: 503 5.5.1 Say MAIL ...
C: MAIL FROM:<bob@example.com>
S: 250 ...
C: MAIL FROM:<bob@example.com>
S: 503 5.5.1 The transaction ...
C: DATA
S: 554 5.5.1 ...
C: RCPT TO:<alice@example.org>
S: 250 ...
C: EHLO again.example.com
S: 250-mx.example.org
S: 250-PIPELINING
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-SIZE 52428800
S: 250 ENHANCEDSTATUSCODES
C: DATA
S: 503 5.5.1 ...
END
}

test_a_pipelining_client_delivers_two_messages() {
  replies=$({
    envelope
    printf 'one\r\n.\r\n'
    printf 'MAIL FROM:<>\r\nRCPT TO:<x@other.org>\r\n'
    printf 'RCPT TO:<info@example.net>\r\nDATA\r\ntwo\r\n.\r\nQUIT\r\n'
  } | qkarma-maildir | sed '1,7d; s/^\(...\) .*/\1/' | tr '\n' ' ')
  assertEquals '250 250 354 250 250 550 250 354 250 221 ' "$replies"
  assertEquals one "$(content alice)"
  assertEquals two "$(content info)"
}

test_addresses_that_are_good() {
  expect_pipe qkarma-maildir <<'END'
S: 220 ...
C: EHLO [192.0.2.7]
S...
C: MAIL FROM:<@relay.example,@hop.example:"odd \" one"@example.com>
S: 250 ...
C: RCPT TO:<alice@EXAMPLE.ORG>
S: 250 ...
C: RCPT TO: <ALICE@example.org>
S: 250 ...
C: RCPT TO:<"alice"@example.org>
S: 250 ...
C: RCPT TO:<"a b"@example.org>
S: 250 ...
C: RCPT TO:<@relay.example:anybody@example.net>
S: 250 ...
C: RCPT TO:<Postmaster>
S: 250 ...
C: DATA
S: 354 ...
C: .
S: 250 ...
END
  assertEquals 'one file for each recipient' '4 2' \
    "$(count alice new) $(count info new)"
  assertContains 'the route is gone' "$(cat "$QKARMA/mail/info/new/"*)" \
    'Return-Path: <"odd \" one"@example.com>'
}

# The exact local part first, then any letter case, then the whole domain.
test_which_line_counts() {
  expect_pipe qkarma-maildir <<'END'
S: 220 ...
C: EHLO c.example.com
S...
C: MAIL FROM:<>
S: 250 ...
# exactly: mail/none, which is not there
C: RCPT TO:<AL@example.net>
S: 451 4.2.0 ...
# the first that fits in any letter case: mail/alice
C: RCPT TO:<Al@example.net>
S: 250 ...
C: DATA
S: 354 ...
C: .
S: 250 ...
END
  assertEquals '1 0' "$(count alice new) $(count info new)"
}

test_addresses_that_are_not_here() {
  expect_pipe qkarma-maildir <<'END'
S: 220 ...
C: EHLO c.example.com
S...
C: MAIL FROM:<bob@example.com>
S: 250 ...
C: RCPT TO:<bob@example.org>
S: 550 5.1.1 ...
C: RCPT TO:<alice@example.org.com>
S: 550 5.1.1 ...
C: RCPT TO:<alice@sub.example.org>
S: 550 5.1.1 ...
C: RCPT TO:<@example.org:alice@example.com>
S: 550 5.1.1 ...
C: RCPT TO:<alice%example.org@example.com>
S: 550 5.1.1 ...
C: RCPT TO:<"alice@example.org"@example.com>
S: 550 5.1.1 ...
C: RCPT TO:<alice@[192.0.2.1]>
S: 550 5.1.1 ...
C: DATA
S: 554 5.5.1 ...
END
}

test_addresses_that_are_none() {
  expect_pipe qkarma-maildir <<'END'
S: 220 ...
C: EHLO c.example.com
S...
C: MAIL FROM:bob
S: 501 5.1.7 ...
C: MAIL FROM bob@example.com
S: 501 5.1.7 ...
C: MAIL <bob@example.com>
S: 501 5.1.7 ...
C: MAIL FROM:<bob>
S: 501 5.1.7 ...
C: MAIL FROM:<bob@>
S: 501 5.1.7 ...
C: MAIL FROM:<bob@example.com
S: 501 5.1.7 ...
C: MAIL FROM:<bob@example.com>SIZE=1
S: 501 5.1.7 ...
C: MAIL FROM:<"bob@example.com>
S: 501 5.1.7 ...
C: MAIL FROM:<bob marley@example.com>
S: 501 5.1.7 ...
C> MAIL FROM:<"bob\tx"@example.com>\r\n
S: 501 5.1.7 ...
C: MAIL TO:<bob@example.com>
S: 501 5.1.7 ...
C: MAIL FROM:<bob@exämple.com>
S: 553 5.6.7 ...
C: MAIL
S: 501 5.5.4 ...
C: MAIL FROM:<bob@example.com>
S: 250 ...
C: RCPT TO:<>
S: 501 5.1.3 ...
C: RCPT TO:<alice>
S: 501 5.1.3 ...
C: RCPT TO:<@example.org>
S: 501 5.1.3 ...
C: RCPT TO:<@a,@b,alice@example.org>
S: 501 5.1.3 ...
C: RCPT TO:<alice@[example.org>
S: 501 5.1.3 ...
C: RCPT TO:<älice@example.org>
S: 553 5.6.7 ...
END
}

test_an_address_too_long_is_none() {
  long=$(printf '%0300d' 0)
  expect_pipe qkarma-maildir <<END
S: 220 ...
C: EHLO c.example.com
S...
C: MAIL FROM:<$long@example.com>
S: 250 ...
C: RCPT TO:<$long@a.very.long.example.com>
S: 501 5.1.3 ...
C: RCPT TO:<"$long$long"@example.com>
S: 501 5.1.3 ...
END
}

test_parameters() {
  expect_pipe qkarma-maildir -s 1000 <<'END'
S: 220 ...
C: EHLO c.example.com
S: 250-mx.example.org
S: 250-PIPELINING
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-SIZE 1000
S: 250 ENHANCEDSTATUSCODES
C: MAIL FROM:<bob@example.com> SIZE=1001
S: 552 5.3.4 ...
C: MAIL FROM:<bob@example.com> SIZE=99999999999999999999
S: 501 5.5.4 ...
C: MAIL FROM:<bob@example.com> SIZE=many
S: 501 5.5.4 ...
C: MAIL FROM:<bob@example.com> BODY=BINARYMIME
S: 501 5.5.4 ...
C: MAIL FROM:<bob@example.com> SMTPUTF8=1
S: 501 5.5.4 ...
C: MAIL FROM:<bob@example.com> PRDR
S: 555 5.5.4 ...
C: MAIL FROM:<bob@example.com> size=1000  body=7bit
S: 250 ...
C: RCPT TO:<alice@example.org> RRVS=2025-01-01T00:00:00Z
S: 555 5.5.4 ...
C: DATA now
S: 501 5.5.4 ...
C: QUIT now
S: 501 5.5.4 ...
END
}

# DSN is not offered, but a client that asks for it all the same has its mail
# delivered.
test_parameters_of_dsn_refuse_no_mail() {
  expect_pipe qkarma-maildir <<'END'
S: 220 ...
C: EHLO c.example.com
S...
C: MAIL FROM:<bob@example.com> RET=HDRS ENVID=QQ314159
S: 250 ...
C: RCPT TO:<alice@example.org> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;a@b.example
S: 250 ...
C: DATA
S: 354 ...
C: .
S: 250 ...
END
  assertEquals 1 "$(count alice new)"
}

# Where the path begins and ends is read as qkarma-smtpd reads it.
test_addresses_as_some_clients_send_them() {
  for argument in 'FROM:Printer <bob@example.com>' 'FROM: bob@example.com' \
    'FROM:<<bob@example.com>>' 'FROM : <bob@example.com> (Bob)' \
    'FROM:< bob@example.com >'
  do
    rm -f "$QKARMA/mail/alice/new/"*
    expect_pipe qkarma-maildir <<END
S: 220 ...
C: EHLO c.example.com
S...
C: MAIL $argument
S: 250 ...
C: RCPT TO:<alice@example.org>
S: 250 ...
C: DATA
S: 354 ...
C: .
S: 250 ...
END
    assertContains "$argument" "$(cat "$QKARMA/mail/alice/new/"*)" \
      'Return-Path: <bob@example.com>'
  done
}

test_addresses_in_utf8() {
  echo 'älice@exämple.org mail/alice' >>"$QKARMA/control/maildirs"
  expect_pipe qkarma-maildir <<'END'
S: 220 ...
C: EHLO c.example.com
S...
C: MAIL FROM:<bøb@example.com>
S: 553 5.6.7 ...
C: MAIL FROM:<bob@example.com>
S: 250 ...
C: RCPT TO:<älice@exämple.org>
S: 553 5.6.7 ...
C: RSET
S: 250 ...
C> MAIL FROM:<b\370b@example.com> SMTPUTF8\r\n
S: 501 5.1.7 ...
C: MAIL FROM:<bøb@example.com> smtputf8
S: 250 ...
C: RCPT TO:<älice@exämple.org>
S: 250 ...
C: RCPT TO:<ælice@exämple.org>
S: 550 5.1.1 ...
C: DATA
S: 354 ...
C: Subject: grüße
C:
C: .
S: 250 ...
END
  message=$(cat "$QKARMA/mail/alice/new/"*)
  assertContains "$message" 'Return-Path: <bøb@example.com>'
  assertContains "$message" 'Delivered-To: älice@exämple.org'
  assertContains "$message" 'by mx.example.org with UTF8SMTP; '
  assertContains "$message" 'Subject: grüße'
}

# Through qkarma-smtpd, too.
test_utf8_from_end_to_end() {
  printf '%s\n' 'earlytalker wait 0' protocol >"$QKARMA/control/checks"
  echo 'älice@example.org mail/alice' >>"$QKARMA/control/maildirs"
  expect_pipe qkarma-smtpd <<'END'
S: 220 ...
C: EHLO c.example.com
S: 250-mx.example.org
S: 250-PIPELINING
S: 250-8BITMIME
S: 250-SMTPUTF8
S: 250-SIZE 52428800
S: 250 ENHANCEDSTATUSCODES
C: MAIL FROM:<bøb@example.com> SMTPUTF8
S: 250 ...
C: RCPT TO:<älice@example.org>
S: 250 ...
C: DATA
S: 354 ...
C: .
S: 250 ...
C: QUIT
S: 221 ...
S: <closed>
END
  assertContains "$(cat "$QKARMA/mail/alice/new/"*)" \
    'Return-Path: <bøb@example.com>'
}

# Which Maildir an address has, by a table on stdin: `goes_to alice A@b`; or
# none.
goes_to() {
  wanted=$1
  rm -f "$QKARMA/mail/alice/new/"* "$QKARMA/mail/info/new/"*
  printf 'EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<%s>\r\nDATA\r\n.\r\n' "$2" |
    qkarma-maildir >"$SHUNIT_TMPDIR/said"
  assertEquals "$2" "$wanted" "$(
    if [ "$(count alice new)" = 1 ]; then echo alice
    elif [ "$(count info new)" = 1 ]; then echo info
    else echo none; fi)"
}

table() {
  cat >"$QKARMA/control/maildirs"
}

test_an_extension_goes_to_the_user() {
  table <<'END'
@example.org          mail/info
ann@example.org       mail/alice
ann+lists@example.org mail/info
bob@example.net       mail/alice
END
  goes_to alice ann+x@example.org
  goes_to alice ann+x+y@example.org
  goes_to alice ANN+x@example.org
  goes_to alice 'ann+@example.org'
  goes_to info ann+lists@example.org
  goes_to info Ann+Lists@example.org
  goes_to info an+n@example.org
  goes_to info +ann@example.org
  goes_to alice bob+x@example.net
  goes_to none bo+b@example.net
}

# RFC 5321, 4.5.1.
test_postmaster_is_where_anybody_is() {
  table <<'END'
bob@example.org       mail/info
ann@example.net       mail/alice
END
  goes_to info postmaster@example.org
  goes_to alice PostMaster@example.net
  goes_to info postmaster
  goes_to none postmaster@example.com
  echo 'postmaster@example.net mail/alice' >>"$QKARMA/control/maildirs"
  goes_to alice postmaster
  goes_to info postmaster@example.org
  echo 'postmaster mail/alice' >>"$QKARMA/control/maildirs"
  goes_to alice postmaster@example.org
  goes_to none postmaster@example.com
  table <<'END'
postmaster            mail/alice
@example.org          mail/info
END
  goes_to info postmaster@example.org
  goes_to alice postmaster
}

test_bytes_that_are_in_no_command() {
  expect_pipe qkarma-maildir <<'END'
S: 220 ...
C> NOOP a\rNOOP b\r\n
S: 500 5.5.2 ...
C> NOOP \0000\r\n
S: 500 5.5.2 ...
C> NOOP\n
S: 250 ...
C> \r\n
S: 500 5.5.1 ...
END
}

test_a_line_too_long_is_one_error() {
  long=$(printf '%02041d' 0)
  longer=$(printf '%040000d' 0)
  expect_pipe qkarma-maildir <<END
S: 220 ...
C: NOOP $long
S: 250 ...
C: NOOP 0$long
S: 500 5.5.2 ...
C: NOOP $longer
C: NOOP
S: 500 5.5.2 ...
S: 250 ...
END
}

# Bytes go into the file as they came, but for the line ends.
test_the_body_is_kept() {
  wide=$(printf '%020000d' 0)
  {
    printf 'A: \344\377\r\n\r\n\000\t\177\r\n..\r\n..x\r\n. y\r\n'
    printf 'a\rb\r\rc\r\n%s\r\n\r\n' "$wide"
  } >"$SHUNIT_TMPDIR/sent"
  {
    printf 'A: \344\377\n\n\000\t\177\n.\n.x\n y\n'
    printf 'a\rb\r\rc\n%s\n\n' "$wide"
  } >"$SHUNIT_TMPDIR/want"
  reply=$({ cat "$SHUNIT_TMPDIR/sent"; printf '.\r\n'; } | send)
  assertEquals "354 Go ahead; end with <CR><LF>.<CR><LF>.
250 2.0.0 Delivered.
221 2.0.0 Good bye." "$reply"
  content alice >"$SHUNIT_TMPDIR/got"
  assertTrue 'the same bytes' "cmp '$SHUNIT_TMPDIR/want' '$SHUNIT_TMPDIR/got'"
}

# What one server takes for an end of data and another does not must be text.
test_only_the_strict_end_ends_a_message() {
  for false_end in '\n.\n' '\n.\r\n' '\r\n.\n' '\r.\r' '\r\n.\r' '\n\n.\n\n'
  do
    rm -f "$QKARMA/mail/alice/new/"*
    reply=$(printf "a${false_end}MAIL FROM:<>\\r\\nQUIT\\r\\n.\\r\\n" | send)
    assertEquals "$false_end" 3 "$(printf '%s\n' "$reply" | wc -l | tr -d ' ')"
    assertEquals "$false_end: one message" 1 "$(count alice new)"
    assertContains "$false_end: with all of it" "$(content alice)" QUIT
  done
}

test_a_message_too_large() {
  reply=$({ printf '%01000d\r\n' 0; printf '.\r\n'; } | send -s 1001 |
    sed -n 2p)
  assertEquals '552 5.3.4 The message is too large.' "$reply"
  assertEquals '0 0' "$(count alice new) $(count alice tmp)"
  reply=$({ printf '%01000d\r\n' 0; printf '.\r\n'; } | send -s 1002 |
    sed -n 2p)
  assertEquals '250 2.0.0 Delivered.' "$reply"
}

test_a_message_that_goes_round_in_circles() {
  reply=$({ received 101; printf '\r\n.\r\n'; } | send | sed -n 2p)
  assertContains "$reply" '554 5.4.6 '
  assertEquals '0 0' "$(count alice new) $(count alice tmp)"
  reply=$({
    received 100
    printf 'Not-Received: x\r\n ReCeIvEd: x\r\n\r\n'
    received 100
    printf '.\r\n'
  } | send | sed -n 2p)
  assertEquals '250 2.0.0 Delivered.' "$reply"
}

received() {
  i=0
  while [ "$i" -lt "$1" ]
  do
    printf 'RECEIVED: from hop%d\r\n' "$i"
    i=$((i + 1))
  done
}

test_a_hundred_recipients_and_no_more() {
  replies=$({
    printf 'EHLO c\r\nMAIL FROM:<>\r\n'
    i=0
    while [ "$i" -lt 101 ]
    do
      printf 'RCPT TO:<u%d@example.net>\r\n' "$i"
      i=$((i + 1))
    done
    printf 'DATA\r\nhello\r\n.\r\n'
  } | qkarma-maildir | sed 1,8d | cut -c 1-9 | sort | uniq -c |
    sed 's/^ *//')
  assertEquals '1 250 2.0.0
100 250 2.1.5
1 354 Go ah
1 452 4.5.3' "$replies"
  assertEquals 100 "$(count info new)"
}

test_no_table_no_answer_for_good() {
  rm "$QKARMA/control/maildirs"
  expect_pipe qkarma-maildir <<'END'
S: 220 ...
C: HELO c
S: 250 ...
C: MAIL FROM:<>
S: 250 ...
C: RCPT TO:<nobody@example.com>
S: 451 4.3.5 ...
END
  assertEquals 'qkarma-maildir: warning: there is no control/maildirs' \
    "$(cat "$PIPE_LOG")"
}

test_a_bad_table_no_answer_for_good() {
  echo 'bob@example.org' >>"$QKARMA/control/maildirs"
  expect_pipe qkarma-maildir <<'END'
S: 220 ...
C: HELO c
S: 250 ...
C: MAIL FROM:<>
S: 250 ...
C: RCPT TO:<alice@example.org>
S: 451 4.3.5 ...
END
  assertContains "$(cat "$PIPE_LOG")" 'control/maildirs: line 9: '
}

test_no_state_directory_no_answer_for_good() {
  QKARMA=$QKARMA/nowhere expect_pipe qkarma-maildir <<'END'
S: 220 ...
C: HELO c
S: 250 ...
C: MAIL FROM:<>
S: 250 ...
C: RCPT TO:<alice@example.org>
S: 451 4.3.5 ...
END
}

test_a_maildir_that_is_not_there() {
  expect_pipe qkarma-maildir <<'END'
S: 220 ...
C: HELO c
S: 250 ...
C: MAIL FROM:<>
S: 250 ...
C: RCPT TO:<gone@example.org>
S: 451 4.2.0 ...
C: DATA
S: 554 5.5.1 ...
END
  assertEquals "qkarma-maildir: warning: unable to open Maildir mail/gone: \
No such file or directory" "$(cat "$PIPE_LOG")"
}

test_all_recipients_or_none() {
  rmdir "$QKARMA/mail/info/new"
  expect_pipe qkarma-maildir <<'END'
S: 220 ...
C: HELO c
S: 250 ...
C: MAIL FROM:<>
S: 250 ...
C: RCPT TO:<alice@example.org>
S: 250 ...
C: RCPT TO:<info@example.net>
S: 250 ...
C: RCPT TO:<postmaster>
S: 250 ...
C: DATA
S: 354 ...
C: hello
C: .
S: 451 4.3.0 ...
C: RCPT TO:<alice@example.org>
S: 503 5.5.1 ...
END
  assertContains "$(cat "$PIPE_LOG")" \
    'qkarma-maildir: warning: unable to create mail/info/new/'
  assertEquals '0 0 0' \
    "$(count alice new) $(count alice tmp) $(count info tmp)"
}

test_a_maildir_without_tmp() {
  rmdir "$QKARMA/mail/alice/tmp"
  reply=$(: | send)
  assertContains "$reply" '451 4.3.0 '
  assertContains "$(cat "$LOG")" \
    'qkarma-maildir: warning: unable to create mail/alice/tmp/'
}

# As when the disk is full, writing fails in the middle of the message.
test_a_disk_that_is_full() {
  reply=$(ulimit -f 8; { printf '%090000d\r\n.\r\n' 0; } | send | sed -n 2p)
  assertEquals '451 4.3.0 I could not write the message; try again later.' \
    "$reply"
  assertContains "$(cat "$LOG")" \
    'qkarma-maildir: warning: unable to write mail/alice/tmp/'
  assertEquals '0 0' "$(count alice new) $(count alice tmp)"
}

# Clients that send bare LF, and double dots or do not, get them back.
test_dots_behind_a_bare_lf() {
  printf 'Subject: css\n\n..head {}\n.foot {}\n..\n.\nend\r\n.\r\n' | send \
    >"$SHUNIT_TMPDIR/said"
  assertContains "$(cat "$SHUNIT_TMPDIR/said")" '250 2.0.0 Delivered.'
  assertEquals 'Subject: css

.head {}
.foot {}
.
.
end' "$(content alice)"
}

test_a_client_lost_in_the_message_leaves_nothing() {
  { envelope; printf 'half a mess'; } | qkarma-maildir >/dev/null
  assertEquals 'exit code' 0 $?
  assertEquals '0 0' "$(count alice new) $(count alice tmp)"
  { envelope; printf 'whole but for the dot\r\n'; } | qkarma-maildir >/dev/null
  assertEquals '0 0' "$(count alice new) $(count alice tmp)"
}

test_told_to_stop_in_the_message_it_leaves_nothing() {
  { envelope; printf 'half'; } >"$SHUNIT_TMPDIR/half"
  mkfifo "$SHUNIT_TMPDIR/fifo"
  qkarma-maildir <"$SHUNIT_TMPDIR/fifo" >"$SHUNIT_TMPDIR/out" &
  pid=$!
  exec 9>"$SHUNIT_TMPDIR/fifo"
  cat "$SHUNIT_TMPDIR/half" >&9
  await grep -q 354 "$SHUNIT_TMPDIR/out"
  assertEquals 'it is being written' 1 "$(count alice tmp)"
  kill -TERM "$pid"
  wait "$pid"
  assertEquals 'exit code' 111 $?
  exec 9>&-
  assertEquals '0 0' "$(count alice new) $(count alice tmp)"
  assertContains "$(cat "$SHUNIT_TMPDIR/out")" '421 4.3.2 '
}

# Whoever reads 250 may forget the message: it must be on the disk by then.
test_250_comes_after_everything_is_synced() {
  { envelope; printf 'hello\r\n.\r\nQUIT\r\n'; } >"$SHUNIT_TMPDIR/session"
  strace -s 1000 -o "$SHUNIT_TMPDIR/trace" \
    -e trace=fsync,fdatasync,linkat,link,write,unlinkat,unlink \
    qkarma-maildir <"$SHUNIT_TMPDIR/session" >/dev/null
  order=$(sed -n 's/^\(fsync\|linkat\|unlinkat\)(.*= 0$/\1/p
    s/^write(1, .*Delivered.*/answer/p' "$SHUNIT_TMPDIR/trace" |
    tr '\n' ' ')
  assertEquals 'fsync linkat fsync unlinkat answer ' "$order"
}

# A group of commands is answered in one piece; a lone one at once.
test_answers_go_out_when_no_command_is_left() {
  { envelope; printf '.\r\n'; envelope | sed 1d; printf 'x\r\n.\r\n'; } \
    >"$SHUNIT_TMPDIR/session"
  strace -s 1000 -o "$SHUNIT_TMPDIR/trace" -e trace=write qkarma-maildir \
    <"$SHUNIT_TMPDIR/session" >/dev/null
  assertEquals 'greeting, answers' 2 \
    "$(grep -c '^write(1,' "$SHUNIT_TMPDIR/trace")"
}

test_it_works_behind_tcpserver() {
  unset TCPREMOTEIP TCPREMOTEHOST TCPLOCALHOST
  serve qkarma-maildir
  expect_session -i 127.0.0.9 <<'END'
S: 220 localhost ESMTP
C: HELO (c); example com
S: 250 localhost
C: MAIL FROM:<bob@example.com>
C: RCPT TO:<alice@example.org>
C: DATA
S: 250 ...
S: 250 ...
S: 354 ...
C: .
C: QUIT
S: 250 ...
S: 221 ...
S: <closed>
END
  assertPart "$(cat "$QKARMA/mail/alice/new/"*)" \
    'Received: from ?c???example?com (unknown [127.0.0.9])
	by localhost with SMTP; '
}

test_swaks_delivers() {
  serve qkarma-maildir
  swaks --server 127.0.0.1 --port "$PORT" --pipeline --helo c.example.com \
    --from bob@example.com --to alice@example.org,info@example.net \
    --header 'Subject: from swaks' >"$SHUNIT_TMPDIR/swaks" 2>&1
  assertEquals 'exit code' 0 $?
  assertContains "$(content alice)" 'Subject: from swaks'
  assertContains "$(content info)" 'Subject: from swaks'
}

test_called_wrongly() {
  for words in -x '-s many' '-s' 'word'
  do
    qkarma-maildir $words 2>"$LOG" </dev/null
    assertEquals "$words" 100 $?
    assertEquals 'qkarma-maildir: usage: qkarma-maildir [-s bytes] [-a checkpassword [args...]]' \
      "$(cat "$LOG")"
  done
}

. shunit2
