# Every connection leaves one line in the journal, whatever its end, and no
# client has a say in more of it than the value of helo=.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"
. "$(dirname "$0")/front.sh"

setUp() {
  fresh_home
  unset RULES
}

tearDown() {
  unserve
}

# How many of the lines behind the header are as they should be: at most 1000
# bytes, printable, single blanks, the check right.
good_lines() {
  sed 1d "$QKARMA/journal/current" | LC_ALL=C awk '
    BEGIN { for (i = 32; i < 127; i++) code[sprintf("%c", i)] = i }
    {
      n = length($0) - 6
      h = 0
      for (i = 1; i <= n; i++) h = (h * 257 + code[substr($0, i, 1)]) % 65521
    }
    substr($0, n + 1) == sprintf(" ~%04x", h) && n + 7 <= 1000 &&
      !/[^ -~]/ && !/  / && !/ $/ && /^@[0-9a-f]+ / { good++ }
    END { print good + 0 }'
}

# tests/lib.sh's tcpserver, with what each of these clients is allowed.
rules() {
  RULES=$SHUNIT_TMPDIR/rules
  tcprules "$RULES" "$RULES.tmp"
}

test_every_end() {
  echo "$(($(date +%s) - 60)) 127.0.0.6 -3 0 0 0 n quit - neg=1 pd=1 pm=30" |
    journal
  fold
  # Folded; what follows is not.
  new_journal
  printf '%s\n' 'earlytalker wait 60' 'karma private 1 reject connect' | checks
  rules <<'END'
127.0.0.2:allow,EARLYTALKER_WAIT="60"
127.0.0.3:allow,EARLYTALKER_WAIT="60"
127.0.0.5:allow,EARLYTALKER_WAIT="0",LIMITS_COMMAND_TIMEOUT="1"
127.0.0.8:allow,RELAYCLIENT=""
:allow,EARLYTALKER_WAIT="0"
END
  serve qkarma-smtpd sh -c '[ "$TCPREMOTEIP" = 127.0.0.9 ] ||
    exec smtpfront-echo accept'
  expect_session -i 127.0.0.1 <<'END'
S: 220 ...
C: QUIT
S: 221 ...
S: <closed>
END
  tcpclient -HRD -l 0 -i 127.0.0.2 127.0.0.1 "$PORT" true
  expect_session -i 127.0.0.3 <<'END'
C: QUIT
S: 554 5.7.1 You talked before the greeting.
S: <closed>
END
  expect_session -i 127.0.0.4 <<'END'
S: 220 ...
C: HELO client.example
S: 250 ...
END
  expect_session -i 127.0.0.5 <<'END'
S: 220 ...
S: 421 4.4.2 I waited too long, closing.
S: <closed>
END
  expect_session -i 127.0.0.6 <<'END'
S: 421 4.7.1 You were naughty. You cannot connect for 1.00 more days.
S: <closed>
END
  expect_session -i 127.0.0.8 <<'END'
S: 220 ...
C: QUIT
S: 221 ...
S: <closed>
END
  expect_session -i 127.0.0.9 <<'END'
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
  await enough_connections 8
  rm -f "$QKARMA/control/checks.good"
  echo 'no such check' | checks
  expect_session -i 127.0.0.10 <<'END'
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
  await enough_connections 9
  sed "$NO_COURSE; 1d; s/^@[0-9a-f]* //; s/ t=.*//" "$QKARMA/journal/current" | sort \
    >"$SHUNIT_TMPDIR/ends"
  assertEquals '127.0.0.1 0 0 0 0 - quit -
127.0.0.10 0 0 0 0 - error -
127.0.0.2 0 0 0 0 - hangup -
127.0.0.3 -1 0 0 0 - rejected early_talk
127.0.0.4 0 0 0 0 - lost - helo=client.example
127.0.0.5 0 0 0 0 - timeout -
127.0.0.6 0 0 0 0 b boxed -
127.0.0.8 0 0 0 0 i immune -
127.0.0.9 0 0 0 0 - error -' "$(cat "$SHUNIT_TMPDIR/ends")"
  assertEquals 'good lines' 9 "$(good_lines)"
}

# All of them are open before the first one leaves, and leave together.
test_two_hundred_at_once() {
  echo karma | checks
  go=$SHUNIT_TMPDIR/go
  rm -f "$go"
  mkfifo "$go"
  serve qkarma-smtpd sh -c 'printf "220 one\r\n"
    read -r quit && printf "221 bye\r\n"'
  clients=
  i=0
  while [ "$i" -lt 200 ]
  do
    i=$((i + 1))
    tcpclient -HRD -l 0 -i "127.0.1.$i" 127.0.0.1 "$PORT" sh -c '
      read -r greeting <&6 && echo here && : <"$1" &&
        printf "QUIT\r\n" >&7 && cat <&6' client "$go" \
      >>"$SHUNIT_TMPDIR/said" &
    clients="$clients $!"
  done
  await said here 200
  # Open until all have read: one may come to it later than it said.
  exec 3>"$go"
  for client in $clients
  do
    wait "$client"
  done
  exec 3>&-
  await enough_connections 200
  assertEquals 'good lines' "$(sed 1d "$QKARMA/journal/current" | grep -c '')" \
    "$(good_lines)"
  # (Somebody else may have come to this port, too.)
  assertEquals 'lines, addresses' '200 200' "$(sed 1d \
    "$QKARMA/journal/current" | awk '$2 ~ /^127\.0\.1\./ { seen[$2]++; lines++ }
      END { for (a in seen) n++; print lines, n }')"
  await said 221 200
}

# Did so many clients say so?
said() {
  [ "$(grep -c "^$1" "$SHUNIT_TMPDIR/said")" = "$2" ]
}

# HELO names that would be words, lines or checks of their own.
test_a_helo_name_cannot_forge_a_line() {
  printf '%s\n' karma protocol | checks
  serve env LIMITS_LINE=12288 qkarma-smtpd sh -c '
    printf "220 one\r\n"
    while read -r line
    do
      printf "250 ok\r\n"
    done'
  n=0
  for name in 'a ~0000' 'a neg=0 pd=0 pm=0 ~1234' 'a\\nb' '\0011\0033[2J' \
    'a\n@400000006b024eaa2bd55d80 192.0.2.9 9 0 0 0 g quit -' \
    '\0303\0244\0377' '~' '' '\\x0a' \
    "$(awk 'BEGIN { while (i++ < 2000) printf "\\0001" }')" \
    "$(awk 'BEGIN { while (i++ < 9000) printf "x" }')"
  do
    expect_session >/dev/null <<END
S: 220 one
C> HELO $name\r\n
S: 250 ok
C> QUIT\r\n
END
    n=$((n + 1))
    await enough_connections "$n"
  done
  assertEquals 'good lines' 11 "$(good_lines)"
  assertEquals 11 "$(sed 1d "$QKARMA/journal/current" | grep -c '')"
  sed '1d; / helo=/!s/.*/NONE/; s/.* helo=//; s/ .*//' \
    "$QKARMA/journal/current" | cut -c 1-60 >"$SHUNIT_TMPDIR/names"
  assertEquals 'a\x20~0000
a\x20neg=0\x20pd=0\x20pm=0\x20~1234
a\x5cnb
\x1b[2J
a
\xc3\xa4\xff
~
NONE
\x5cx0a
\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01
xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' \
    "$(cat "$SHUNIT_TMPDIR/names")"
}

# No line is lost without a word; and mail flows.
test_without_a_journal_the_line_is_in_the_log() {
  printf '%s\n' karma naughty | checks
  rm "$QKARMA/journal/current"
  serve qkarma-smtpd smtpfront-echo accept
  expect_session <<'END'
S: 220 ...
C: QUIT
S: 221 ...
S: <closed>
END
  expect_log '127.0.0.1 journal: warning: unable to append to journal/current: '
  expect_log ' 127.0.0.1 0 0 0 0 - quit - '
}

. shunit2
