# Under qkarma-server nobody but the server writes to the journal: not a
# conversation, and not what stands behind it. What a conversation leaves to be
# written is looked at.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/server.sh"

JOURNAL_GROUP=30001
USER_BEHIND=30002
GROUP_BEHIND=30003

oneTimeSetUp() {
  server_unit forge
  . "$ROOT/tests/lib.sh"
}

setUp() {
  fresh_home
  echo 'earlytalker wait 0' | checks
}

tearDown() {
  unserve
}

# --- Who is who.

as_root() {
  [ "$(id -u)" = 0 ] || skipped 'needs root'
}

# The state directory is of a group of its own; the server has it, and nobody
# behind.
separate() {
  as_root || return 1
  chmod 755 "$SHUNIT_TMPDIR/.." "$SHUNIT_TMPDIR" "$QKARMA"
  qkarma init -u "$JOURNAL_GROUP" -g "$JOURNAL_GROUP" >/dev/null
  mkdir -p "$SHUNIT_TMPDIR/behind"
  chmod 777 "$SHUNIT_TMPDIR/behind"
  OUT=$SHUNIT_TMPDIR/behind/out
  rm -f "$OUT"
}

server_separate() {
  server -u "$USER_BEHIND" -g "$GROUP_BEHIND" "$@"
}

# A backend that does this first. (With -p it keeps whatever it is given.)
backend() {
  cat >"$SHUNIT_TMPDIR/backend"
  echo 'printf "220 x\r\n"; while read -r line; do printf "250 ok\r\n"
    case $line in QUIT*) exit ;; esac; done' >>"$SHUNIT_TMPDIR/backend"
}

groups_of() {
  sed -n 's/^[UG]id://p; s/^Groups:/groups/p' "/proc/$1/status" | tr -s '\t ' ' ' |
    sed 's/^ //; s/ *$//'
}

quit() {
  expect_session -i "$1" <<'END'
S: 220 x
C: QUIT
S: 250 ok
S: <closed>
END
}

# users_and_groups SUPPLEMENTARY OPTION...: of all processes.
users_and_groups() {
  users="$USER_BEHIND $USER_BEHIND $USER_BEHIND $USER_BEHIND"
  of_servers="$users
$GROUP_BEHIND $JOURNAL_GROUP $JOURNAL_GROUP $JOURNAL_GROUP
groups$1"
  of_others="$users
$GROUP_BEHIND $GROUP_BEHIND $GROUP_BEHIND $GROUP_BEHIND
groups$1"
  shift
  backend <<'END'
sed -n 's/^[UG]id://p; s/^Groups:/groups/p' /proc/$$/status >"$1"
END
  server "$@" -- sh -p "$SHUNIT_TMPDIR/backend" "$OUT"
  guest 127.0.0.2 one
  expect_guest one 220
  assertEquals 'the one that waits' "$of_servers" "$(groups_of "$SERVER")"
  assertEquals 'the one that forks' "$of_servers" "$(groups_of "$FORKER")"
  assertEquals 'a conversation' "$of_others" \
    "$(groups_of "$(ps -o pid= --ppid "$FORKER" | tr -d ' ')")"
  assertEquals 'the backend' "$of_others" \
    "$(tr -s '\t ' ' ' <"$OUT" | sed 's/^ //; s/ *$//')"
  leave one
  await enough_connections 1
}

test_users_and_groups() {
  separate || return 0
  users_and_groups " $GROUP_BEHIND" -u "$USER_BEHIND" -g "$GROUP_BEHIND"
}

# As the systemd unit does it.
test_users_and_groups_that_it_was_given() {
  separate || return 0
  SERVER_WITH="setpriv --reuid=$USER_BEHIND --rgid=$GROUP_BEHIND
    --egid=$JOURNAL_GROUP --clear-groups"
  users_and_groups ''
  SERVER_WITH=
}

# All that one can do with the right to append was done by whoever stood behind;
# and to whom it cannot be done, because it is not there, nothing is done by way
# of the processes that have it.
test_a_hostile_backend() {
  separate || return 0
  backend <<'END'
try() { "$@" 2>/dev/null && echo "$*: done" >>"$OUT"; }
write() { true >>"$QKARMA/journal/current"; }
read_it() { true <"$QKARMA/journal/current"; }
empty() { true >"$QKARMA/journal/current"; }
memory() { true >"/proc/$1/mem"; }
files() { ls "/proc/$1/fd/" | grep -q .; }
lock() {
  perl -e 'use Fcntl; open F, "+<", "$ENV{QKARMA}/journal/current" or exit 1;
    fcntl(F, F_SETLK, pack("ssqql", F_RDLCK, 0, 0, 0, 0)) or exit 1'
}
regain() {
  perl -e '$) = "30001 30001"; $( = 30001; open F, ">>",
    "$ENV{QKARMA}/journal/current" or exit 1'
}
conversation=$PPID
forker=$(sed -n 's/^PPid:[^0-9]*//p' "/proc/$conversation/status")
for what in write read_it empty lock regain 'memory '$conversation \
  'memory '$forker 'files '$conversation 'files '$forker \
  "ls $QKARMA/control" "cat $QKARMA/control/secret"
do
  try $what
done
echo end >>"$OUT"
END
  OUT=$OUT server_separate -- sh -p "$SHUNIT_TMPDIR/backend"
  OUT=$OUT quit 127.0.0.2
  expect_journal <<'END'
127.0.0.2 0 0 0 0 - quit -
END
    assertEquals end "$(cat "$OUT")"
}

# The same does all of it where the server has no group of its own: so nothing
# above is refused for another reason.
test_and_the_same_in_the_group() {
  separate || return 0
  backend <<'END'
true >>"$QKARMA/journal/current" && echo done >>"$OUT"
END
  OUT=$OUT server -u "$USER_BEHIND" -g "$JOURNAL_GROUP" -- \
    sh -p "$SHUNIT_TMPDIR/backend"
  OUT=$OUT quit 127.0.0.2
  await enough_connections 1
  assertEquals done "$(cat "$OUT")"
}

# Without a group nobody behind reads control; conversations know it.
test_control_files_are_in_force() {
  separate || return 0
  printf '%s\n' 'earlytalker wait 0' 'karma private 1' protocol naughty | checks
  echo 'client.example -1' >"$QKARMA/control/tlds"
  echo 127.0.0.7 >"$QKARMA/control/spare"
  mkdir -p "$SHUNIT_TMPDIR/behind/Maildir/new" \
    "$SHUNIT_TMPDIR/behind/Maildir/tmp" "$SHUNIT_TMPDIR/behind/Maildir/cur"
  chown -R "$USER_BEHIND" "$SHUNIT_TMPDIR/behind/Maildir"
  echo "b@example.org $SHUNIT_TMPDIR/behind/Maildir" \
    >"$QKARMA/control/maildirs"
  chgrp "$JOURNAL_GROUP" "$QKARMA"/control/*
  chmod 640 "$QKARMA"/control/*
  server_separate -v --
  for client in 127.0.0.2 127.0.0.7
  do
    smtp_session -i "$client" >"$SHUNIT_TMPDIR/said" <<'END'
S: 220 ...
C: EHLO client.example
S*
C: MAIL FROM:<a@client.example>
S: 250 ...
C: RCPT TO:<b@example.org>
S: 250 ...
C: DATA
S: 354 ...
C: Subject: hello
C:
C: .
S: 250 ...
C: QUIT
S: 221 ...
S: <closed>
END
  done
  await enough_connections 2
  assertEquals 2 "$(ls "$SHUNIT_TMPDIR/behind/Maildir/new" | grep -c .)"
    assertContains "$(cat "$QKARMA/journal/current")" \
    ' 127.0.0.2 1 1 0 0 - quit sender_tld,'
  assertContains "$(cat "$QKARMA/journal/current")" ' i immune '
  assertNotContains "$(cat "$SERVER_LOG")" warning
}

# What reads options of its own reads them before it has given up the group.
test_and_those_of_a_rule() {
  separate || return 0
  chgrp "$JOURNAL_GROUP" "$QKARMA/control/checks"
  chmod 640 "$QKARMA/control/checks"
  RULES=$SHUNIT_TMPDIR/rules
  echo '127.0.0.2:allow,KARMA_PRIVATE="1"' | tcprules "$RULES" "$RULES.tmp"
  server_separate -- smtpfront-echo accept
  RULES=
  expect_session -i 127.0.0.2 <<'END'
S: 220 localhost mailfront ESMTP
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
  await enough_connections 1
  assertNotContains "$(cat "$SERVER_LOG")" 'control/'
}

# It does not come to its end for as long as the backend lives.
test_the_line_of_an_immune_client_is_written_at_once() {
  separate || return 0
  RELAYCLIENT= server_separate -- sh -c 'printf "220 x\r\n"; exec cat >/dev/null'
  guest 127.0.0.2 one
  expect_guest one 220
  await enough_connections 1
  assertContains "$(cat "$QKARMA/journal/current")" ' 127.0.0.2 0 0 0 0 i immune '
  leave one
  await status ' 0/40 conversations'
  assertEquals 'once' 1 "$(grep -c '^@' "$QKARMA/journal/current")"
}

# Its sockets are closed some time before it is nobody's parent any more.
forker_is_no_more() {
  case $(ps -o stat= -p "$FORKER") in '' | Z*) ;; *) return 1 ;; esac
}

a_client_outlives_the_one_that_forks() {
  guest 127.0.0.2 one
  expect_guest one 220
  kill -KILL "$FORKER"
  await forker_is_no_more
  wait "$SERVER"
  SERVER=
  leave one
}

# Mail flows, and one warning has the line.
test_nobody_is_there_who_appends() {
  separate || return 0
  backend </dev/null
  server_separate -- sh -p "$SHUNIT_TMPDIR/backend"
  a_client_outlives_the_one_that_forks
  expect_log '127.0.0.2 journal: warning: unable to append to journal/current: Permission denied: @'
  assertEquals 1 "$(grep -c 'unable to append' "$SERVER_LOG")"
  assertContains "$(cat "$SERVER_LOG")" ' 127.0.0.2 0 0 0 0 - lost '
}

# Who may write it himself, does.
test_but_who_may_write_it_does() {
  backend </dev/null
  server -- sh -p "$SHUNIT_TMPDIR/backend"
  a_client_outlives_the_one_that_forks
  await enough_connections 1
  assertNotContains "$(cat "$SERVER_LOG")" 'unable to append'
}

# --- What a conversation leaves.

# left ADDRESS: the text of stdin is left by a conversation with that client.
left() {
  cat >"$SHUNIT_TMPDIR/left"
  forge "$@" <"$SHUNIT_TMPDIR/left" >"$SHUNIT_TMPDIR/forge.log" 2>&1
  assertEquals "exit code of $*" 0 $?
}

line() {
  printf '@4000000065a0b1c200000000 %s' "$1" | digits
}

refused() {
  assertEquals "$2" "${3-192.0.2.1} qkarma-server: warning: a line of its conversation is refused: $1" \
    "$(sed 's/: @.*//; s/: xxx*$//' "$SHUNIT_TMPDIR/forge.log")"
  assertEquals "$1: the journal" 0 "$(grep -c '^@' "$QKARMA/journal/current")"
}

test_its_own_line_is_entered_and_stamped() {
  before=$(date +%s)
  line '192.0.2.1 -1 0 0 1 n quit xu neg=1 pd=30 pm=300 at=rcpt helo=x t=2 pid=7' |
    left 192.0.2.1
  assertEquals '' "$(cat "$SHUNIT_TMPDIR/forge.log")"
  assertEquals '192.0.2.1 -1 0 0 1 n quit xu neg=1 pd=30 pm=300 at=rcpt helo=x t=2 pid=7' \
    "$(sed -n 's/^@[0-9a-f]* \(.*\) ~[0-9a-f]*$/\1/p' "$QKARMA/journal/current")"
  stamp=$(sed -n 's/^@40000000\([0-9a-f]\{8\}\).*/\1/p' "$QKARMA/journal/current")
  assertTrue 'the time is ours' "[ $((0x$stamp)) -ge $((before - 1)) ]"
  fold
  assertContains "$(qkarma list)" 192.0.2.1
}

test_orders_are_refused() {
  for order in 'release why=x' 'capture days=9 why=x' \
    'import since=1 days=1 naughty=1 nice=0 connects=1'
  do
    line "192.0.2.1 $order" | left 192.0.2.1
    refused 'it is an order' "$order"
  done
  for order in 'prune days=0' 'set expire_days=1'
  do
    line "- $order" | left 192.0.2.1
    refused 'it is an order' "$order"
  done
}

test_a_line_about_another() {
  for another in 192.0.2.2 2001:db8::1 unknown
  do
    line "$another 0 0 0 0 - quit -" | left 192.0.2.1
    refused 'it is about another client' "$another"
  done
}

# The rule says so: TCPREMOTEIP, or that a load balancer will.
test_but_a_rule_may_say_who_the_client_is() {
  rules=$SHUNIT_TMPDIR/rules
  for variable in TCPREMOTEIP QKARMA_PROXY
  do
    echo "192.0.2.1:allow,$variable=\"192.0.2.2\"" | tcprules "$rules" "$rules.tmp"
    line '192.0.2.2 0 0 0 0 - quit -' | left 192.0.2.1 "$rules"
    assertEquals "$variable" '' "$(cat "$SHUNIT_TMPDIR/forge.log")"
  done
  assertEquals 2 "$(grep -c ' 192.0.2.2 ' "$QKARMA/journal/current")"
  echo '192.0.2.1:allow,FOO="REMOTEIP="' | tcprules "$rules" "$rules.tmp"
  new_journal
  line '192.0.2.2 0 0 0 0 - quit -' | left 192.0.2.1 "$rules"
  refused 'it is about another client' 'another variable'
}

# The same holds for one that signs, and then is killed on purpose.
test_a_killed_one_that_says_who_its_client_was() {
  rules=$SHUNIT_TMPDIR/rules
  echo ':allow' | tcprules "$rules" "$rules.tmp"
  left 192.0.2.1 "$rules" 192.0.2.2 </dev/null
  expect_journal <<'END'
192.0.2.1 0 0 0 0 - error -
END
  new_journal
  echo ':allow,QKARMA_PROXY=""' | tcprules "$rules" "$rules.tmp"
  left 192.0.2.1 "$rules" 192.0.2.2 </dev/null
  expect_journal <<'END'
192.0.2.2 0 0 0 0 - error -
END
}

test_a_line_that_is_malformed() {
  good=$(line '192.0.2.1 0 0 0 0 - quit -')
  for bad in "${good%?}0" "${good%?}" "x$good" 'nonsense' "$good $good" \
    "$(printf '%s\n%s' "$good" "$good")" "$(printf '%s\r' "$good")"
  do
    [ "$bad" != "$good" ] || continue
    printf '%s\n' "$bad" | left 192.0.2.1
    assertContains "$bad" "$(cat "$SHUNIT_TMPDIR/forge.log")" \
      'a line of its conversation is refused: '
    assertEquals "$bad" 1 "$(grep -c '' "$SHUNIT_TMPDIR/forge.log")"
    assertEquals "$bad: the journal" 0 "$(grep -c '^@' "$QKARMA/journal/current")"
  done
  printf '%s' "$good" | left 192.0.2.1
  refused 'it does not end'
}

# As much as there is room for is looked at, and no more is there.
test_a_line_that_is_too_long() {
  awk 'BEGIN { while (i++ < 1500) printf "x" }' | left 192.0.2.1
  refused 'it does not end'
}

test_nothing_is_left() {
  left 192.0.2.1 </dev/null
  assertEquals '' "$(cat "$SHUNIT_TMPDIR/forge.log")"
}

. shunit2
