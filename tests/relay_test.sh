# No server behind qkarma-smtpd becomes an open relay: each one that the
# documentation names takes mail for its own domain from a foreign client, and
# mail for others from nobody. And each takes every message that is sent.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/apart.sh"
. "$(dirname "$0")/front.sh"

EXIM=$STAGE/exim4
QMAIL=${QMAIL:-/var/qmail}    # where a qmail is, if there is one

# The client, for programs that are run on two pipes.
TCPREMOTEIP=192.0.2.1 TCPREMOTEPORT=4025 TCPLOCALIP=192.0.2.2 TCPLOCALPORT=25
TCPLOCALHOST=mx.example.org
export TCPREMOTEIP TCPREMOTEPORT TCPLOCALIP TCPLOCALPORT TCPLOCALHOST

# A host that takes mail for example.org: for qkarma-maildir, and in a
# directory like /var/qmail for mailfront.
setUp() {
  fresh_home
  echo 'earlytalker wait 0' | checks
  mkdir "$QKARMA/mail" "$QKARMA/mail/tmp" "$QKARMA/mail/new" "$QKARMA/mail/cur"
  echo "@example.org mail" >"$QKARMA/control/maildirs"
  QMAILHOME=$SHUNIT_TMPDIR/qmail
  QUEUE=$SHUNIT_TMPDIR/queue
  QMAILQUEUE=$DATA/qmail-queue
  rm -rf "$QMAILHOME" "$QUEUE"
  mkdir -p "$QMAILHOME/control" "$QUEUE"
  echo example.org >"$QMAILHOME/control/rcpthosts"
  echo mx.example.org >"$QMAILHOME/control/me"
  export QMAILHOME QUEUE QMAILQUEUE
}

tearDown() {
  unset LIMITS_TLS
  unserve
}

test_mailfront_does_not_relay() {
  expect_pipe qkarma-smtpd smtpfront-qmail <<'END'
S: 220 mx.example.org mailfront ESMTP
C: EHLO client.example.com
S...
C: MAIL FROM:<alice@example.com>
S: 250 2.1.0 Sender accepted.
C: RCPT TO:<victim@elsewhere.example>
S: 550 5.1.0 Mail system is not configured to accept that recipient
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Recipient accepted.
C: DATA
S: 354 End your message with a period on a line by itself.
C: Hello
C: .
S: 250 2.6.0 Accepted message ...
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
  assertEquals 'Falice@example.com
Tbob@example.org' "$(cat "$QUEUE"/*.envelope)"
}

test_qkarma_maildir_does_not_relay() {
  expect_pipe qkarma-smtpd qkarma-maildir <<'END'
S: 220 mx.example.org ESMTP
C: EHLO client.example.com
S...
C: MAIL FROM:<alice@example.com>
S: 250 2.1.0 The sender is good.
C: RCPT TO:<victim@elsewhere.example>
S: 550 5.1.1 There is no such mailbox here.
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 The recipient is good.
C: DATA
S: 354 Go ahead; end with <CR><LF>.<CR><LF>.
C: Hello
C: .
S: 250 2.0.0 Delivered.
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
  assertEquals 'messages' 1 "$(ls "$QKARMA/mail/new" | wc -l)"
}

test_qmail_smtpd_does_not_relay() {
  apart || return 0
  [ -x "$QMAIL/bin/qmail-smtpd" ] || { skipped 'needs qmail'; return 0; }
  mount --bind "$QMAILHOME/control" "$QMAIL/control"
  expect_pipe qkarma-smtpd "$QMAIL/bin/qmail-smtpd" <<'END'
S: 220 mx.example.org ESMTP
C: EHLO client.example.com
S...
C: MAIL FROM:<alice@example.com>
S: 250 ok
C: RCPT TO:<victim@elsewhere.example>
S: 553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)
C: RCPT TO:<bob@example.org>
S: 250 ok
C: DATA
S: 354 go ahead
C: Hello
C: .
S: 250 ok ...
C: QUIT
S: 221 mx.example.org
S: <closed>
END
  umount "$QMAIL/control"
  assertEquals 'Falice@example.com
Tbob@example.org' "$(cat "$QUEUE"/*.envelope)"
}

# Exim as a Debian host has it, set-user-id, with its host lists as in Exim's
# own example; only its place and its spool are others. And a state directory
# whose owners and modes matter, for here the users do.
place_exim() {
  apart && unpacked exim4-daemon-light || return
  QKARMA=$STAGE/qkarma
  rm -rf "$QKARMA" "$STAGE/spool"
  qkarma init >/dev/null
  echo 'earlytalker wait 0' | checks
  mkdir -p "$STAGE/spool" /etc/exim4
  chown Debian-exim:Debian-exim "$STAGE/spool"
  cp "$FETCHED/exim4-daemon-light/usr/sbin/exim4" "$EXIM"
  chmod 4755 "$EXIM"
  sed "s|^EXIM=.*|EXIM=$EXIM|" "$ROOT/run/exim-backend" >"$STAGE/exim-backend"
  chmod 755 "$STAGE/exim-backend"
  LIMITS_TLS=hide
  export LIMITS_TLS
  cat >/etc/exim4/exim4.conf <<END
exim_path = $EXIM
spool_directory = $STAGE/spool
log_file_path = $STAGE/spool/%slog
primary_hostname = mx.example.org
smtp_banner = mx.example.org ESMTP
keep_environment =
queue_only
domainlist local_domains = example.org
hostlist relay_from_hosts = 127.0.0.1
acl_smtp_rcpt = acl_check_rcpt
begin acl
acl_check_rcpt:
  accept hosts = :
  accept domains = +local_domains
  accept hosts = +relay_from_hosts
  deny message = relay not permitted
begin routers
everybody:
  driver = redirect
  data = :blackhole:
END
}

# as USER PROGRAM...: with the group that run/ gives to qkarma-smtpd.
as() {
  user=$1
  shift
  setpriv --reuid "$user" --regid qkarma --clear-groups "$@"
}

# What the next tests are about: Exim on a pipe relays when it is not told who
# the client is, and also when it does not believe who says so.
test_exim_on_a_pipe_is_an_open_relay() {
  place_exim || return 0
  for told in '' "-oMa [$TCPREMOTEIP]:$TCPREMOTEPORT"
  do
    expect_pipe as qmaild "$EXIM" -bs $told <<'END'
S: 220 mx.example.org ESMTP
C: HELO client.example.com
S...
C: MAIL FROM:<alice@example.com>
S: 250 OK
C: RCPT TO:<victim@elsewhere.example>
S: 250 Accepted
C: QUIT
S: 221 mx.example.org closing connection
S: <closed>
END
  done
}

test_exim_that_would_ask_the_socket_is_not_started() {
  checks </dev/null
  expect_pipe qkarma-smtpd exim4 -bs <<'END'
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
  assertEquals 'exit code' 100 "$PIPE_EXIT"
  assertContains "$(cat "$PIPE_LOG")" \
    'a backend that asks the socket who the client is would be an open relay'
  expect_journal <<'END'
192.0.2.1 0 0 0 0 - error -
END
}

test_exim_that_does_not_believe_us_is_not_started() {
  place_exim || return 0
  expect_pipe as qmaild qkarma-smtpd "$STAGE/exim-backend" <<'END'
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
  assertEquals "192.0.2.1 exim-backend: fatal: Exim does not let qmaild say \
who the client is" "$(cat "$PIPE_LOG")"
}

test_nor_when_the_client_has_no_address() {
  place_exim || return 0
  (
    unset TCPREMOTEIP
    expect_pipe as Debian-exim qkarma-smtpd "$STAGE/exim-backend" <<'END'
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
  )
  assertContains "$(cat "$PIPE_LOG")" \
    'unknown exim-backend: fatal: TCPREMOTEIP is not set'
}

test_nor_when_it_would_offer_tls() {
  place_exim || return 0
  unset LIMITS_TLS
  expect_pipe as Debian-exim qkarma-smtpd "$STAGE/exim-backend" <<'END'
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
  assertEquals '192.0.2.1 exim-backend: fatal: LIMITS_TLS=hide is not set' \
    "$(cat "$PIPE_LOG")"
}

test_exim_does_not_relay() {
  place_exim || return 0
  expect_pipe as Debian-exim qkarma-smtpd "$STAGE/exim-backend" <<'END'
S: 220 mx.example.org ESMTP
C: EHLO client.example.com
S: 250-mx.example.org Hello client.example.com [192.0.2.1]
S: 250-SIZE 52428800
S: 250-8BITMIME
S: 250-PIPELINING
S: 250-SMTPUTF8
S: 250 HELP
C: MAIL FROM:<alice@example.com>
S: 250 OK
C: RCPT TO:<victim@elsewhere.example>
S: 550 relay not permitted
C: RCPT TO:<bob@example.org>
S: 250 Accepted
C: DATA
S: 354 Enter message, ending with "." on a line by itself
C: Hello
C: .
S: 250 OK id=...
C: QUIT
S: 221 mx.example.org closing connection
S: <closed>
END
  assertContains "$(cat "$STAGE/spool/mainlog")" \
    '<= alice@example.com H=(client.example.com) [192.0.2.1] P=esmtp'
  assertEquals 'messages' 1 "$("$EXIM" -bpc)"
}

test_exim_does_not_relay_for_who_is_immune_here() {
  place_exim || return 0
  expect_pipe as Debian-exim env RELAYCLIENT= qkarma-smtpd \
    "$STAGE/exim-backend" <<'END'
S: 220 mx.example.org ESMTP
C: HELO client.example.com
S...
C: MAIL FROM:<alice@example.com>
S: 250 OK
C: RCPT TO:<victim@elsewhere.example>
S: 550 relay not permitted
C: QUIT
S: 221 mx.example.org closing connection
S: <closed>
END
}

test_exim_believes_its_trusted_users() {
  place_exim || return 0
  echo 'trusted_users = mail : qmaild' |
    cat - /etc/exim4/exim4.conf >"$STAGE/conf"
  cat "$STAGE/conf" >/etc/exim4/exim4.conf
  expect_pipe as qmaild qkarma-smtpd "$STAGE/exim-backend" <<'END'
S: 220 mx.example.org ESMTP
C: HELO client.example.com
S...
C: MAIL FROM:<alice@example.com>
S: 250 OK
C: RCPT TO:<victim@elsewhere.example>
S: 550 relay not permitted
C: QUIT
S: 221 mx.example.org closing connection
S: <closed>
END
}

# smtp_source OPTION...: sends to what `serve` started.
smtp_source() {
  LD_LIBRARY_PATH=$(echo "$FETCHED"/postfix/usr/lib/postfix):$(
    echo "$FETCHED"/postfix/usr/lib/*-linux-*) \
    "$FETCHED/postfix/usr/sbin/smtp-source" -f alice@example.com \
    -t bob@example.org "$@" "inet:127.0.0.1:$PORT"
}

# The sum of the journal's column for accepted recipients.
accepted() {
  awk '/^@/ { n += $4 } END { print n + 0 }' "$QKARMA/journal/current"
}

all_in_journal() {
  [ "$(accepted)" -ge 100 ]
}

# By ten clients at a time, and with ten messages in each session.
send_a_hundred() {
  smtp_source -s 10 -m 50 -l 3000
  smtp_source -s 5 -m 50 -d -l 70000
  await all_in_journal
  assertEquals 'accepted in the journal' 100 "$(accepted)"
}

test_a_hundred_messages_to_mailfront() {
  unpacked postfix || return 0
  serve qkarma-smtpd smtpfront-qmail
  send_a_hundred
  assertEquals 'messages' 100 "$(ls "$QUEUE" | grep -c 'envelope$')"
  assertEquals 'Falice@example.com Tbob@example.org' \
    "$(cat "$QUEUE"/*.envelope | sort -u | xargs)"
}

test_a_hundred_messages_to_qkarma_maildir() {
  unpacked postfix || return 0
  serve qkarma-smtpd qkarma-maildir
  send_a_hundred
  assertEquals 'messages' 100 "$(ls "$QKARMA/mail/new" | wc -l)"
}

. shunit2
