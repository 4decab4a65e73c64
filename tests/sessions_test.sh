# Sessions as they come, before a server behind that means no good: all that is
# said, to the client and to the server, and the line in the journal, is as the
# small model of tests/model has it. With QKARMA_FULL=1 a hundred thousand.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/dialogue.sh"
. "$(dirname "$0")/tls.sh"

oneTimeSetUp() {
  mkdir -p "$ROOT/tests/bin"
  (
    cd "$ROOT" || exit
    for model_unit in hostile heard line model sessions
    do
      $(head -n 1 conf-cc) -o "tests/bin/$model_unit.o" \
        "tests/model/$model_unit.c" || exit
    done
    cd tests/bin && $(head -n 1 ../../conf-ld) -o hostile hostile.o &&
      $(head -n 1 ../../conf-ld) -o sessions sessions.o model.o \
        heard.o line.o
  ) || fail 'tests/model does not build'
  PATH=$ROOT/tests/bin:$PATH
}

setUp() {
  fresh_home
  MODEL=$(mktemp -d "$SHUNIT_TMPDIR/model.XXXXXX")
}

tearDown() {
  unserve
}

# play COUNT [PHASE]: with QKARMA_FULL=1 fifty times as many. Every second has a
# million seeds: none is played twice, however long a run is.
play() {
  count=$1 phase=${2-}
  [ -z "${QKARMA_FULL-}" ] || count=$((count * 50))
  { echo 'limits tls hide auth 0'
    [ -z "$phase" ] || printf '%s\n' 'rblsmtpd reject naughty' \
      "naughty reject $phase"
  } | plain_checks
  serve ${phase:+env RBLSMTPD=-listed} qkarma-smtpd hostile "$MODEL"
  played=$(sessions "$MODEL" "$PORT" "$(date +%s)000000" "$count" $phase)
  assertEquals "$played" 0 $?
  assertContains "$played" ', 0 wrong'
}

test_before_a_hostile_server() {
  play 1500
}

test_a_flagged_client_at_helo() {
  play 40 helo
}

test_a_flagged_client_at_mail() {
  play 40 mail
}

test_a_flagged_client_at_rcpt() {
  play 40 rcpt
}

test_a_flagged_client_at_data() {
  play 40 data
}

test_a_flagged_client_behind_its_message() {
  play 40 data_post
}

test_inside_tls() {
  INSIDE_TLS=1
  play 50
  unserve
  INSIDE_TLS=
}

test_under_qkarma_server() {
  UNDER_SERVER=1
  play 250
  unserve
  UNDER_SERVER=
}

. shunit2
