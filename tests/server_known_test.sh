# What is known of a client when it gets its process: whoever held it has looked
# it up, and its networks with it, and nobody does so again. Addresses of a
# loopback are judged by no network: this file is run again in a network of its
# own, where others are ours.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"
. "$(dirname "$0")/server.sh"

if [ -z "${NET-}" ]
then
  NET=no
  [ "$(id -u)" != 0 ] || ! unshare --net ip link set lo up 2>/dev/null ||
    NET=own
  export NET
  [ "$NET" = no ] || exec unshare --net sh "$0" "$@"
fi

own_net() {
  [ "$NET" = own ] || skipped 'needs root, ip and namespaces'
}

oneTimeSetUp() {
  [ "$NET" = own ] || return 0
  ip link set lo up
  ip address add 192.0.2.77/32 dev lo
}

# 192.0.2.77 is a stranger in a bad network.
setUp() {
  fresh_home
  printf '%s\n' earlytalker karma neighbourhood naughty | checks
  many 192.0.2 30 n
}

tearDown() {
  unserve
}

comes() {
  expect_session -i 192.0.2.77 <<'END'
S: 220 ...
C: MAIL FROM:<a@client.example>
S: 250 ...
C: RCPT TO:<b@example.org>
S: 450 4.7.1 ...
C: QUIT
S: 221 ...
S: <closed>
END
}

# What log and journal say of one that comes to `serve` or `server` with these
# words.
said_by() {
  setUp
  "$@"
  comes
  await enough_connections 31
  unserve
  cat "$SERVER_LOG"
  tail -n 1 "$QKARMA/journal/current" |
    sed 's/^@[0-9a-f]* //; s/ t=[0-9]*//; s/ pid=[0-9]*//; s/ ~[0-9a-f]*$//'
}

# At once, and after a while among those who wait.
test_its_networks_say_the_same_as_under_tcpserver() {
  own_net || return 0
  for EARLYTALKER_WAIT in 0.2 0
  do
    said_by serve qkarma-smtpd -v false >"$SHUNIT_TMPDIR/alone"
    said_by server -v -- false >"$SHUNIT_TMPDIR/held"
    assertContains "$(cat "$SHUNIT_TMPDIR/held")" \
      'neighbourhood: fail, NAUGHTY: 0.99'
    assertEquals "$(cat "$SHUNIT_TMPDIR/alone")" "$(cat "$SHUNIT_TMPDIR/held")"
  done
}

test_its_process_opens_no_database() {
  own_net || return 0
  command -v strace >/dev/null || skipped 'needs strace' || return 0
  SERVER_WITH="strace -D -f -e trace=open,openat -o $SHUNIT_TMPDIR/opens"
  server -v -- false
  SERVER_WITH= looks=$SERVER
  comes
  await enough_connections 31
  unserve
  assertEquals 'who looks' "$looks" "$(sed -n 's/ .*\.cdb".*//p' \
    "$SHUNIT_TMPDIR/opens" | sort -u)"
}

. shunit2
