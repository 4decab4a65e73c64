# The samples in run/ are what they say: rules that tcpserver obeys, control
# files that change nothing as they are, and are valid with every line in use.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/liar.sh"
. "$(dirname "$0")/front.sh"

setUp() {
  fresh_home
  TCPREMOTEIP=192.0.2.7
  EARLYTALKER_WAIT=0
  export TCPREMOTEIP EARLYTALKER_WAIT
}

# What tcpserver would do, in one line.
rule() {
  env TCPREMOTEIP="$1" tcprulescheck "$SHUNIT_TMPDIR/rules.cdb" | xargs
}

test_tcp_smtp() {
  tcprules "$SHUNIT_TMPDIR/rules.cdb" "$SHUNIT_TMPDIR/rules.tmp" \
    <"$ROOT/run/tcp.smtp"
  assertEquals 'exit code' 0 $?
  while read -r address variable
  do
    assertContains "$(rule "$address")" \
      "set environment variable $variable allow connection"
  done <<'END'
127.0.0.1 RELAYCLIENT=
192.0.2.99 RELAYCLIENT=
198.51.100.25 WHITELISTCLIENT=secondary MX
198.51.100.27 WHITELISTCLIENT=alumni.example.org forwards
198.51.100.40 WHITELISTCLIENT=monitor
203.0.113.80 EARLYTALKER_WAIT=0
203.0.113.90 KARMA_PENALTY_MAX=0.5
END
  assertEquals 'rule : allow connection' "$(rule 203.0.113.65)"
}

# RBLSMTPD refuses nobody unless the check is listed: both samples have a #
# there, and both work without it.
test_tcp_smtp_agrees_with_control_checks() {
  for file in tcp.smtp control/checks
  do
    assertEquals "$file" '' \
      "$(grep -e '^[^#]*RBLSMTPD' -e '^rblsmtpd' "$ROOT/run/$file")"
    assertNotNull "$file" \
      "$(grep -e '^#[^ ]*RBLSMTPD' -e '^#rblsmtpd' "$ROOT/run/$file")"
  done
  sed 's/^#\([0-9]\)/\1/' "$ROOT/run/tcp.smtp" |
    tcprules "$SHUNIT_TMPDIR/rules.cdb" "$SHUNIT_TMPDIR/rules.tmp"
  assertContains "$(rule 203.0.113.63)" 'RBLSMTPD=-You are not welcome here.'
  assertContains "$(rule 203.0.113.64)" 'RBLSMTPD= allow'
  sed 's/^#rblsmtpd/rblsmtpd/' "$ROOT/run/control/checks" | checks
  assertEquals '' "$(RBLSMTPD=x qkarma check --quiet)"
}

# A session with the control files that were put in place; $pause is behind MAIL.
good_session() {
  expect_pipe env "$@" qkarma-smtpd smtpfront-echo accept <<END
S: 220 unknown mailfront ESMTP
C: MAIL FROM:<alice@example.info>
S: 250 Sender='alice@example.info'.
${pause-}
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
  assertEquals 'the log' '' "$(grep error "$PIPE_LOG")"
}

test_control_checks_is_the_default() {
  assertEquals 'earlytalker karma neighbourhood protocol naughty' \
    "$(grep -v '^#' "$ROOT/run/control/checks" | xargs)"
  checks <"$ROOT/run/control/checks"
  good_session
}

test_every_check_may_be_in_use() {
  sed 's/^#\([a-z]\)/\1/' "$ROOT/run/control/checks" | checks
  unit tables
  assertEquals "$({ echo observe; tables | sed -n 's/^check //p'; } | sort)" \
    "$(grep -o '^[a-z].*' "$QKARMA/control/checks" | sort)"
  unit liar
  lie names 'example.info mx=mail.example.info'
  pause='P: 2'      # for the answer
  DNS_SERVER=$LIAR SENDER_WAIT=30 TCPCONNNUM=1 good_session
  pause=
  unlie
}

# Of each check's paragraph, all options with their defaults.
test_control_checks_names_all_options_with_their_defaults() {
  unit tables
  tables |
    sed -n 's/^option \([^ ]* [^ ]*\) [a-z]* \(.*\)/\1 \2/p' | sort \
    >"$SHUNIT_TMPDIR/options"
  awk '/^# [a-z_]*: / { check = $2; sub(":", "", check) }
    /^#   [a-z]/ {
      value = $3
      for (i = 4; $i == $2; i += 2) value = value " " $(i + 1)
      print check, $2, value
    }' "$ROOT/run/control/checks" | sort \
    >"$SHUNIT_TMPDIR/sample"
  assertEquals '' "$(diff "$SHUNIT_TMPDIR/options" "$SHUNIT_TMPDIR/sample")"
}

# The points, as `qkarma check` tells them.
points() {
  qkarma check | sed -n '/^EVENT/,/^$/s/^\([a-z_]* *[^ ]*\).*/\1/p'
}

test_awards_are_the_default() {
  default=$(points)
  assertContains "$default" message_accepted
  cp "$ROOT/run/control/awards" "$QKARMA/control/"
  assertEquals "$default" "$(points)"
}

test_awards_and_tlds() {
  for sample in awards awards.qpsmtpd tlds.qpsmtpd
  do
    cp "$ROOT/run/control/$sample" "$QKARMA/control/${sample%.*}"
    good_session
  done
  assertEquals 'the same events' \
    "$(sed -n '/^[a-z]/s/ .*//p' "$ROOT/run/control/awards" | sort)" \
    "$(sed -n '/^[a-z]/s/ .*//p' "$ROOT/run/control/awards.qpsmtpd" |
      sort)"
  expect_journal <<'END'
192.0.2.7 0 0 0 0 - quit -
192.0.2.7 0 0 0 0 - quit -
192.0.2.7 -4 0 0 0 n quit sender_tld neg=1 pd=1 pm=30
END
}

# doc/FROM-QPSMTPD: what stood in its config/plugins may stand in control/checks.
test_lines_of_qpsmtpd() {
  checks <<'END'
earlytalker wait 2 reject naughty reject_type temp
karma penalty_days 0.5 negative 2 strikes 3 reject connect reject_type disconnect
denysoft_client_stats success_bias 10 permfail_bias 1 at_connect 1
naughty reject data reject_type perm
END
  good_session
  echo 'earlytalker reject 0 defer-reject 1 check-at CONNECT check-at DATA' |
    checks
  good_session
}

# As they are they ask nobody; with every line in use they are right.
test_lists() {
  for file in dnsbl rhsbl
  do
    assertEquals "$file" '' "$(grep '^[^#]' "$ROOT/run/control/$file")"
    sed 's/^#\([a-zK]\)/\1/' "$ROOT/run/control/$file" \
      >"$QKARMA/control/$file"
    grep -q '^[a-z]' "$QKARMA/control/$file" || fail "no line in $file"
  done
  printf '%s\n' earlytalker karma dnsbl sender naughty | checks
  assertEquals '' "$(DNS_SERVER=127.0.0.1 qkarma check --quiet)"
}

# doc/FROM-POSTSCREEN: its lines of control files, with names for what they are.
test_lines_of_postscreen() {
  sed -n 's/^       \(.*\)$/\1/p' "$ROOT/doc/FROM-POSTSCREEN" \
    >"$SHUNIT_TMPDIR/lines"
  grep -E '^[a-z0-9.]+\.(org|net|example)' "$SHUNIT_TMPDIR/lines" \
    >"$QKARMA/control/dnsbl"
  grep -E '^(earlytalker|karma|protocol|naughty|dnsbl|dns) ?' \
    "$SHUNIT_TMPDIR/lines" | checks
  assertEquals 3 "$(grep -c '' "$QKARMA/control/dnsbl")"
  assertEquals 5 "$(grep -c '' "$QKARMA/control/checks")"
  assertEquals '' "$(DNS_SERVER=127.0.0.1 qkarma check --quiet)"
}

test_maildirs() {
  sed 's/^#\([a-z"@]\)/\1/' "$ROOT/run/control/maildirs" \
    >"$QKARMA/control/maildirs"
  grep -q '^@example.net' "$QKARMA/control/maildirs" || fail 'no line'
  expect_pipe env TCPLOCALHOST=mx.example.org qkarma-maildir <<'END'
S: 220 mx.example.org ESMTP
C: HELO client.example.com
S...
C: MAIL FROM:<>
S: 250 2.1.0 The sender is good.
C: RCPT TO:<nobody@elsewhere.example>
S: 550 5.1.1 There is no such mailbox here.
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
  assertEquals 'the log' '' "$(cat "$PIPE_LOG")"
}

. shunit2
