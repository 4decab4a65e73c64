# qkarma check: the configuration in force, what is wrong, what is unwise.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"

setUp() {
  fresh_home
  OUT=$SHUNIT_TMPDIR/out
}

# What it finds, with this exit code: `finds 1 [words...] <<END`.
finds() {
  code=$1
  shift
  qkarma check "$@" >"$OUT" 2>&1
  assertEquals "exit code of check $*" "$code" $?
  assertEquals "check $*" "$(cat)" "$(grep -E '^(warning|error): ' "$OUT")"
}

test_the_configuration_and_where_it_comes_from() {
  cat >"$QKARMA/control/checks" <<'END'
# comment
karma strikes 4
earlytalker wait 0.5 check-at CONNECT check-at DATA
naughty
rblsmtpd
END
  echo 'early_talk -2' >"$QKARMA/control/awards"
  KARMA_NICE=3 EARLYTALKER_TEASER='one moment' qkarma check >"$OUT"
  assertEquals 0 $?
  assertEquals "\
CHECK                  OPTION              VALUE            FROM
karma                  negative            1                default
                       strikes             4                control/checks:2
                       nice                3                environment" \
    "$(sed 4q "$OUT")"
  assertContains "$(cat "$OUT")" "
earlytalker            wait                0.5              control/checks:3
                       reject              1                default"
  assertContains "$(cat "$OUT")" "
                       check-at            CONNECT DATA     control/checks:3
                       teaser              one moment       environment
naughty                reject              rcpt             default
                       reject_type         disconnect       default
                       train               off              default
rblsmtpd
(not listed)
limits                 command_timeout     300              default"
  assertContains "$(cat "$OUT")" "
EVENT                  POINTS
early_talk             -2                  control/awards
early_data             -1
"
  assertEquals "0 errors, 0 warnings" "$(tail -n 1 "$OUT")"
}

# Every check and every option that there is, with its default.
test_nothing_is_left_out() {
  unit tables
  tables | sed -n 's/^check //p' >"$QKARMA/control/checks"
  tables | sed -n 's/^option //p' | cut -d ' ' -f 1,2 | sort \
    >"$SHUNIT_TMPDIR/wanted"
  qkarma check --json | jq -r '.options[]|"\(.check) \(.option)"' | sort \
    >"$SHUNIT_TMPDIR/got"
  assertTrue "options" "cmp $SHUNIT_TMPDIR/wanted $SHUNIT_TMPDIR/got"
}

test_an_object() {
  printf 'observe\nkarma\nnaughty\n' >"$QKARMA/control/checks"
  qkarma check --json >"$OUT"
  assertEquals 0 $?
  assertEquals "true true -1 warning observe: nothing is refused by any check" \
    "$(jq -r '"\(.good) \(.observe) \(.awards.early_talk) " +
      "\(.findings[0].gravity) \(.findings[0].what)"' "$OUT")"
  assertEquals "3 default" "$(jq -r \
    '.options[]|select(.option == "strikes")|"\(.value) \(.source)"' "$OUT")"
  assertEquals null "$(jq '.options[]|select(.option == "train").value' "$OUT")"
}

test_control_files_that_are_wrong() {
  echo 'karma strikes 0' >"$QKARMA/control/checks"
  echo 'work -4 -3' >"$QKARMA/control/tlds"
  echo 'nobody' >"$QKARMA/control/denysoft_recipients"
  printf '%s\n' '# who has mail here' '@example.org mail' 'ann mail' \
    >"$QKARMA/control/maildirs"
  echo 'two words' >"$QKARMA/control/host"
  echo short >"$QKARMA/control/secret"
  finds 1 <<END
error: control/checks: line 1: karma strikes cannot be "0"; allowed is a\
 number from 1 to 1000000
error: control/tlds: line 1: a line is a domain suffix and a number from -1000\
 to 1000
error: control/denysoft_recipients: line 1: a line is user@domain or @domain
error: control/maildirs: line 3: this is no address, no @domain, and not\
 postmaster
error: control/host: it does not hold one host's name
error: control/secret: it is not 32 bytes long
END
  assertEquals "6 errors, 0 warnings" "$(tail -n 1 "$OUT")"
  assertEquals "false 6" "$(qkarma check --json |
    jq -r '"\(.good) \(.findings|length)"')"
  rm "$QKARMA/control/checks"
  echo 'early_talk' >"$QKARMA/control/awards"
  finds 1 <<END
error: control/awards: line 1: early_talk needs one number from -1000 to 1000
error: control/tlds: line 1: a line is a domain suffix and a number from -1000\
 to 1000
error: control/denysoft_recipients: line 1: a line is user@domain or @domain
error: control/maildirs: line 3: this is no address, no @domain, and not\
 postmaster
error: control/host: it does not hold one host's name
error: control/secret: it is not 32 bytes long
END
}

test_a_variable_that_is_wrong() {
  KARMA_STRIKES=0 finds 1 <<END
error: environment: KARMA_STRIKES: karma strikes cannot be "0"; allowed is a\
 number from 1 to 1000000
END
}

# With this line beside karma and naughty, this warning: `unwise LINE <<END`.
unwise() {
  {
    echo "$1"
    [ "${1%% *}" = karma ] || echo karma
    echo naughty
  } >"$QKARMA/control/checks"
  finds 0
}

test_what_is_unwise() {
  unwise 'observe' <<END
warning: observe: nothing is refused by any check
END
  unwise 'karma reject_type perm' <<END
warning: karma reject_type: who is in the box is refused for good, and mail\
 bounces that temp_disconnect would only delay
END
  unwise 'karma penalty_days 40' <<END
warning: karma penalty_days: it is more than penalty_max, which counts
END
  unwise 'limits tls hide' <<END
warning: limits tls hide: senders that demand TLS (MTA-STS, DANE) cannot deliver
END
  unwise 'limits command_timeout 60' <<END
warning: limits command_timeout: RFC 5321 4.5.3.2.7 asks for 5 minutes
END
  unwise 'limits recipients 20' <<END
warning: recipients: RFC 5321 4.5.3.1.8 asks for 100 for clients that did\
 nothing wrong
END
  unwise 'karma recipients_unknown 5' <<END
warning: recipients: RFC 5321 4.5.3.1.8 asks for 100 for clients that did\
 nothing wrong
END
  unwise 'earlytalker wait 31' <<END
warning: earlytalker wait: some clients hang up when the greeting takes more\
 than 30 seconds
END
  unwise 'tarpit max 90' <<END
warning: tarpit max: clients may time out, and come again
END
  unwise 'denysoft_client_stats cap 1' <<END
warning: denysoft_client_stats cap 1: a client that was only refused so far is\
 never served again
END
}

test_flags_without_naughty_and_naughty_without_auth() {
  printf 'karma\nlimits auth 1\nnaughty reject connect\n' \
    >"$QKARMA/control/checks"
  finds 0 <<END
warning: limits auth 1: naughty reject connect refuses before anybody can\
 authenticate
END
  for flags in 'karma' 'karma reject 1
rblsmtpd' 'karma reject 0
earlytalker reject naughty' 'karma reject 0
protocol pipelining naughty'
  do
    echo "$flags" >"$QKARMA/control/checks"
    finds 0 <<'END'
warning: naughty: it is not listed: who is flagged is never refused
END
  done
  echo 'karma reject connect' >"$QKARMA/control/checks"
  finds 0 </dev/null
  echo 'earlytalker' >"$QKARMA/control/checks"
  finds 0 <<'END'
warning: karma: it is not listed: nobody meets the box
END
}

test_the_backend() {
  script_backend <<'END'
S: 220 backend ESMTP
C: EHLO localhost
S: 250-backend
S: 250-AUTH PLAIN LOGIN
S: 250 PIPELINING
C: QUIT
S: 221 bye
END
  finds 0 scripted-backend <<END
warning: limits auth: the backend offers AUTH, but who is flagged cannot\
 authenticate here
END
  expect_backend
  rm -f "$BACKEND.heard"
  TCPLOCALPORT=587 finds 0 scripted-backend </dev/null
  rm -f "$BACKEND.heard"
  LIMITS_AUTH=1 finds 0 scripted-backend </dev/null
  finds 0 smtpfront-echo </dev/null
  finds 1 exim4 -bs <<END
error: exim4: it asks the socket who the client is and would be an open relay:\
 give it -oMa
END
  finds 1 false <<'END'
error: false: no greeting comes from it
END
  finds 1 nonexistent-program <<'END'
error: nonexistent-program: No such file or directory
END
}

test_the_state_directory() {
  finds 0 -u 12345 -g "$(id -g)" </dev/null
  finds 1 -u 12345 -g 12345 <<END
error: control: qkarma-smtpd may not enter it
error: control/secret: qkarma-smtpd may not read it
error: journal/current: qkarma-smtpd may not read and write it
END
  chmod 666 "$QKARMA/journal/current"
  chmod 644 "$QKARMA/control/secret"
  chmod 600 "$QKARMA/control/host"
  echo karma >"$QKARMA/control/checks"
  chmod 600 "$QKARMA/control/checks"
  rmdir "$QKARMA/base"
  finds 1 -u 12345 -g "$(id -g)" <<END
error: control/secret: everybody may read it
error: control/checks: qkarma-smtpd may not read it
error: journal/current: everybody may write to it
error: base: No such file or directory
warning: naughty: it is not listed: who is flagged is never refused
END
  qkarma init -u "$(id -u)" -g "$(id -g)" >/dev/null
  rm "$QKARMA/control/checks"
  finds 0 </dev/null
}

test_files_of_somebody_else() {
  [ "$(id -u)" = 0 ] || skip 'needs root'
  qkarma init -u 12345 -g 54321 >/dev/null
  touch "$QKARMA/karma.cdb"
  chown 0 "$QKARMA/lock"
  chmod 600 "$QKARMA/karma.cdb"
  finds 1 -u 777 -g 54321 <<END
error: lock: it belongs to somebody else than the state directory
error: karma.cdb: qkarma-smtpd may not read it
error: karma.cdb: it belongs to somebody else than the state directory
END
  endSkipping
}

test_called_wrongly() {
  qkarma check -x 2>/dev/null
  assertEquals 100 $?
  qkarma check -u no-such-user 2>/dev/null
  assertEquals 100 $?
  QKARMA=/nonexistent qkarma check 2>/dev/null
  assertEquals 111 $?
}

. shunit2
