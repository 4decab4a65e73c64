# What the log says: one line of each check for each connection, the client's
# address first, then one word of six, then why.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

every='earlytalker karma denysoft_client_stats protocol rblsmtpd tarpit
concurrency limits naughty'

oneTimeSetUp() {
  fresh_home
  printf '%s\n' $every | checks
  naughty_ago 192.0.2.1 3456 1
  past 192.0.2.2 11 g
}

# The word of each check, in the order of control/checks: nothing else may
# stand in the log.
words() {
  sed -n "s/^$client_ip \([a-z_]*\): \(fail, [a-zA-Z]*\|[a-z]*\)\(: .*\)\{0,1\}\$/\1 \2/p" \
    "$PIPE_LOG" >"$SHUNIT_TMPDIR/words"
  assertEquals 'lines' "$(wc -l <"$PIPE_LOG")" "$(wc -l \
    <"$SHUNIT_TMPDIR/words")"
  cat "$SHUNIT_TMPDIR/words"
}

expect_words() {
  assertEquals "$(cat)" "$(words)"
}

test_a_good_client() {
  sends 192.0.2.2 TCPCONNNUM=1
  expect_words <<'END'
earlytalker skip
karma pass
denysoft_client_stats skip
protocol pass
rblsmtpd skip
tarpit pass
concurrency pass
limits pass
naughty pass
END
}

# Everything goes wrong, some of it twice, and some after the client was
# refused.
test_a_bad_client() {
  client 192.0.2.1 EARLYTALKER_WAIT=60 EARLYTALKER_REJECT=0 RBLSMTPD=listed \
    TCPCONNNUM=9 CONCURRENCY_REJECT=0 TARPIT_DELAY=0.01 TARPIT_MAX=0.01 \
    NAUGHTY_REJECT=data NAUGHTY_REJECT_TYPE=temp KARMA_REJECT_TYPE=temp \
    LIMITS_COMMANDS=7 <<'END'
C: FOO
C: FOO
S: 220 mx.example.org ESMTP
S: 500 5.5.1 Unknown command.
S: 500 5.5.1 Unknown command.
C: MAIL FROM: <a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:b@example.org
S: 250 2.1.5 Recipient ok.
C: DATA
S: 451-4.7.1 You were naughty. You cannot connect for ...
S: 451 4.7.1 listed
C: FOO
S: 500 5.5.1 Unknown command.
C: MAIL FROM: <a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:b@example.org
S: 250 2.1.5 Recipient ok.
C: DATA
S: 451-4.7.1 You were naughty. You cannot connect for ...
S: 451 4.7.1 listed
C: NOOP
S: 421 4.7.0 Too many commands without a message.
S: <closed>
END
  expect_words <<'END'
earlytalker fail, tolerated
karma fail, NAUGHTY
denysoft_client_stats pass
protocol fail, tolerated
rblsmtpd fail, NAUGHTY
tarpit fail
concurrency fail, tolerated
limits fail
naughty fail
END
}

# The gravest word stands, whatever came after it.
test_the_gravest_word() {
  echo nonsense >"$QKARMA/control/tlds"
  client 192.0.2.9 KARMA_RECIPIENTS_UNKNOWN=1 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
  assertContains "$(words)" 'karma error'
  client 192.0.2.9 KARMA_RECIPIENTS_UNKNOWN=1 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: RCPT TO:<c@example.org>
S: 452 4.5.3 Too many recipients, try the rest later.
C: QUIT
S: 221 bye
S: <closed>
END
  rm "$QKARMA/control/tlds"
  assertContains "$(words)" 'karma fail'
}

test_an_immune_client_is_skipped_by_all() {
  client 192.0.2.1 RELAYCLIENT= <<'END'
S: 220 obedient ESMTP
C: QUIT
S: 221 bye
S: <closed>
END
  assertEquals "$(printf '192.0.2.1 %s: skip: immune by RELAYCLIENT\n' \
    $every)" "$(cat "$PIPE_LOG")"
}

# What the dialogue refuses of its own accord has a line, too, and whose mail it
# was; also while nothing else is to be refused.
own_refusal() {
  wanted=$1
  { echo 'S: 220 obedient ESMTP'; cat; } | client 192.0.2.9 LIMITS_LINE=512
  assertEquals "192.0.2.9 $wanted" "$(grep ': fail' "$PIPE_LOG")"
  assertContains "$(sed -n '$p' "$QKARMA/journal/current")" \
    " stop=${wanted%%:*} observe=1 ${wanted##*; } "
}

test_what_is_refused_in_any_case() {
  before=$(cat "$QKARMA/control/checks")
  { echo observe; echo naughty; } | checks
  own_refusal 'protocol: fail: MAIL of an unreadable address; from=<FROM:\x3ca(x)@client.example\x3e> to=<b@example.org>' <<'END'
C: MAIL FROM:<a(x)@client.example>
S: 501 5.5.4 This address cannot be read.
C: RCPT TO:<b@example.org>
S: 503 5.5.1 Bad sequence of commands.
C: QUIT
S: 221 bye
S: <closed>
END
  own_refusal 'protocol: fail: MAIL with a parameter that was not offered; from=<a@client.example>' <<'END'
C: MAIL FROM:<a@client.example> PRICE=1
S: 555 5.5.4 A parameter of something that was not offered.
C: QUIT
S: 221 bye
S: <closed>
END
  own_refusal 'protocol: fail: RCPT of an unreadable address; from=<a@client.example> to=<TO:\x3c"b@example.org\x3e>+1' <<'END'
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<c@example.org>
S: 250 ok
C: RCPT TO:<"b@example.org>
S: 501 5.5.4 This address cannot be read.
C: QUIT
S: 221 bye
S: <closed>
END
  own_refusal 'protocol: fail: a command with a CR or a NUL; from=<a@client.example>' <<'END'
C: MAIL FROM:<a@client.example>
S: 250 ok
C> NOOP\rNOOP\r\n
S: 500 5.5.2 A command has no CR or NUL inside.
C: QUIT
S: 221 bye
S: <closed>
END
  own_refusal 'protocol: fail: a command line that is too long; from=<a@client.example>' <<END
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<$(printf '%0600d' 0)@example.org>
S: 500 5.5.2 Line too long.
C: QUIT
S: 221 bye
S: <closed>
END
  own_refusal 'protocol: fail: a message by a command that was not offered; from=<a@client.example> to=<b@example.org>' <<'END'
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: BDAT 10 LAST
S: 503 5.5.1 This was not offered, closing.
S: <closed>
END
  LIMITS_TLS_REQUIRED=1
  export LIMITS_TLS_REQUIRED
  own_refusal 'limits: fail: tls_required; from=<a@client.example> to=<b@example.org>' <<'END'
C: MAIL FROM:<a@client.example>
S: 530 5.7.0 Must issue a STARTTLS command first.
C: RCPT TO:<b@example.org>
S: 503 5.5.1 Bad sequence of commands.
C: QUIT
S: 221 bye
S: <closed>
END
  unset LIMITS_TLS_REQUIRED
  echo "$before" | checks
}

# What may be a body behind a DATA that was refused is no command that went
# wrong.
test_a_body_behind_a_refused_data() {
  client 192.0.2.9 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: DATA
S: 503 no recipients
C> Hello\ryou\r\n
S: 500 5.5.2 A command has no CR or NUL inside.
C: QUIT
S: 221 bye
S: <closed>
END
  assertNotContains "$(cat "$PIPE_LOG")" ': fail:'
}

# Who is not judged is not written down.
test_what_is_refused_to_an_immune_client() {
  client 192.0.2.9 LIMITS_AUTH=1 <<'END'
S: 220 obedient ESMTP
C: EHLO client.example
S: 250-obedient
S: 250-PIPELINING
S: 250 AUTH PLAIN
C: AUTH PLAIN good
S: 235 welcome
C: MAIL FROM:<a(x)@client.example>
S: 501 5.5.4 This address cannot be read.
C: QUIT
S: 221 bye
S: <closed>
END
  assertNotContains "$(cat "$PIPE_LOG")" ': fail'
}

# Without -v what went well is not worth a line.
test_without_v_only_failures_and_errors() {
  expect_pipe env TCPREMOTEIP=192.0.2.2 qkarma-smtpd obedient-backend <<'END'
S: 220 obedient ESMTP
C: QUIT
S: 221 bye
S: <closed>
END
  assertEquals '' "$(cat "$PIPE_LOG")"
  expect_pipe env TCPREMOTEIP=192.0.2.2 qkarma-smtpd obedient-backend <<'END'
S: 220 obedient ESMTP
C: GET / HTTP/1.0
S: 521 5.5.1 I speak SMTP only.
S: <closed>
END
  assertEquals '192.0.2.2 protocol: fail: not SMTP: "GET\x20/\x20HTTP/1.0"
192.0.2.2 tarpit: fail, tolerated: karma -2' "$(cat "$PIPE_LOG")"
}

# Whatever a client says, no line begins with another's address.
test_no_client_can_write_a_line_of_its_own() {
  client 192.0.2.9 EARLYTALKER_WAIT=60 <<'END'
C> x\n192.0.2.2 karma: fail: no\r\n192.0.2.2 karma: fail\r\n
S: 554 5.7.1 You talked before the greeting.
S: <closed>
END
  assertEquals '' "$(grep -v '^192\.0\.2\.9 ' "$PIPE_LOG")"
}

# The log of a server with failures of all kinds, for a program that looks
# for addresses to block; and what it must find.
a_log() {
  cat <<'END'
192.0.2.1 karma: pass: history 0
192.0.2.2 karma: fail, NAUGHTY: in the box until 2026-11-22 10:00:00
192.0.2.2 naughty: fail: refused, flagged by karma
192.0.2.3 protocol: fail, tolerated: unknown command
2001:db8::4 earlytalker: fail: talked before the greeting: smtp "EHLO\x20x"
192.0.2.5 tarpit: skip: immune by AUTH
END
}

test_a_grep_finds_who_failed() {
  assertEquals '192.0.2.2
2001:db8::4' "$(a_log |
    sed -n 's/^\([^ ]*\) [a-z_]*: fail\(, NAUGHTY\)\{0,1\}: .*/\1/p' |
    sort -u)"
}

# The same with fail2ban's own program; multilog or svlogd put a stamp before
# each line.
test_fail2ban_finds_who_failed() {
  unpacked fail2ban || return 0
  fail2ban -V >/dev/null 2>&1 || {
    skipped 'fail2ban does not run here: it needs python3'
    return 0
  }
  a_log | sed 's/^/2026-11-22 02:25:13.123456 /' >"$SHUNIT_TMPDIR/a.log"
  assertEquals '192.0.2.2
192.0.2.2
2001:db8::4' "$(fail2ban -o ip "$SHUNIT_TMPDIR/a.log" \
    '^\s*<HOST> \w+: fail(?:, NAUGHTY)?: ' 2>/dev/null)"
}

fail2ban() {
  (
    cd "$FETCHED/fail2ban" || exit
    PYTHONPATH=$PWD/usr/lib/python3/dist-packages PYTHONWARNINGS=ignore \
      /usr/bin/python3 usr/bin/fail2ban-regex -c etc/fail2ban "$@"
  )
}

# A line of the log that is too long is cut, and ends all the same.
test_a_long_line_has_an_end() {
  name=$(printf '%02000d' 0)
  env TCPREMOTEIP=192.0.2.7 EARLYTALKER_WAIT=0 qkarma-smtpd "/$name" \
    2>"$SHUNIT_TMPDIR/long" </dev/null >/dev/null
  assertEquals 1200 "$(sed 1q "$SHUNIT_TMPDIR/long" | wc -c | tr -d ' ')"
  assertEquals '' "$(tail -c 1 "$SHUNIT_TMPDIR/long")"
}

. shunit2
