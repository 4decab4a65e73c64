# Port 587 from Debian's packages, as INSTALL has it typed: who has a password
# sends mail, through another server's sendmail (Exim's); nobody else does.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/apart.sh"
. "$(dirname "$0")/tls.sh"

# The commands of INSTALL's recipe, on this stage: nothing is asked for, and the
# places that belong to the whole host are others.
recipe() {
  awk '/apt-get install mailfront cvm/ { on = 1; next }
    on && !/^       / { exit } on' "$ROOT/INSTALL" |
    sed "s|passwd -6|& secret|; s|/usr/local/bin|$STAGE/local|g
      s|/var/log|$STAGE/log|g; s|/service/|$STAGE/service/|g"
}

place_sendmail() {
  mkdir -p "$STAGE/spool" /etc/exim4
  chown Debian-exim:Debian-exim "$STAGE/spool"
  cp "$FETCHED/exim4-daemon-light/usr/sbin/exim4" "$STAGE/exim4"
  chmod 4755 "$STAGE/exim4"
  cat >/etc/exim4/exim4.conf <<END
exim_path = $STAGE/exim4
spool_directory = $STAGE/spool
log_file_path = $STAGE/spool/%slog
primary_hostname = mx.example.org
keep_environment =
untrusted_set_sender = *
queue_only
begin routers
everybody:
  driver = redirect
  data = :blackhole:
END
}

oneTimeSetUp() {
  [ "$APART" = yes ] && [ -d "$FETCHED/exim4-daemon-light" ] || return 0
  place_sendmail
  QKARMA=$STAGE/qkarma
  export QKARMA
  mount -t tmpfs -o mode=755 tmpfs /usr/local/lib
  qkarma init --front /usr/local/lib/qkarma --for nofiles >/dev/null
  certificate mx ecdsa mx.example.org
  use_certificates mx
  TLSD_USER='-u qkarmat -g qkarma'
  tlsd
  mkdir "$STAGE/local" "$STAGE/log" "$STAGE/service"
  recipe >"$STAGE/recipe"
  (cd "$ROOT" && sh -e "$STAGE/recipe" >"$STAGE/said" 2>&1) ||
    fail "the recipe stops: $(cat "$STAGE/said")"
  free_port
  PORT=$FREE
  run=/etc/qkarma-submission/run
  set_variable "$run" QKARMA "$QKARMA"
  set_variable "$run" ADDRESS 127.0.0.1
  set_variable "$run" PORT "$PORT"
  set_variable "$run" NAME mx.example.org
  assertEquals 64000000 "$(sed -n 's/^MEMORY=//p' "$run")"
  [ -z "${ASAN_OPTIONS-}" ] || set_variable "$run" MEMORY 100000000000000
  set_variable /etc/qkarma-submission/log/run LOG "$STAGE/log/qkarma-submission"
  set_variable "$STAGE/local/mailfront-submission" PASSWORDS \
    /etc/submission.passwd
  set_variable "$STAGE/local/mailfront-submission" QMAILQUEUE \
    "$STAGE/local/sendmail-queue"
  set_variable "$STAGE/local/sendmail-queue" SENDMAIL "$STAGE/exim4"
  svscan "$STAGE/service" >"$STAGE/scan.log" 2>&1 &
  SCAN=$!
  await listens
}

oneTimeTearDown() {
  [ -n "${SCAN-}" ] || return 0
  kill "$SCAN"
  untlsd
  svc -dx "$STAGE"/service/* "$STAGE"/service/*/log
  SCAN=
}

listens() {
  tcpclient -HRl localhost 127.0.0.1 "$PORT" true 2>/dev/null
}

served() {
  apart && unpacked exim4-daemon-light
}

plain() {
  printf '\0ann\0%s' "$1" | base64
}

# But that qkarma was installed today.
test_check_has_nothing_against_it() {
  served || return 0
  assertEquals '0 errors, 1 warning' "$(grep errors, "$STAGE/said")"
  assertContains "$(grep '^warning: ' "$STAGE/said")" \
    'warning: observe: nothing is refused by any check until '
}

test_who_has_a_password_sends_mail() {
  served || return 0
  expect_tls 127.0.0.9 <<END
C: EHLO laptop.example.com
S...
C: AUTH PLAIN $(plain secret)
S: 235 2.7.0 Authentication succeeded.
C: MAIL FROM:<ann@example.org>
S: 250 ...
C: RCPT TO:<bob@elsewhere.example>
S: 250 ...
C: RCPT TO:<carol@elsewhere.example>
S: 250 ...
C: DATA
S: 354 ...
C: Subject: hello
C:
C: Hello
C: .
S: 250 ...
C: QUIT
S: 221 ...
S: <closed>
END
  queued=$("$STAGE/exim4" -bp)
  assertContains "$queued" '<ann@example.org>'
  assertContains "$queued" bob@elsewhere.example
  assertContains "$queued" carol@elsewhere.example
}

test_nobody_else_does() {
  served || return 0
  expect_tls 127.0.0.9 <<END
C: EHLO laptop.example.com
S...
C: MAIL FROM:<ann@example.org>
S: 530 5.7.1 You must authenticate first.
C: AUTH PLAIN $(plain wrong)
S: 501 Authentication failed.
C: MAIL FROM:<ann@example.org>
S: 530 5.7.1 You must authenticate first.
C: QUIT
S: 221 ...
S: <closed>
END
}

test_nobody_does_in_the_clear() {
  served || return 0
  expect_session -i 127.0.0.9 <<END
S: 220 mx.example.org mailfront ESMTP
C: EHLO laptop.example.com
S...
C: MAIL FROM:<ann@example.org>
S: 530 5.7.0 Must issue a STARTTLS command first.
C: QUIT
S: 221 ...
S: <closed>
END
}

# His address was somebody else's yesterday.
test_also_who_comes_from_an_address_in_the_box() {
  served || return 0
  qkarma capture 127.0.0.8 >/dev/null && qkarma-fold 2>/dev/null
  expect_tls 127.0.0.8 <<END
C: EHLO laptop.example.com
S...
C: AUTH PLAIN $(plain secret)
S: 235 2.7.0 Authentication succeeded.
C: MAIL FROM:<ann@example.org>
S: 250 ...
C: RCPT TO:<bob@elsewhere.example>
S: 250 ...
C: QUIT
S: 221 ...
S: <closed>
END
}

. shunit2
