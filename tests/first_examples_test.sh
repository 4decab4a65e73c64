# The first example of qkarma-maildir(8), and of qkarma-smtpd(8) behind it, work
# as they are typed by somebody who has nothing yet.

. "$(dirname "$0")/lib.sh"

# The lines behind `$` among the first examples of a manual page.
typed() {
  awk '/^\.Sh/ { on = $2 == "EXAMPLES" } on' "$ROOT/doc/$1" |
    sed -n 's/^\(\.Dl \)\{0,1\}\$ //p'
}

test_as_typed() {
  HOME=$SHUNIT_TMPDIR/home
  export HOME
  mkdir "$HOME"
  printf 'EHLO localhost\nMAIL FROM:<>\nRCPT TO:<me@localhost>\nDATA\nhello\n.\nQUIT\n' |
    sed 's/$/\r/' >"$SHUNIT_TMPDIR/session"
  typed qkarma-maildir.8 | head -n 5 >"$SHUNIT_TMPDIR/example"
  assertEquals qkarma-maildir "$(tail -n 1 "$SHUNIT_TMPDIR/example")"
  sed 's|^qkarma-maildir$|& <"$SHUNIT_TMPDIR/session"|' \
    "$SHUNIT_TMPDIR/example" >"$SHUNIT_TMPDIR/run"
  export SHUNIT_TMPDIR
  assertContains "$(unset QKARMA; . "$SHUNIT_TMPDIR/run" 2>&1)" '250 2.0.0'
  assertEquals 1 "$(ls "$HOME/Maildir/new" | wc -l)"

  example=$(typed qkarma-smtpd.8 | head -n 1)
  assertContains "$example" ' 127.0.0.1 2525 '
  : >"$SHUNIT_TMPDIR/port"
  (unset QKARMA; eval "exec env $(echo "$example" |
    sed 's/tcpserver /tcpserver -1 /; s/ 2525 / 0 /')" \
    >"$SHUNIT_TMPDIR/port" 2>/dev/null </dev/null) &
  SERVER=$!
  await test -s "$SHUNIT_TMPDIR/port" && PORT=$(cat "$SHUNIT_TMPDIR/port")
  expect_session <<'END'
S: 220 ...
C: HELO client.example
S: 250 ...
C: MAIL FROM:<ann@example.org>
S: 250 ...
C: RCPT TO:<me@localhost>
S: 250 ...
C: QUIT
S: 221 ...
S: <closed>
END
  unserve
}

. shunit2
