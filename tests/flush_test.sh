# Nobody waits for a reply that we have, and waiting costs nothing.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/dialogue.sh"

oneTimeSetUp() {
  use_sh_backend
}

setUp() {
  fresh_home
  plain_checks </dev/null
}

tearDown() {
  unserve
}

# Each recipient takes the backend 0.3 s. If the replies came in one piece, or
# in a few, they would have come when the last recipient is heard of.
test_fifty_recipients_come_one_by_one() {
  n=50
  [ -n "${QKARMA_FULL-}" ] || n=10
  sh_backend <<END
say '220 backend'; hear; say 250-backend '250 PIPELINING'; hear; say '250 ok'
i=0
while [ "\$i" -lt $n ]
do
  i=\$((i + 1))
  hear
  sleep 0.3
  echo "\$i" >"$SHUNIT_TMPDIR/recipients"
  say "250 \$i"
done
hear; say '221 bye'
END
  serve qkarma-smtpd $BACKEND_SH
  tcpclient -HRD 127.0.0.1 "$PORT" sh -c '
    printf "EHLO client.example\r\n" >&7
    head -n 3 <&6 >/dev/null
    { printf "MAIL FROM:<a@client.example>\r\n"
      i=0
      while [ "$i" -lt "$1" ]
      do
        i=$((i + 1))
        printf "RCPT TO:<$i@example.org>\r\n"
      done
      printf "QUIT\r\n"
    } >&7
    while read -r reply <&6
    do
      case $reply in "250 "[0-9]*) echo "$reply $(cat "$2")" ;; esac
    done' sh "$n" "$SHUNIT_TMPDIR/recipients" | tr -d '\r' \
    >"$SHUNIT_TMPDIR/replies"
  assertEquals 'recipients' "$n" "$(grep -c '' "$SHUNIT_TMPDIR/replies")"
  # How many recipients the backend was ahead of the client, on the average of
  # all: none, but a busy machine is forgiven some.
  assertTrue "they came in groups: $(cat "$SHUNIT_TMPDIR/replies")" \
    "[ $(awk '{ n += $3 - $2 } END { print int(n / NR) }' \
      "$SHUNIT_TMPDIR/replies") -lt 2 ]"
}

# The server answers a group of commands in one piece when it is quick: one
# write for all, as a counter of them shows. On a busy machine the backend may
# be slow once, and once more.
test_a_quick_group_is_answered_at_once() {
  sh_backend <<'END'
say '220 backend'; hear; say 250-backend '250 PIPELINING'
hear; say '250 ok'; hear; say '250 ok'; hear; say '250 ok'; hear; say '250 ok'
hear; say '221 bye'
END
  for try in 1 2 3 4 5 6 7 8 9
  do
    printf '%s\r\n' 'EHLO client.example' 'MAIL FROM:<a@client.example>' \
      'RCPT TO:<b@example.org>' 'RCPT TO:<c@example.org>' \
      'RCPT TO:<d@example.org>' QUIT |
      ASAN_OPTIONS=detect_leaks=0 strace -o "$SHUNIT_TMPDIR/trace" \
      -e trace=write qkarma-smtpd $BACKEND_SH >"$SHUNIT_TMPDIR/said" \
      2>/dev/null
    assertEquals 8 "$(grep -c '^2' "$SHUNIT_TMPDIR/said")"
    writes=$(grep -c '^write(1,' "$SHUNIT_TMPDIR/trace")
    [ "$writes" -gt 4 ] || break
  done
  assertTrue "writes: $(grep '^write(1,' "$SHUNIT_TMPDIR/trace")" \
    "[ $writes -le 4 ]"
}

child() {
  ps -o pid= --ppid "$1" | tr -d ' '
}

# CPU time of the connection's process so far, in clock ticks.
ticks() {
  awk '{ print $14 + $15 }' "/proc/$(child "$(parent)")/stat"
}

# For half a second nothing has woken it.
stands_still() {
  woken=$(wakes)
  sleep 0.5
  [ "$(wakes)" = "$woken" ]
}

wakes() {
  sed -n 's/^voluntary_ctxt_switches://p' "/proc/$(child "$(parent)")/status"
}

# Over a second and a half: what it costs to wait is next to nothing.
expect_no_cost() {
  before=$(ticks)
  sleep 1.5
  after=$(ticks)
  assertTrue "it cost $((after - before)) ticks to $1" \
    "[ $((after - before)) -le 3 ]"
}

idle_client() {
  tcpclient -HRD 127.0.0.1 "$PORT" sh -c "$1; exec sleep 60" >/dev/null &
  idle=$!
  await test -e "$SHUNIT_TMPDIR/idle"
}

end_idle() {
  kill "$idle"
  wait "$idle" 2>/dev/null
  expect_nobody_left
  rm -f "$SHUNIT_TMPDIR/idle"
}

test_an_idle_client_costs_nothing() {
  echo "say '220 backend'; : >'$SHUNIT_TMPDIR/idle'; hear" | sh_backend
  serve qkarma-smtpd $BACKEND_SH
  idle_client :
  expect_no_cost 'wait for a command'
  end_idle
}

test_nor_does_a_client_in_the_middle_of_a_message() {
  sh_backend <<END
say '220 backend'; hear; say '354 go'; hear; : >'$SHUNIT_TMPDIR/idle'; hear
END
  serve qkarma-smtpd $BACKEND_SH
  idle_client 'printf "DATA\r\nSubject: test\r\nand" >&7'
  expect_no_cost 'wait for a message'
  end_idle
}

# It has closed its stdout, and its notes too.
test_nor_does_a_slow_backend_of_a_client_that_left() {
  echo "say '220 backend'; hear; exec 9>&-; : >'$SHUNIT_TMPDIR/idle'; hang" |
    sh_backend
  serve qkarma-smtpd $BACKEND_SH
  printf 'NOOP\r\n' | tcpclient -HRD 127.0.0.1 "$PORT" sh -c 'cat >&7'
  await test -e "$SHUNIT_TMPDIR/idle"
  expect_no_cost 'wait for a reply'
  kill "$(child "$(child "$SERVER")")"
  expect_nobody_left
  rm -f "$SHUNIT_TMPDIR/idle"
}

# A client that does not read what it asked for.
test_nor_does_a_client_that_does_not_listen() {
  sh_backend <<END
say '220 backend'
while :; do
  hear
  yes "250-\$(printf %060d 0)\$cr" | head -n 900
  say '250 ok'
  : >'$SHUNIT_TMPDIR/idle'
done
END
  serve qkarma-smtpd $BACKEND_SH
  idle_client 'for i in $(seq 900); do printf "HELP\r\n"; done >&7'
  await stands_still
  expect_no_cost 'wait for somebody who does not listen'
  end_idle
}

. shunit2
