# Real clients deliver a message by STARTTLS, through qkarma-smtpd and
# qkarma-tlsd, to qkarma-maildir; and who the daemon and qkarma-smtpd are.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/apart.sh"
. "$(dirname "$0")/checks.sh"
. "$(dirname "$0")/dialogue.sh"
. "$(dirname "$0")/tls.sh"
. "$(dirname "$0")/upgrade.sh"

oneTimeSetUp() {
  tls_unit inside
  certificate mx ecdsa localhost
  # swaks asks for it.
  [ "$APART" = no ] || echo 'tcp 6 TCP' >/etc/protocols
}

setUp() {
  fresh_home
  use_certificates mx
  plain_checks </dev/null
  mailbox
  tlsd
  serve env TCPLOCALPORT=25 qkarma-smtpd qkarma-maildir
}

tearDown() {
  unpostfix
  unserve
  untlsd
}

# The client has got rid of its message.
delivered() {
  await has_come
  assertEquals 'messages' 1 "$(ls "$MAILBOX/new" | wc -l)"
  assertContains "$(cat "$MAILBOX"/new/*)" "${1-with ESMTPS}"
  assertContains "$(cat "$MAILBOX"/new/*)" 'it is mail'
  await grep -q 'message_accepted .*tls=TLSv1\.3' "$QKARMA/journal/current"
}

has_come() {
  [ -n "$(ls "$MAILBOX/new")" ]
}

has() {
  command -v "$1" >/dev/null || skipped "needs $1"
}

message() {
  printf 'From: <alice@example.com>\r\nSubject: hello\r\n\r\nit is mail\r\n'
}

test_openssl() {
  { printf '%s\r\n' 'EHLO client.example' 'MAIL FROM:<alice@example.com>' \
      'rCPT TO:<bob@example.org>' DATA
    message
    printf '%s\r\n' . QUIT
  } | while IFS= read -r line
  do
    printf '%s\n' "$line"
    case $line in DATA*) sleep 0.5 ;; esac
  done | s_client >"$SHUNIT_TMPDIR/heard"
  delivered
}

test_gnutls() {
  has gnutls-cli || return 0
  { for line in 'EHLO client.example' 'MAIL FROM:<alice@example.com>' \
      'RCPT TO:<bob@example.org>' DATA
    do
      sleep 0.3
      printf '%s\r\n' "$line"
    done
    sleep 0.3
    message
    printf '%s\r\n' . QUIT
    sleep 1
  } | timeout 60 gnutls-cli --insecure --no-ocsp --starttls-proto=smtp \
    -p "$PORT" 127.0.0.1 >"$SHUNIT_TMPDIR/heard" 2>&1
  delivered
}

test_curl() {
  has curl || return 0
  message | timeout 60 curl -s -S -k --ssl-reqd "smtp://127.0.0.1:$PORT/client" \
    --mail-from alice@example.com --mail-rcpt bob@example.org -T - ||
    fail "curl ends with $?"
  delivered
}

test_swaks() {
  has swaks || return 0
  timeout 60 swaks -tls -s 127.0.0.1 -p "$PORT" -f alice@example.com \
    -t bob@example.org -h client.example --body 'it is mail' \
    >"$SHUNIT_TMPDIR/heard" 2>&1 || fail "$(cat "$SHUNIT_TMPDIR/heard")"
  delivered
}

test_pythons_smtplib() {
  has python3 || return 0
  message | timeout 60 python3 -c '
import smtplib, ssl, sys
s = smtplib.SMTP("127.0.0.1", int(sys.argv[1]), "client.example")
s.starttls(context=ssl._create_unverified_context())
s.sendmail("alice@example.com", ["bob@example.org"], sys.stdin.read())
s.quit()' "$PORT" || fail "python3 ends with $?"
  delivered
}

# Runs a program of Postfix's as unpacked.
postfix() {
  program=$1
  shift
  LD_LIBRARY_PATH=$(echo "$FETCHED"/postfix/usr/lib/postfix):$(
    echo "$FETCHED"/postfix/usr/lib/*-linux-*) \
    "$FETCHED/postfix/usr/$program" "$@"
}

# It looks, and mails nothing.
test_posttls_finger() {
  unpacked postfix || return 0
  mkdir -p "$SHUNIT_TMPDIR/postfix"
  printf '%s\n' 'compatibility_level = 3.6' 'mail_owner = mail' \
    'setgid_group = qmail' >"$SHUNIT_TMPDIR/postfix/main.cf"
  MAIL_CONFIG=$SHUNIT_TMPDIR/postfix
  export MAIL_CONFIG
  postfix sbin/posttls-finger -c -l encrypt "[127.0.0.1]:$PORT" \
    >"$SHUNIT_TMPDIR/heard" 2>&1
  unset MAIL_CONFIG

  assertContains "$(cat "$SHUNIT_TMPDIR/heard")" \
    'Untrusted TLS connection established to 127.0.0.1'
  assertContains "$(cat "$SHUNIT_TMPDIR/heard")" 'TLSv1.3 with cipher'
}

# Postfix as a sender, all of it but in a directory of its own, with these lines
# in main.cf: `postfix_sends "smtp_tls_security_level = may"`.
postfix_sends() {
  apart && unpacked postfix || return 1
  POSTFIX=$STAGE/postfix
  rm -rf "$POSTFIX"
  mkdir -p "$POSTFIX/etc" "$POSTFIX/data" "$POSTFIX/spool/pid"
  for queue in active bounce corrupt defer deferred flush hold incoming \
    private saved trace maildrop public
  do
    mkdir "$POSTFIX/spool/$queue"
  done
  grep -q postdrop /etc/group || {
    printf '%s\n' postfix:x:970: postdrop:x:971: >>/etc/group
    echo 'postfix:x:970:970::/:/usr/sbin/nologin' >>/etc/passwd
    echo "$FETCHED/postfix/usr/lib/postfix" >>/etc/ld.so.conf
    ldconfig -X
  }
  chown -R postfix "$POSTFIX/data" "$POSTFIX"/spool/[!p]* \
    "$POSTFIX/spool/private" "$POSTFIX/spool/public"
  chgrp postdrop "$POSTFIX/spool/maildrop" "$POSTFIX/spool/public"
  chmod 0730 "$POSTFIX/spool/maildrop"
  chmod 0710 "$POSTFIX/spool/public"
  postfix_configures "$@"
  MAIL_CONFIG=$POSTFIX/etc
  export MAIL_CONFIG
  "$FETCHED/postfix/usr/lib/postfix/sbin/master" -c "$MAIL_CONFIG" -d \
    2>"$POSTFIX/err" </dev/null &
  MASTER=$!
  await test -S "$POSTFIX/spool/public/pickup"
}

postfix_configures() {
  printf '%s\n' 'compatibility_level = 3.6' "queue_directory = $POSTFIX/spool" \
    "data_directory = $POSTFIX/data" \
    "daemon_directory = $FETCHED/postfix/usr/lib/postfix/sbin" \
    "command_directory = $FETCHED/postfix/usr/sbin" 'mail_owner = postfix' \
    'setgid_group = postdrop' "maillog_file = $POSTFIX/log" \
    "maillog_file_prefixes = $POSTFIX" 'myhostname = client.example' \
    'mydestination =' 'alias_maps =' 'alias_database =' \
    'local_recipient_maps =' 'inet_protocols = ipv4' \
    'disable_dns_lookups = yes' 'smtp_host_lookup = native' \
    'smtp_tls_loglevel = 1' "relayhost = [127.0.0.1]:$PORT" "$@" \
    >"$POSTFIX/etc/main.cf"
  cat >"$POSTFIX/etc/master.cf" <<'END'
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
tlsproxy unix - - n - 0 tlsproxy
scache unix - - n - 1 scache
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
postlog unix-dgram n - n - 1 postlogd
END
}

# postfix_mails N: so many messages, one behind the other, have left.
postfix_mails() {
  : >"$POSTFIX/log"
  mailed=0
  while [ "$mailed" -lt "$1" ]
  do
    mailed=$((mailed + 1))
    message | tr -d '\r' | "$FETCHED/postfix/usr/sbin/sendmail" -i \
      -f alice@example.com bob@example.org 2>>"$POSTFIX/err"
    await postfix_has_sent "$mailed" || { cat "$POSTFIX/log"; return; }
  done
  assertEquals 'messages' "$1" "$(ls "$MAILBOX/new" | wc -l)"
  assertEquals 'by TLS' "$1" "$(cat "$MAILBOX"/new/* | grep -c 'with ESMTPS')"
}

postfix_has_sent() {
  [ "$(grep -c 'status=sent' "$POSTFIX/log")" = "$1" ]
}

unpostfix() {
  [ -n "${MASTER-}" ] || return 0
  kill "$MASTER" 2>/dev/null
  wait "$MASTER" 2>/dev/null
  MASTER=
  unset MAIL_CONFIG
}

test_postfix_where_tls_is_offered() {
  postfix_sends 'smtp_tls_security_level = may' || return 0
  postfix_mails 1
  assertContains "$(cat "$POSTFIX/log")" \
    'Untrusted TLS connection established to 127.0.0.1'
}

test_postfix_by_tls_or_not_at_all() {
  postfix_sends 'smtp_tls_security_level = encrypt' || return 0
  postfix_mails 1
}

# It keeps sessions to resume them; we give it none.
test_postfix_with_a_session_cache() {
  postfix_sends 'smtp_tls_security_level = encrypt' \
    "smtp_tls_session_cache_database = btree:$STAGE/postfix/data/sessions" ||
    return 0
  postfix_mails 2
  assertEquals 'handshakes' 2 \
    "$(grep -c 'TLS connection established' "$POSTFIX/log")"
}

# By way of its tlsproxy: another message through the same connection.
test_postfix_that_uses_a_connection_again() {
  postfix_sends 'smtp_tls_security_level = encrypt' \
    'smtp_tls_connection_reuse = yes' \
    'smtp_connection_cache_destinations = 127.0.0.1' \
    'smtp_connection_cache_time_limit = 60s' || return 0
  postfix_mails 2
  assertContains "$(cat "$POSTFIX/log")" 'conn_use=2'
  assertEquals 'handshakes' 1 \
    "$(grep -c 'tlsproxy.*TLS connection established' "$POSTFIX/log")"
}

# Exim as a sender, to a smarthost that is we, and by TLS or not at all.
test_exim() {
  apart && unpacked exim4-daemon-light || return 0
  mkdir -p "$STAGE/spool" /etc/exim4
  chown Debian-exim:Debian-exim "$STAGE/spool"
  cp "$FETCHED/exim4-daemon-light/usr/sbin/exim4" "$STAGE/exim4"
  chmod 4755 "$STAGE/exim4"
  cat >/etc/exim4/exim4.conf <<END
exim_path = $STAGE/exim4
spool_directory = $STAGE/spool
log_file_path = $STAGE/spool/%slog
primary_hostname = client.example
keep_environment =
begin routers
all:
  driver = manualroute
  route_list = * 127.0.0.1
  self = send
  transport = smtp
begin transports
smtp:
  driver = smtp
  port = $PORT
  hosts_require_tls = *
  tls_verify_hosts =
  tls_try_verify_hosts =
END
  message | tr -d '\r' | timeout 60 "$STAGE/exim4" -odf -i \
    -f alice@example.com bob@example.org
  delivered
  assertContains "$(cat "$STAGE/spool/mainlog")" 'X=TLS1.3:'
}

# As a host has it: the daemon is one user, and qkarma-smtpd another.
test_a_socket_that_we_may_not_use() {
  apart || return 0
  unserve
  untlsd
  QKARMA=$STAGE/qkarma
  qkarma init >/dev/null
  use_certificates mx
  plain_checks </dev/null
  cp "$DATA/obedient-backend" "$STAGE"
  before=$TLSD_USER
  TLSD_USER='-u qkarmat -g qkarma'
  tlsd
  TLSD_USER=$before
  far setpriv --reuid qmaild --regid qkarma --clear-groups qkarma-smtpd \
    "$STAGE/obedient-backend"
  expect_session <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S: 250-obedient
S: 250-PIPELINING
S: 250 STARTTLS
C: STARTTLS
S: 220 2.0.0 Ready to start TLS.
C: QUIT
S: 221 bye
S: <closed>
END
  chmod 600 "$QKARMA/tls/socket"
  direct_session <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S: 250-obedient
S: 250 PIPELINING
C: STARTTLS
S: 454 4.7.0 TLS is not available now, try again later.
C: QUIT
S: 221 bye
S: <closed>
END
  expect_log 'at tls/socket: Permission denied'
  assertEquals 'warnings' 1 "$(grep -c 'tls: warning: ' "$SERVER_LOG")"
}

. shunit2
