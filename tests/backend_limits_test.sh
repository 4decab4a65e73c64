# What the server behind may use: `limits backend_*'.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

setUp() {
  fresh_home
  OUT=$SHUNIT_TMPDIR/out
  TCPREMOTEIP=192.0.2.7 EARLYTALKER_WAIT=0
  export OUT TCPREMOTEIP EARLYTALKER_WAIT
  cat >"$SHUNIT_TMPDIR/backend" <<'END'
sed -n 's/^Max \(file size\|address space\|processes\)  *//p' \
  /proc/self/limits | tr -s ' ' | cut -d ' ' -f 1,2 >"$OUT"
echo 220 x
read quit
echo 221 y
END
}

linux() {
  [ "$(uname -s)" = Linux ] || skipped 'needs Linux'
}

# The soft and the hard limits that the backend has, and nothing is logged.
limits_of_backend() {
  rm -f "$OUT"
  printf 'QUIT\r\n' | qkarma-smtpd sh "$SHUNIT_TMPDIR/backend" >/dev/null
  cat "$OUT"
}

set_them() {
  echo 'limits backend_file 3 backend_memory 64 backend_processes 4000' \
    >"$QKARMA/control/checks"
}

wanted='3145728 3145728
4000 4000
67108864 67108864'

test_they_are_set() {
  linux || return 0
  set_them
  assertEquals "$wanted" "$(limits_of_backend)"
}

test_they_are_not_set_unless_somebody_says_so() {
  linux || return 0
  sh "$SHUNIT_TMPDIR/backend" </dev/null >/dev/null
  ours=$(cat "$OUT")
  assertEquals "$ours" "$(limits_of_backend)"
  assertEquals '0
0
0' "$(qkarma check | sed -n 's/^ *backend_[fmp][a-z]* *\([^ ]*\) *default$/\1/p')"
}

# One that becomes the backend, and a trainer, have them too.
test_in_place() {
  linux || return 0
  set_them
  RELAYCLIENT=
  export RELAYCLIENT
  assertEquals "$wanted" "$(limits_of_backend)"
  unset RELAYCLIENT
}

test_a_trainer() {
  linux || return 0
  set_them
  cat >>"$QKARMA/control/checks" <<END
rblsmtpd
naughty reject data_post train "sh $SHUNIT_TMPDIR/backend"
END
  RBLSMTPD=listed expect_pipe qkarma-smtpd false <<'END'
S: 220 ...
C: HELO client.example
S...
C: MAIL FROM:<a@client.example>
S...
C: RCPT TO:<b@example.org>
S...
C: DATA
S...
C: .
S: 451 4.7.1 listed
C: QUIT
S...
S: <closed>
END
  assertEquals "$wanted" "$(cat "$OUT")"
}

# A lower limit of whoever started us stays.
test_nothing_is_raised() {
  linux || return 0
  set_them
  assertEquals '1048576 1048576' "$(
    ulimit -f 2048
    limits_of_backend | head -n 1
  )"
}

# No message that does not fit is half in the queue.
test_a_file_that_grows_too_large() {
  linux || return 0
  cat >"$SHUNIT_TMPDIR/backend" <<'END'
echo 220 x
head -c 2000000 /dev/zero >"$OUT" && echo 421 done
END
  export LIMITS_BACKEND_FILE=1
  printf 'QUIT\r\n' |
    qkarma-smtpd sh "$SHUNIT_TMPDIR/backend" >/dev/null 2>&1
  unset LIMITS_BACKEND_FILE
  assertEquals 1048576 "$(wc -c <"$OUT" | tr -d ' ')"
}

# The embedded one has them as well.
test_the_embedded_server() {
  mkdir -p "$SHUNIT_TMPDIR/mail/tmp" "$SHUNIT_TMPDIR/mail/new" \
    "$SHUNIT_TMPDIR/mail/cur"
  echo "@example.org $SHUNIT_TMPDIR/mail" >"$QKARMA/control/maildirs"
  {
    printf '%s\r\n' 'HELO client.example' 'MAIL FROM:<a@client.example>' \
      'RCPT TO:<b@example.org>' DATA
    yes 'a line of a message that is much too long' | head -n 40000 |
      sed 's/$/\r/'
    printf '.\r\nQUIT\r\n'
  } >"$SHUNIT_TMPDIR/session"
  LIMITS_BACKEND_FILE=1 qkarma-smtpd <"$SHUNIT_TMPDIR/session" \
    >"$OUT" 2>/dev/null
  assertContains "$(cat "$OUT")" '451 4.3.0'
  assertEquals '' "$(ls "$SHUNIT_TMPDIR/mail/new" "$SHUNIT_TMPDIR/mail/tmp" |
    grep -v :)"
}

test_nonsense_is_refused() {
  while read -r limit value
  do
    echo "limits $limit $value" >"$QKARMA/control/checks"
    assertContains "$limit $value" "$(qkarma check)" "limits $limit"
    qkarma check >/dev/null
    assertEquals "$limit $value" 1 $?
    assertContains "$(qkarma-smtpd true </dev/null 2>/dev/null)" '421 4.3.0'
  done <<'END'
backend_file -1
backend_file none
backend_memory 3
backend_processes 19
backend_processes 1000001
END
  for limit in 'backend_memory 4' 'backend_processes 20' 'backend_file 1'
  do
    echo "limits $limit" >"$QKARMA/control/checks"
    qkarma check >/dev/null
    assertEquals "$limit" 0 $?
  done
}

. shunit2
