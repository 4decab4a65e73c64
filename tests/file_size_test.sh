# Under a limit to the size of files a write that fails is an error like others:
# it kills none of the programs, and they say what failed. (For qkarma-maildir
# see maildir_test.sh.)

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"

oneTimeSetUp() {
  TCPREMOTEIP=192.0.2.7
  export TCPREMOTEIP
  fresh_home
  echo protocol | checks
  for i in $(seq 20)
  do
    printf 'QUIT\r\n' | qkarma-smtpd smtpfront-echo accept >/dev/null 2>&1
  done
}

# What a command says under a limit that the journal is past; stderr comes
# behind stdout, of which it is no part.
limited() {
  SAID=$(ulimit -f 1; sh -c "$1" 2>"$SHUNIT_TMPDIR/log")
  SAID="$SAID
$(cat "$SHUNIT_TMPDIR/log")"
}

test_a_connection() {
  for relay in '' RELAYCLIENT=
  do
    limited "printf 'EHLO x\r\nQUIT\r\n' |
      env $relay qkarma-smtpd smtpfront-echo accept"
    assertContains "$relay" "$SAID" '250 '
    assertContains "$relay" "$SAID" '221 '
    assertContains "$relay" "$SAID" 'File too large'
    assertContains 'the line itself' "$SAID" ' pid='
  done
}

test_the_fold() {
  limited 'qkarma-fold; echo "exit $?"'
  assertContains "$SAID" 'qkarma-fold: fatal: '
  assertContains "$SAID" 'File too large'
  assertContains "$SAID" 'exit 111'
}

test_the_tool() {
  limited 'qkarma capture 192.0.2.9; echo "exit $?"'
  assertContains "$SAID" 'qkarma capture: fatal: '
  assertContains "$SAID" 'File too large'
  assertContains "$SAID" 'exit 111'
}

. shunit2
