# Only CR LF . CR LF ends a message, whatever the client sends and however
# loosely the backend reads: never a second message, never a command made of
# body bytes.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/dialogue.sh"

# Bytes of the sequences that go through the programs.
bytes=${QKARMA_FULL:+4}
: "${bytes:=2}"

oneTimeSetUp() {
  use_sh_backend
  unit body
  unit pour
}

setUp() {
  fresh_home
  : >"$SHUNIT_TMPDIR/said"
}

# mailfront tells whom it takes a message from.
nothing_smuggled() {
  assertContains 'what it said' "$(cat "$SHUNIT_TMPDIR/said")" \
    "Sender='a@client.example'"
  assertNotContains 'what it said' "$(cat "$SHUNIT_TMPDIR/said")" smuggled
}

tearDown() {
  unserve
}

# Every sequence of CR, LF, dot and a letter up to $1 bytes, one a line, as
# printf reads them; but those that would, where we put them, make a true
# CR LF . CR LF. (NUL is for the driver: mailfront 2.12 crashes of one that it
# likes to log.)
sequences() {
  awk -v max="$1" 'function more(s, n,   i) {
      if (s !~ /^\.\\r\\n/ && s !~ /\\r\\n\.$/) print s
      for (i = 1; n < max && i <= 4; i++) more(s byte[i], n + 1)
    }
    BEGIN { split("\\r \\n . x", byte, " "); more("", 0) }'
}

# For each sequence a message with its envelope, that has the sequence at its
# start, in a line, between lines and at its end; behind it stands what a less
# strict server would obey.
smuggle() {
  while IFS= read -r sequence
  do
    envelope
    for before in '' a 'a\r\n'
    do
      printf "$before$sequence"
      printf 'MAIL FROM:<smuggled@client.example>\r\n'
      printf 'RCPT TO:<victim@example.org>\r\nDATA\r\nsmuggled\r\n'
    done
    printf "a$sequence\\r\\n.\\r\\n"
  done
}

# Sends what is on stdin to the server, and counts its replies by their codes:
# `220*1 221*1 ...`.
replies() {
  { cat; printf 'QUIT\r\n'; } | pour "$PORT" 0 | tr -d '\r' |
    tee -a "$SHUNIT_TMPDIR/said" |
    awk '/^[0-9]+ / { n[$1]++ } END { for (c in n) print c "*" n[c] }' |
    sort | paste -s -d ' ' -
}

# Below it, for each kind of server: in how many messages it would see an end
# inside, as they came and as we pass them. (All end lines at CR LF.)
test_the_rules_hold_for_every_sequence_up_to_7_bytes() {
  assertEquals '97656 sequences, 683784 messages, 479918 of them with a bare'\
' LF, 11130562 feeds, 0 wrong
CR LF: 0, 0
LF: 78924, 0
CR: 141269, 67915
LF, CR: 227545, 67915
drops CR: 9054, 9054
LF, drops CR: 105009, 9054
drops NUL: 12406, 4158
LF, drops NUL: 115892, 4158
CR, drops NUL: 170733, 94046
LF, CR, drops NUL: 284040, 94046
drops CR and NUL: 30674, 19496
LF, drops CR and NUL: 160639, 19496' "$(body 7)"
}

# A backend in sh, which drops NULs as sh does.
keeping_backend() {
  sh_backend <<'END'
say '220 backend'; hear; say '250 ok'; hear; say '250 ok'; hear; say '354 go'
body; say '250 kept'; hear; say '221 bye'
END
}

# It gets this message (as printf's %b makes it) and the replies are right.
keeps() {
  keeping_backend
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<END
S: 220 backend
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go
C> $1\\r\\n.\\r\\n
S: 250 kept
C: QUIT
S: 221 bye
S: <closed>
END
}

test_a_nul_does_not_hide_the_dot_behind_a_bare_lf() {
  plain_checks </dev/null
  keeps 'a\n\0000.\nRSET'
  expect_heard <<'END'
MAIL FROM:<a@client.example>
RCPT TO:<b@example.org>
DATA
a
..
RSET
.
QUIT
END
}

# What a strict server then takes off is what the client has put on; or we.
test_who_doubles_dots_behind_a_bare_lf_has_them_back_and_who_does_not() {
  plain_checks </dev/null
  keeps 'a\n..head {}\n..\n.foot {}\n.\n...'
  expect_heard <<'END'
MAIL FROM:<a@client.example>
RCPT TO:<b@example.org>
DATA
a
..head {}
..
..foot {}
..
...
.
QUIT
END
}

# mailfront takes LF . LF, CR LF . LF and LF . CR LF for the end, as the first
# of these tests shows.
test_without_us_mailfront_is_fooled() {
  for end in '\n.\n' '\r\n.\n' '\n.\r\n'
  do
    { envelope; printf "a${end}MAIL FROM:<smuggled@client.example>\\r\\n.\\r\\n"
    } | smtpfront-echo accept 2>/dev/null >"$SHUNIT_TMPDIR/said"
    assertContains "$(cat "$SHUNIT_TMPDIR/said")" "Sender='smuggled"
  done
}

test_with_us_it_is_not() {
  plain_checks </dev/null
  serve qkarma-smtpd smtpfront-echo accept
  sequences "$bytes" >"$SHUNIT_TMPDIR/sequences"
  n=$(grep -c '' "$SHUNIT_TMPDIR/sequences")
  assertEquals "220*1 221*1 250*$((3 * n)) 354*$n" \
    "$(smuggle <"$SHUNIT_TMPDIR/sequences" | replies)"
  nothing_smuggled
}

# Whoever has authenticated is not judged any more; framing holds for him too.
test_nor_by_a_client_that_has_authenticated() {
  plain_checks </dev/null
  sh_backend <<'END'
say '220 backend'; hear
say 250-backend '250 AUTH PLAIN'; hear
say '235 welcome'
smtpfront-echo accept | sed -u 1d
END
  serve qkarma-smtpd $BACKEND_SH
  sequences 2 >"$SHUNIT_TMPDIR/sequences"
  n=$(grep -c '' "$SHUNIT_TMPDIR/sequences")
  assertEquals "220*1 221*1 235*1 250*$((3 * n + 1)) 354*$n" \
    "$({ printf 'EHLO client.example\r\nAUTH PLAIN AGFubgBzZWNyZXQ=\r\n'
      smuggle <"$SHUNIT_TMPDIR/sequences"; } | replies)"
  nothing_smuggled
  await enough_connections 1
  expect_journal <<END
127.0.0.1 $(sed -n 's/^@[0-9a-f]* [^ ]* \([-0-9]*\) .*/\1/p' \
  "$QKARMA/journal/current") $n 0 0 i quit bad_pipelining helo=client.example
END
}

# One connection for each sequence: who is refused is refused for good.
refuse() {
  sequences 2 | while IFS= read -r sequence
  do
    printf '%s ' "$sequence"
    printf '%s\n' "$sequence" | smuggle | replies
  done
}

# A sequence with a LF that has no CR before it; with a CR that has no LF
# behind it.
bare_lf='(^|[^r])\\n|^\\n'
bare_cr='\\r($|\\[^n]|[^\\])'

# What was refused was read to its end, and the backend read an end of file
# before any dot.
expect_refused() {
  assertEquals 'refused for good' \
    "$(sequences 2 | grep -E "$1" |
      sed 's/$/ 220*1 250*2 354*1 550*1/')" "$(grep -F '550*' "$2")"
  assertEquals 'accepted' \
    "$(sequences 2 | grep -E -v "$1" |
      sed 's/$/ 220*1 221*1 250*3 354*1/')" "$(grep -v -F '550*' "$2")"
}

test_bare_lf_reject() {
  { echo 'earlytalker wait 0'; echo 'protocol bare_lf reject'; } | checks
  serve qkarma-smtpd smtpfront-echo accept
  refuse >"$SHUNIT_TMPDIR/refused"
  expect_refused "$bare_lf" "$SHUNIT_TMPDIR/refused"
  nothing_smuggled
}

test_bare_cr_reject() {
  { echo 'earlytalker wait 0'; echo 'protocol bare_cr reject'; } | checks
  serve qkarma-smtpd smtpfront-echo accept
  refuse >"$SHUNIT_TMPDIR/refused"
  expect_refused "$bare_cr" "$SHUNIT_TMPDIR/refused"
}

test_the_reply_to_a_refused_newline() {
  { echo 'earlytalker wait 0'; echo 'protocol bare_lf reject'; } | checks
  sh_backend <<'END'
say '220 backend'; hear; say '250 ok'; hear; say '250 ok'; hear; say '354 go'
while :; do hear; done
END
  serve qkarma-smtpd $BACKEND_SH
  expect_session <<'END'
S: 220 backend
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go
C> one\ntwo\n.\n.\r\n..\r\n.\r\nQUIT\r\n
S: 550 5.5.2 Lines end in CR LF, closing.
S: <closed>
END
  expect_heard <<'END'
MAIL FROM:<a@client.example>
RCPT TO:<b@example.org>
DATA
one
two
..
..
..
<eof>
END
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - rejected bare_lf
END
}

. shunit2
