# Several hosts share karma, and something breaks that other tests do not break:
# the engine is another, or an old one; a host's files are not what they were.
# Killed programs, an empty or full engine, and a host that was away are in
# share_test.sh.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"
. "$(dirname "$0")/share.sh"

setUp() {
  two_hosts
}

tearDown() {
  no_hosts
  [ -z "${OTHER_PID-}" ] || kill -KILL "$OTHER_PID" 2>/dev/null
  OTHER_PID=
}

both_speak() {
  all_tell mx1 mx2
  say mx1 "192.0.2.7 $bad"
  await heard mx2 "$said"
  say mx2 "192.0.2.8 $good"
  await heard mx1 "$said"
}

# mx1 says something now, and both hear it, whoever must be started again.
both_go_on() {
  say mx1 "192.0.2.9 $bad"
  await supervised 'mx1 mx2' heard mx2 "$said"
  await supervised 'mx1 mx2' same_logs mx1 mx2
  assert_each_line_once mx2 mx1 mx2
  assert_same_records mx1 mx2
}

test_an_engine_that_is_away_for_a_moment() {
  ready || return 0
  both_speak
  unengine -TERM
  say mx2 "192.0.2.10 $bad"
  at mx2 qkarma-hear -a 1 2>"$SHUNIT_TMPDIR/alone"
  assertNull 'nobody is alone' "$(cat "$SHUNIT_TMPDIR/alone")"
  engine
  both_go_on
}

# impostor BYTES COMMAND...: in the engine's place stands what has these answers for
# everybody. What the command of mx1 says then.
impostor() {
  unengine
  tcpserver -1 -HRD -l localhost 127.0.0.1 "$ENGINE_PORT" \
    sh -c "printf '%b' '$1'; cat >/dev/null" >/dev/null 2>&1 </dev/null &
  REDIS_PID=$!
  shift
  await answered "$@"
  echo "$heard"
}

answered() {
  heard=$( (client mx1 "$@") 2>&1 </dev/null)
  case $heard in *'unable to connect'*) false ;; esac
}

# It goes into a log, which somebody reads on a terminal.
test_what_an_engine_says_is_printable() {
  ready || return 0
  impostor '-ERR \033[31mred\r\n' qkarma-hear >"$SHUNIT_TMPDIR/said"
  assertEquals 'qkarma-hear: fatal: the engine: ERR ?[31mred' \
    "$(cat "$SHUNIT_TMPDIR/said")"
}

# Redis would, for nobody has asked it to watch anything.
test_an_engine_that_does_not_take_an_entry_back() {
  ready || return 0
  all_tell mx1
  say mx1 "192.0.2.7 $bad"
  await heard mx1 "$said"
  silent mx1
  impostor '*0\r\n*0\r\n+OK\r\n+QUEUED\r\n+QUEUED\r\n*-1\r\n' \
    qkarma share refill >"$SHUNIT_TMPDIR/said"
  assertEquals 'qkarma-tell: fatal: the engine: it does not take an entry back' \
    "$(cat "$SHUNIT_TMPDIR/said")"
}

# A replica that had stopped to follow becomes the master, and the old one its
# replica: what is there is another log now.
test_a_failover_to_a_stale_replica() {
  ready || return 0
  both_speak
  other=$ENGINE/other
  mkdir -p "$other"
  other_port=$(free_port)
  LD_LIBRARY_PATH=${LIBRARIES-} "$REDIS" --port "$other_port" --bind 127.0.0.1 \
    --dir "$other" --save '' --replicaof 127.0.0.1 "$ENGINE_PORT" \
    --loglevel warning >>"$ENGINE/log" 2>&1 </dev/null &
  OTHER_PID=$!
  await has_replica
  redis -p "$other_port" replicaof no one >/dev/null
  say mx1 "192.0.2.9 $good" "192.0.2.9 $bad"
  await heard mx2 "$said"
  redis replicaof 127.0.0.1 "$other_port" >/dev/null
  await follows_other
  say mx2 "192.0.2.10 $bad"
  await supervised 'mx1 mx2' grep -q READONLY "$HOSTS/mx2/tell.log"
  await supervised 'mx1 mx2' grep -q 'back to byte' "$HOSTS/mx2/hear.log"
  redis replicaof no one >/dev/null
  both_go_on
}

has_replica() {
  [ "$(redis -p "$other_port" exists qkarma:mx:log 2>/dev/null)" = 1 ]
}

follows_other() {
  redis info replication | grep -q 'master_link_status:up'
}

# What it lost was from more than a day: that is no second.
test_an_engine_from_a_backup_of_last_week() {
  ready || return 0
  say mx1 "192.0.2.7 $good"
  tells_by_hand mx1 "$((($(date +%s) - 604800) * 1000))-0"
  both_speak
  silent mx1
  silent mx2
  for id in $(redis --raw xrange qkarma:mx:log - + | grep -a '^[0-9]*-[0-9]*$' |
    sed 1d)
  do
    redis xdel qkarma:mx:log "$id" >/dev/null
  done
  before=$(cksum <"$HOSTS/mx2/common/current")
  assertContains "$(client mx2 qkarma-hear 2>&1)" \
    'it is older than our common log by more than a day'
  assertEquals 'nothing was taken back' "$before" \
    "$(cksum <"$HOSTS/mx2/common/current")"
  new_engine
  engine
  assertContains "$(client mx1 qkarma share refill 2>&1)" 'in the engine again'
  all_tell mx1 mx2
  both_go_on
}

# What a host has said so far is one entry with this id.
tells_by_hand() {
  hand=$HOSTS/$1/journal/current
  set -- $(sed -n "s/^#= $1 0*\([0-9]*\) \([0-9a-f]*\) \([0-9]*\) .*/$1 $2 \1 \2 \3/p" \
    "$HOSTS/$1/common/current")
  tail -c "+$(($5 + 1))" "$hand" |
    redis -x xadd qkarma:mx:log "$2" h "$1" n "$3" r "$4" o "$5" d >/dev/null
  redis set "qkarma:mx:at:$1" "$3 $4 $(wc -c <"$hand")" >/dev/null
}

# Its clock was an hour ahead, and is mended: ids go on growing.
test_the_engines_clock_steps_back() {
  ready || return 0
  say mx1 "192.0.2.7 $good"
  tells_by_hand mx1 "$((($(date +%s) + 3600) * 1000))-0"
  both_speak
  both_go_on
  assertContains "$(at mx2 qkarma-fold -f 2>&1)" ' 0 bad'
}

test_another_machine_tells_in_our_name() {
  ready || return 0
  both_speak
  silent mx1
  redis xadd qkarma:mx:log '*' h mx1 n 1 r 0123456789abcdef o 0 d '
' >/dev/null
  hears mx1
  await grep -q 'lines of mx1 are missing, or come twice' \
    "$HOSTS/mx1/hear.log"
}

test_a_damaged_common_log_is_copied_from_another_host() {
  ready || return 0
  [ -x "$(command -v rsync)" ] || unpacked rsync || return 0
  both_speak
  silent mx2
  at mx2 qkarma-fold 2>/dev/null
  sed -i 's/^#@ [0-9]*/#@ 7/' "$HOSTS/mx2/common/current"
  assertContains "$(client mx2 qkarma-hear 2>&1)" \
    'it is damaged; share-seed copies it'
  seeds mx2 mx1 || fail 'it does not seed'
  all_tell mx2
  both_go_on
}

test_a_lost_common_log_is_copied_from_another_host() {
  ready || return 0
  [ -x "$(command -v rsync)" ] || unpacked rsync || return 0
  both_speak
  silent mx2
  at mx2 qkarma-fold 2>/dev/null
  rm -r "$HOSTS/mx2/common"
  assertContains "$(client mx2 qkarma-hear 2>&1)" 'there is none'
  seeds mx2 mx1 || fail 'it does not seed'
  all_tell mx2
  both_go_on
}

# Whoever may write to the log can make an entry of any size.
test_an_entry_that_is_larger_than_our_memory() {
  ready || return 0
  [ -z "${ASAN_OPTIONS-}" ] || { skipped 'needs terabytes'; return 0; }
  head -c 50000000 /dev/zero | tr '\0' '\n' |
    redis -x xadd qkarma:mx:log '*' h mx1 n 1 r 0123456789abcdef o 0 d \
      >/dev/null
  before=$(cksum <"$HOSTS/mx2/common/current")
  (
    QKARMA=$HOSTS/mx2
    export QKARMA
    exec softlimit -m 40000000 tcpclient -RHl0 127.0.0.1 "$ENGINE_PORT" \
      qkarma-hear
  ) 2>"$SHUNIT_TMPDIR/said"
  assertEquals 111 $?
  assertContains "$(cat "$SHUNIT_TMPDIR/said")" 'the engine: Out of memory'
  assertEquals 'nothing was written' "$before" \
    "$(cksum <"$HOSTS/mx2/common/current")"
}

# Who goes back cuts it, and others may be reading.
test_a_common_log_that_is_cut_meanwhile_ends_there() {
  ready || return 0
  unit frames
  both_speak
  silent mx2
  cp "$HOSTS/mx2/common/current" "$SHUNIT_TMPDIR/current"
  assertEquals 'with a size of' '' "$(frames "$SHUNIT_TMPDIR/current" 2>&1)"
  assertEquals 'all was tried' 1 "$(grep -c '' "$SHUNIT_TMPDIR/current")"
}

# Else a place that is none were where this host begins.
test_a_journal_that_cannot_be_read() {
  ready || return 0
  say mx2 "192.0.2.7 $good"
  QKARMA=$HOSTS/mx2 strace -qq -o /dev/null -P "$HOSTS/mx2/journal/current" \
    -P journal/current -e inject=pread64:error=EIO:when=2 \
    tcpclient -RHl0 127.0.0.1 "$ENGINE_PORT" qkarma-tell \
    2>"$SHUNIT_TMPDIR/said"
  assertEquals 111 $?
  assertContains "$(cat "$SHUNIT_TMPDIR/said")" \
    'unable to read journal/current: Input/output error'
}

# It may have lines that were told, and others: none counts twice, and what
# comes from then on is told.
assert_goes_on_behind() {
  all_tell mx1
  say mx1 "192.0.2.20 $bad"
  await supervised 'mx1 mx2' heard mx2 "$said"
  assertContains "$(cat "$HOSTS/mx1/tell.log")" "$1"
  assertEquals 'twice' '' \
    "$(log_of mx2 | grep -o 'helo=line[0-9]*' | sort | uniq -d)"
  await supervised 'mx1 mx2' same_logs mx1 mx2
  assert_same_records mx1 mx2
}

test_a_journal_that_is_shorter_than_what_was_told() {
  ready || return 0
  both_speak
  silent mx1
  current=$HOSTS/mx1/journal/current
  head -n 1 "$current" >"$current.new"
  mv "$current.new" "$current"
  tells mx1
  await grep -q 'what came since is not told' "$HOSTS/mx1/tell.log"
  silent mx1
  assert_goes_on_behind 'but journal/current is segment 1 of'
}

test_a_journal_from_a_backup() {
  ready || return 0
  both_speak
  cp "$HOSTS/mx1/journal/current" "$SHUNIT_TMPDIR/backup"
  QKARMA=$HOSTS/mx1 begun_long_ago
  at mx1 qkarma-fold 2>/dev/null
  say mx1 "192.0.2.9 $good"
  await heard mx2 "$said"
  silent mx1
  cp "$SHUNIT_TMPDIR/backup" "$HOSTS/mx1/journal/current"
  tells mx1
  await grep -q 'what came since is not told' "$HOSTS/mx1/tell.log"
  silent mx1
  assert_goes_on_behind 'but journal/current is segment 1 of'
}

test_what_a_later_version_may_write() {
  ready || return 0
  both_speak
  silent mx2
  current=$HOSTS/mx2/common/current
  cp "$current" "$SHUNIT_TMPDIR/current"
  echo '#! something of later' | digits >>"$current"
  all_tell mx2
  say mx1 "192.0.2.9 $bad"
  await heard mx2 "$said"
  silent mx2
  assertContains "$(at mx2 qkarma-fold 2>&1)" ' 0 bad'
  sed '1s/^#qkarma 1/#qkarma 2/' "$SHUNIT_TMPDIR/current" >"$current"
  for program in 'qkarma-fold -n' 'client mx2 qkarma-hear'
  do
    said_it=$(at mx2 $program 2>&1)
    assertEquals "$program" 111 $?
    assertContains "$said_it" 'a newer qkarma writes this log'
  done
}

test_a_full_disk() {
  ready || return 0
  small=$SHUNIT_TMPDIR/small
  mkdir -p "$small"
  if ! unshare -rm mount -t tmpfs -o size=64k qkarma "$small" 2>/dev/null
  then
    skipped 'needs a tmpfs of our own'
    return 0
  fi
  hears mx1
  for i in $(seq 400)
  do
    say mx1 "192.0.2.7 $good"
  done
  tells mx1
  await heard mx1 "$said"
  unshare -rm sh -c 'mount -t tmpfs -o size=48k qkarma "$1" &&
    cp -a "$2/." "$1" || exit 1
    export QKARMA="$1"
    hear() { timeout 3 tcpclient -RHl0 127.0.0.1 "$3" qkarma-hear; }
    hear "$@" && exit 2
    hear "$@" && exit 3
    mount -o remount,size=1m "$1" || exit 4
    hear "$@"
    cmp "$1/common/current" "$4"' full "$small" "$HOSTS/mx2" "$ENGINE_PORT" \
    "$HOSTS/mx1/common/current" 2>"$SHUNIT_TMPDIR/full"
  assertEquals "$(cat "$SHUNIT_TMPDIR/full")" 0 $?
  assertContains "$(cat "$SHUNIT_TMPDIR/full")" \
    'unable to write to common/current: No space left on device'
}

. shunit2
