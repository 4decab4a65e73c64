# control/checks and the variables that override it: whatever is wrong there,
# the client is asked to come again, and the operator is told what is wrong,
# where, and what would be right.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"

oneTimeSetUp() {
  unit tables
  THERE_ARE=$(tables | sed 's/^check //; t; d' | paste -s -d, | sed 's/,/, /g')
}

setUp() {
  TCPREMOTEIP=192.0.2.7
  export TCPREMOTEIP
  fresh_home
}

# With these variables, this is what it says, all in one line: `complains
# [NAME=value...] <<END`.
complains() {
  message=$(paste -s -d ' ')
  said=$(env "$@" qkarma-smtpd false 2>"$SHUNIT_TMPDIR/log" </dev/null)
  assertEquals "exit code: $message" 100 $?
  assertEquals "reply: $message" \
    '421 4.3.0 Something is wrong here, try again later.' \
    "$(echo "$said" | tr -d '\r')"
  assertEquals "192.0.2.7 qkarma-smtpd: error: $message" \
    "$(cat "$SHUNIT_TMPDIR/log")"
}

# With these variables, it goes to work.
accepts() {
  script_backend <<'END'
S: 220 backend ESMTP
C: QUIT
S: 221 bye
END
  expect_pipe env "$@" qkarma-smtpd scripted-backend <<'END'
S: 220 backend ESMTP
C: QUIT
S: 221 bye
S: <closed>
END
  assertEquals "exit code: $*" 0 "$PIPE_EXIT"
}

test_an_unknown_check() {
  checks <<'END'
# Who talks early?

earlytalkers wait 1
END
  complains <<END
control/checks: line 3: there is no check "earlytalkers"; the checks are
$THERE_ARE
END
}

test_a_file_beyond_measure() {
  checks </dev/null
  truncate -s 16777217 "$QKARMA/control/checks"
  complains <<'END'
control/checks: unable to read it: File too large
END
}

test_an_unknown_option() {
  checks <<'END'
naughty rejects rcpt
END
  complains <<'END'
control/checks: line 1: naughty has no option "rejects"; its options are
reject, reject_type, train, text
END
}

test_an_option_without_value() {
  checks <<'END'
karma
naughty reject rcpt reject_type
END
  complains <<'END'
control/checks: line 2: naughty "reject_type" has no value
END
}

test_a_check_twice() {
  checks <<'END'
karma
naughty
karma strikes 4
END
  complains <<'END'
control/checks: line 3: karma is listed twice
END
}

test_observe_stands_alone() {
  checks <<'END'
observe karma
END
  complains <<'END'
control/checks: line 1: observe stands alone, or with until and a date
END
}

test_a_number() {
  for value in x '' -1 +1 1.5 0 1000001 99999999999999999999 0x1 '1 '
  do
    echo "karma strikes \"$value\"" | checks
    complains <<END
control/checks: line 1: karma strikes cannot be "$value"; allowed is a number
from 1 to 1000000
END
  done
}

test_a_fraction() {
  for value in x -1 .5 1. 0.12345 300.0001 301 1e1 1,5
  do
    echo "earlytalker wait $value" | checks
    complains <<END
control/checks: line 1: earlytalker wait cannot be "$value"; allowed is a
number from 0 to 300, with up to 4 decimal places
END
  done
}

test_a_word() {
  echo 'naughty reject disconnect' | checks
  complains <<'END'
control/checks: line 1: naughty reject cannot be "disconnect"; allowed is
connect, helo, mail, rcpt, data or data_post
END
  echo 'protocol bare_lf norm' | checks
  complains <<'END'
control/checks: line 1: protocol bare_lf cannot be "norm"; allowed is
normalize or reject
END
}

test_a_set() {
  for value in NEVER '' CONNECT,EHLO
  do
    echo "earlytalker check-at \"$value\"" | checks
    complains <<END
control/checks: line 1: earlytalker check-at cannot be "$value"; allowed is
CONNECT or DATA
END
  done
}

test_quotes_and_other_bytes() {
  echo 'naughty train "program with words' | checks
  complains <<'END'
control/checks: line 1: a quote is not closed
END
  echo 'naughty train "program"with words' | checks
  complains <<'END'
control/checks: line 1: a quoted word is followed by something else than a
blank
END
  printf 'karma\nnaughty\0\n' | checks
  complains <<'END'
control/checks: line 2: the line has a NUL byte
END
  printf 'n\303\244ughty\33[2J\n' | checks
  complains <<END
control/checks: line 1: there is no check "n??ughty?[2J"; the checks are
$THERE_ARE
END
}

test_a_file_that_cannot_be_read() {
  mkdir "$QKARMA/control/checks"
  complains <<'END'
control/checks: unable to read it: Is a directory
END
}

# 16 MiB are allowed, a byte more is not.
test_a_file_that_is_too_large() {
  {
    printf 'earlytalker wait 0\n#'
    head -c $((16777216 - 20)) /dev/zero | tr '\0' x
  } >"$QKARMA/control/checks"
  accepts
  echo >>"$QKARMA/control/checks"
  complains <<'END'
control/checks: unable to read it: File too large
END
}

test_a_variable() {
  complains EARLYTALKER_WAIT=now <<'END'
environment: EARLYTALKER_WAIT: earlytalker wait cannot be "now"; allowed is a
number from 0 to 300, with up to 4 decimal places
END
  complains NAUGHTY_REJECT_TYPE= <<'END'
environment: NAUGHTY_REJECT_TYPE: naughty reject_type cannot be ""; allowed is
temp, soft, perm, hard, disconnect or temp_disconnect
END
  complains NAUGHTY_REJECTS=1 <<'END'
environment: NAUGHTY_REJECTS: naughty has no option "REJECTS"; its options are
reject, reject_type, train, text
END
}

# What Kubernetes and Docker set for services that are called as a check is, or
# begin so.
test_a_variable_of_a_service_is_passed_over() {
  for variable in KARMA_SERVICE_HOST=10.0.0.7 KARMA_SERVICE_PORT=80 \
    KARMA_SERVICE_PORT_HTTP_ALT=80 KARMA_PORT=tcp://10.0.0.7:80 \
    KARMA_PORT_80_TCP=tcp://10.0.0.7:80 KARMA_PORT_80_TCP_PROTO=tcp \
    KARMA_PORT_80_TCP_PORT=80 KARMA_PORT_80_TCP_ADDR=10.0.0.7 \
    KARMA_PORT_9_UDP_ADDR=10.0.0.7 KARMA_NAME=/mail/karma KARMA_ENV_LANG=C \
    LIMITS_API_SERVICE_HOST=10.0.0.7 DENYSOFT_CLIENT_STATS_PORT=
  do
    accepts "$variable"
    assertEquals "192.0.2.7 qkarma-smtpd: warning: environment: ${variable%%=*}:\
 passed over: it is a service's, not an option" "$(cat "$PIPE_LOG")"
  done
  accepts KARMA_PORT=tcp://10.0.0.7:80 KARMA_SERVICE_PORT=80 TARPIT_PORT=
  assertEquals 'one warning' 1 "$(grep -c warning "$PIPE_LOG")"
  assertContains "$(KARMA_PORT=tcp://10.0.0.7:80 qkarma check)" \
    "warning: environment: KARMA_PORT: passed over: it is a service's"
}

test_a_variable_that_only_looks_like_a_services_is_a_mistake() {
  for name in PORTS PORT_80 PORT_80_ICMP PORT_x_TCP PORT_80_TCP_ADDRESS \
    SERVICE SERVICE_HOSTS SERVICE_PORT_ ENV_ NAME REPORT
  do
    complains "NAUGHTY_$name=karma" <<END
environment: NAUGHTY_$name: naughty has no option "$name"; its options are
reject, reject_type, train, text
END
  done
}

# A check that is not in the file may still be misspelt in tcprules.
test_a_variable_of_a_check_that_does_not_run() {
  echo karma | checks
  complains EARLYTALKER_DEFER_REJECT=yes <<'END'
environment: EARLYTALKER_DEFER_REJECT: earlytalker defer-reject cannot be
"yes"; allowed is 0 or 1
END
}

test_awards() {
  echo 'early_talks -2' >"$QKARMA/control/awards"
  complains <<'END'
control/awards: line 1: there is no event "early_talks"
END
}

test_it_is_in_the_journal() {
  complains KARMA_STRIKES= <<'END'
environment: KARMA_STRIKES: karma strikes cannot be ""; allowed is a number
from 1 to 1000000
END
  expect_journal <<'END'
192.0.2.7 0 0 0 0 - error -
END
}

# The operator's way to write: blanks, comments, quotes, letter case.
test_what_is_no_error() {
  printf ' \tearlytalker \t wait 0.05\tcheck-at connect check-at Data\r\n' |
    checks
  accepts
  checks <<'END'
# nothing here, and # nothing there
earlytalker defer-reject 1    # a comment
"karma" "penalty_days" "0.5" reject NAUGHTY
protocol
  observe
naughty reject Data_Post reject_type TEMP_disconnect train "true  or not"
END
  accepts EARLYTALKER_CHECK_AT=CONNECT,DATA EARLYTALKER_WAIT=0.0001 \
    EARLYTALKERS=no
  : | checks
  accepts
}

# No check, no judgement: an empty file is not the default.
test_an_empty_file_has_no_checks() {
  script_backend <<'END'
S: 220 backend ESMTP
C: QUIT
S: 221 bye
END
  checks </dev/null
  expect_pipe qkarma-smtpd scripted-backend <<'END'
C: QUIT
S: 220 backend ESMTP
S: 221 bye
S: <closed>
END
  expect_journal <<'END'
192.0.2.7 0 0 0 0 - quit -
END
}

test_without_a_file_there_are_the_usual_four() {
  : >"$SHUNIT_TMPDIR/backend"
  expect_pipe env EARLYTALKER_WAIT=60 qkarma-smtpd scripted-backend <<'END'
C: QUIT
S: 554 5.7.1 You talked before the greeting.
S: <closed>
END
  expect_journal <<'END'
192.0.2.7 -1 0 0 0 - rejected early_talk
END
}

. shunit2
