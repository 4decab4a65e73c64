# The demo is the whole of it in small: real clients, the front, the journal,
# the fold, and the front again. What it promises, it checks itself.

. "$(dirname "$0")/lib.sh"

# Any port, and a place where its directory can be seen to be gone.
oneTimeSetUp() {
  SAID=$SHUNIT_TMPDIR/said
  PLACE=$SHUNIT_TMPDIR/demo
  PORT=0
  export PORT
  mkdir "$PLACE"
}

demo() {
  TMPDIR=$PLACE sh "$ROOT/run/demo" "$@" </dev/null
}

test_the_scene_goes_as_promised() {
  demo --once >"$SAID" 2>&1
  assertEquals 'exit code' 0 $?
  assertContains 'delivered' "$(cat "$SAID")" 'S: 250 2.0.0 Delivered.'
  assertContains 'early' "$(cat "$SAID")" 'S: 554 5.7.1 '
  assertContains 'boxed' "$(cat "$SAID")" 'You cannot connect for 1.00 more'
  assertPart 'in TLS' "$(cat "$SAID")" '... and from here on TLSv1.3
          C: EHLO client.example.net'
  assertEquals 'boxed, in the clear and in TLS' 2 \
    "$(grep -c 'You cannot connect for 1.00 more' "$SAID")"
  assertContains 'good history' "$(cat "$SAID")" '127.0.0.5 '
  assertNotContains "$(cat "$SAID")" 'NOT AS PROMISED'
  assertNull 'nothing is left' "$(ls "$PLACE")"
}

# What differs each time: times, process numbers, check digits.
masked() {
  sed 's/@[0-9a-f]*/@STAMP/; s/pid=[0-9]*/pid=N/; s/~[0-9a-f]*/~SUM/
    s/[0-9-]\{10\} [0-9:]\{8\} UTC/TIME/g; s/^ *//' "$@"
}

# README shows pieces of the scene as they are now; lines may end elsewhere.
test_the_readme_shows_what_is_seen() {
  [ -s "$SAID" ] || demo --once >"$SAID" 2>&1
  scene=" $(masked "$SAID" | paste -sd ' ' -) "
  sed -n '/^    client  *S:/,/^`/s/^    //p; /^$/p' "$ROOT/README.md" | masked |
    awk 'BEGIN { RS = "" } { gsub("\n", " "); print }' >"$SHUNIT_TMPDIR/shown"
  assertEquals 'pieces' 4 "$(grep -c '' "$SHUNIT_TMPDIR/shown")"
  while read -r piece
  do
    assertPart "$piece" "$scene" " $piece "
  done <"$SHUNIT_TMPDIR/shown"
}

test_it_stays_until_it_is_told_to_go() {
  TMPDIR=$PLACE sh "$ROOT/run/demo" >"$SAID" 2>&1 </dev/null &
  pid=$!
  await grep -q 'What the programs log' "$SAID"
  port=$(sed -n 's/.* mconnect 127.0.0.1 //p' "$SAID")
  (
    eval "$(sed -n 's/^  export /export /p' "$SAID")"
    qkarma report --output "$SHUNIT_TMPDIR/report.html"
  )
  assertContains "$(cat "$SHUNIT_TMPDIR/report.html")" 'Of 14 connections'
  assertContains "$(cat "$SAID")" '  qkarma report --output report.html'
  assertContains 'it is there' "$(printf 'S*\n' |
    sh "$ROOT/run/smtp-say" -i 127.0.0.5 127.0.0.1 "$port")" 'S: 220 '
  kill "$pid"
  wait "$pid"
  assertNull 'nothing is left' "$(ls "$PLACE")"
  assertFalse 'it is gone' \
    "tcpclient -q -HRD -l 0 127.0.0.1 $port true"
}

# A front each; and what the first one learns, the third one knows.
test_three_hosts_share_karma() {
  . "$ROOT/tests/share.sh"
  engine_there || { skipped 'needs redis'; return 0; }
  mkdir "$SHUNIT_TMPDIR/bin"
  cat >"$SHUNIT_TMPDIR/bin/redis-server" <<END
#!/bin/sh
LD_LIBRARY_PATH=${LIBRARIES-}
export LD_LIBRARY_PATH
exec $REDIS "\$@"
END
  chmod +x "$SHUNIT_TMPDIR/bin/redis-server"
  PATH=$SHUNIT_TMPDIR/bin:$PATH demo --once --hosts 3 >"$SAID" 2>&1
  assertEquals 'exit code' 0 $?
  assertContains 'heard' "$(cat "$SAID")" 'host=mx1'
  assertEquals 'boxed at the third' 1 \
    "$(grep -c 'You cannot connect for 1.00 more' "$SAID")"
  assertContains 'all are there' "$(cat "$SAID")" '  mx1: up to byte '
  assertNotContains "$(cat "$SAID")" 'NOT AS PROMISED'
  assertNull 'nothing is left' "$(ls "$PLACE")"
}

test_called_wrongly() {
  demo --twice 2>"$SAID"
  assertEquals 100 $?
  assertEquals 'demo: usage: sh run/demo [--once] [--hosts N]' "$(cat "$SAID")"
}

. shunit2
