# qkarma find: what became of somebody's mail.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

setUp() {
  fresh_home
  OUT=$SHUNIT_TMPDIR/out
}

# A minute in which something of each kind happens.
a_minute() {
  journal <<'END'
1700000010 192.0.2.7 -4 0 0 2 n rejected early_talk at=rcpt stop=karma from=<Ann@mail.client.example> to=<bob@example.org>+2 neg=1 pd=1 pm=30 helo=friend t=3
1700000011 192.0.2.8 0 0 0 0 - quit - at=rcpt stop=earlytalker from=<> to=<ann@example.org> id=3f2a9c1e4b helo=mx.client.example t=3
1700000012 198.51.100.9 -5 0 0 0 - quit trap at=rcpt stop=traps from=<j\xc3\xb6rg@client.example> to=<x\x3e\x20y@example.org> trap=old@trap.example helo=a\x20b t=3
1700000013 2001:db8:0:1::9 0 0 0 0 - quit - at=rcpt would=helo observe=1 from=<prvs=123=ann@client.example> to=<b@example.org> helo=[2001:db8:0:1::9] t=3
1700000014 192.0.2.7 2 1 0 0 g quit message_accepted helo=client.example t=3
1700000015 192.0.2.7 capture days=2 why=ann
1700000016 - set expire_days=60
END
}

# The seconds of the lines that are found, the newest first.
finds() {
  qkarma find "$@" 2>"$OUT" | cut -c 18-19 | xargs
}

expect_finds() {
  wanted=$1
  shift
  assertEquals "$*" "$wanted" "$(finds "$@")"
}

test_a_client_or_a_network() {
  a_minute
  expect_finds '35 34 30' 192.0.2.7
  expect_finds '35 34 31 30' 192.0.2.0/24
  expect_finds '33' 2001:db8:0:1::77
  expect_finds '35 34 32 31 30' 0.0.0.0/0
  expect_finds '33' ::/0
}

test_an_address_of_mail() {
  a_minute
  for word in ann@mail.client.example ANN@Mail.Client.Example \
    '<ann@mail.client.example>' ann@mail.client.example. \
    from=ann@mail.client.example
  do
    expect_finds 30 "$word"
  done
  expect_finds 30 bob@example.org
  expect_finds 30 to=bob@example.org
  expect_finds '' from=bob@example.org
  expect_finds 32 old@trap.example
  expect_finds 33 prvs=123=ann@client.example
  expect_finds '' 123=ann@client.example
}

test_the_null_sender() {
  a_minute
  expect_finds 31 '<>'
  expect_finds 31 'from=<>'
}

# Bytes that the journal escapes are typed as they are.
test_addresses_with_other_bytes() {
  a_minute
  expect_finds 32 "$(printf 'j\303\266rg@client.example')"
  expect_finds 32 'x> y@example.org'
  expect_finds '' 'x\x3e\x20y@example.org'
  expect_finds 32 'a b'
}

# Mail in it or below it, and HELO names likewise; no other name that ends so.
test_a_domain() {
  a_minute
  expect_finds '34 33 32 31 30' client.example
  expect_finds '34 33 32 31 30' Client.Example.
  expect_finds '33 32 30' @client.example
  expect_finds '33 32 30' from=client.example
  expect_finds '33 32 31 30' to=example.org
  expect_finds 30 mail.client.example
  expect_finds '34 31' helo=client.example
  expect_finds '31 30' .client.example
  expect_finds '' ient.example
  expect_finds '' example.or
}

# What has no dot: a HELO name, an id that a client was told, or whoever is
# before the @.
test_a_word() {
  a_minute
  expect_finds 30 friend
  expect_finds '31 30' ann
  expect_finds '' frien
  expect_finds '' example
  expect_finds 33 '[2001:db8:0:1::9]'
  expect_finds 31 3F2A9C1E4B
  expect_finds 31 id=3f2a9c1e4b
  expect_finds '' helo=3f2a9c1e4b
  expect_finds '' id=friend
}

# An address that was cut is found by more than the journal has of it.
test_an_address_that_was_cut() {
  long=$(printf '%0150d' 0)
  journal <<END
1700000010 192.0.2.7 0 0 0 0 - quit - from=<$long...> t=3
1700000011 192.0.2.7 0 0 0 0 - quit - from=<$long> t=3
END
  expect_finds 30 "${long}0000@client.example"
  expect_finds 31 "$long"
}

# A name that looks like a pair is found as a name.
test_what_a_client_says_is_no_pair() {
  journal <<'END'
1700000010 192.0.2.7 0 0 0 0 - quit - helo=x\x20from=<ann@client.example> t=3
1700000011 192.0.2.7 0 0 0 0 - quit - helo=from=<ann@client.example> t=3
1700000012 192.0.2.7 0 0 0 0 - quit - from=ann@client.example t=3
1700000013 192.0.2.7 0 0 0 0 - quit - from=<ann@client.example t=3
END
  expect_finds '' ann@client.example
  qkarma find 192.0.2.7 >"$OUT"
  assertContains "$(cat "$OUT")" ' helo="x from=<ann@client.example>" t=3'
}

test_from_when_to_when_and_how_many() {
  a_minute
  expect_finds '35 34' 192.0.2.7 --since 2023-11-14T22:13:31
  expect_finds '30' 192.0.2.7 --until 2023-11-14T22:13:34
  expect_finds '35 34' 192.0.2.7 --limit 2
  assertEquals 'qkarma find: info: there is 1 older line; --limit or --until shows more' \
    "$(cat "$OUT")"
  expect_finds '35 34 30' 192.0.2.7 --limit 3
  assertEquals '' "$(cat "$OUT")"
  expect_finds '' 192.0.2.7 --since 1h
  assertEquals 'local' 23:13:30 "$(TZ=XYZ-1 qkarma find friend --local |
    cut -c 12-19)"
}

test_as_objects() {
  a_minute
  assertEquals '192.0.2.8 <> <ann@example.org> 3f2a9c1e4b
192.0.2.7 <Ann@mail.client.example> <bob@example.org>+2 null' \
    "$(qkarma find --json ann |
      jq -r '"\(.address) \(.pairs.from) \(.pairs.to) \(.pairs.id)"')"
}

test_over_all_segments() {
  a_minute
  begun_long_ago
  fold
  a_minute
  assertEquals 2 "$(ls "$QKARMA/journal" | grep -c 'current\|0000')"
  expect_finds '30 30' friend
}

# Of many lines the newest, in memory for these.
test_many_lines() {
  ! nm "$(command -v qkarma)" 2>/dev/null | grep -q __asan ||
    skipped 'AddressSanitizer needs the address space' || return 0
  awk 'BEGIN { for (i = 0; i < 30000; i++) print 1700000000 + i, \
    "192.0.2.1 0 0 0 0 - quit - helo=" i ".client.example t=0" }' | journal
  assertEquals '29999.client.example 29000.client.example' "$(
    (ulimit -v 65536; qkarma find client.example --json 2>"$OUT") |
      jq -r .pairs.helo | sed -n '1p; $p' | xargs)"
  assertContains "$(cat "$OUT")" 'there are 29000 older lines'
}

# What is wrong with it: `wrong WORD` and on stdin what is said.
wrong() {
  qkarma find "$1" >"$OUT" 2>&1
  assertEquals "$1" "$2" $?
  assertEquals "qkarma find: $(cat)" "$(cat "$OUT")"
}

test_nothing_to_find() {
  a_minute
  wrong '' 100 <<'END'
fatal: unable to find nothing: there is nothing to look for
END
  for word in id= from= @
  do
    wrong $word 100 <<END
fatal: unable to find $word: there is nothing to look for
END
  done
  wrong 192.0.2.0/99 100 <<'END'
fatal: unable to find 192.0.2.0/99: this is no network
END
  wrong id=a@b 100 <<'END'
fatal: unable to find id=a@b: no HELO name, and no id, has an @
END
  wrong 10.1.2.3 1 <<'END'
info: the journal has nothing about 10.1.2.3
END
  wrong carl@example.org 1 <<'END'
info: the journal has nothing about carl@example.org; senders and recipients it has only of mail that was refused, or would have been
END
  qkarma find 2>"$OUT"
  assertEquals 100 $?
  assertContains "$(cat "$OUT")" 'usage: qkarma find'
  qkarma find a b 2>"$OUT"
  assertEquals 100 $?
}

# As it is meant: somebody asks, and the next thing one types.
test_whose_mail_was_refused() {
  echo old@example.org >"$QKARMA/control/traps"
  printf '%s\n' traps naughty | checks
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<ann@client.example>
S: 250 ok
C: RCPT TO:<old@example.org>
S: 550 5.1.1 There is no such mailbox.
C: QUIT
S: 221 bye
S: <closed>
END
  for word in ann@client.example old@example.org 192.0.2.7 client.example
  do
    assertContains "$word" "$(qkarma find --since 1d "$word")" \
      'at=rcpt stop=traps from=<ann@client.example> to=<old@example.org>'
  done
  assertEquals 'ann@client.example 1' "$(qkarma top senders --json |
    jq -r '"\(.sender) \(.times)"')"
  assertEquals 'old@example.org 1' "$(qkarma top recipients --json |
    jq -r '"\(.recipient) \(.times)"')"
}

. shunit2
