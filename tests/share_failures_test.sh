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
  no_replica
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
  replica
  redis -p "$OTHER_PORT" replicaof no one >/dev/null
  say mx1 "192.0.2.9 $good" "192.0.2.9 $bad"
  await heard mx2 "$said"
  demote
  say mx2 "192.0.2.10 $bad"
  await supervised 'mx1 mx2' grep -q READONLY "$HOSTS/mx2/tell.log"
  await supervised 'mx1 mx2' grep -q 'back to byte' "$HOSTS/mx2/hear.log"
  redis replicaof no one >/dev/null
  both_go_on
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

# Who tells has left out what this host's journal has, and what comes from now
# on has a new segment.
left_out() {
  began=$(sed 1q "$HOSTS/$1/journal/current")
  tells "$1"
  await begins_anew "$1" "$began"
  assertContains "$(cat "$HOSTS/$1/tell.log")" 'what came since is not told'
  silent "$1"
}

# Its journal has another segment than the one that begins so.
begins_anew() {
  [ "$(sed 1q "$HOSTS/$1/journal/current")" != "$2" ]
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
  left_out mx1
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
  left_out mx1
  assert_goes_on_behind 'but journal/current is segment 1 of'
}

# Who hears looks whether a line of this host waits, every few seconds for as
# long as nothing comes; also in a journal that is not what was told.
test_looking_into_a_journal_leaves_nothing_open() {
  unit waiting
  host mx5
  assertEquals 'waiting: 0; 0 more are open' "$(waiting "$HOSTS/mx5")"
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

# A disk for a state directory that is soon full: where, in $small.
small_disk() {
  small=$SHUNIT_TMPDIR/small
  mkdir -p "$small"
  unshare -rm mount -t tmpfs -o size=64k qkarma "$small" 2>/dev/null ||
    skipped 'needs a tmpfs of our own'
}

test_a_full_disk() {
  ready && small_disk || return 0
  for i in $(seq 400)
  do
    say mx1 "192.0.2.7 $good"
  done
  tells mx1
  hears mx1
  await heard mx1 "$said"
  timeout 300 unshare -rm sh -c 'mount -t tmpfs -o size=48k qkarma "$1" &&
    cp -a "$2/." "$1" || exit 1
    export QKARMA="$1"
    hear() { timeout "$2" tcpclient -RHl0 127.0.0.1 "$1" qkarma-hear; }
    hear "$3" 100 && exit 2
    hear "$3" 100 && exit 3
    mount -o remount,size=1m "$1" || exit 4
    until cmp -s "$1/common/current" "$4"
    do
      hear "$3" 3
    done
    exit 0' full "$small" "$HOSTS/mx2" "$ENGINE_PORT" \
    "$HOSTS/mx1/common/current" 2>"$SHUNIT_TMPDIR/full"
  assertEquals "$(cat "$SHUNIT_TMPDIR/full")" 0 $?
  assertContains "$(cat "$SHUNIT_TMPDIR/full")" \
    'unable to write to common/current: No space left on device'
}

# What must be written for it can wait; what is there is told.
test_a_full_disk_of_who_tells() {
  ready && small_disk || return 0
  hears mx2
  say mx1 "192.0.2.7 $bad"
  timeout 300 unshare -rm sh -c 'mount -t tmpfs -o size=100k qkarma "$1" &&
    cp -a "$2/." "$1" || exit 1
    export QKARMA="$1"
    tell() { timeout "$2" tcpclient -RHl0 127.0.0.1 "$1" qkarma-tell -o; }
    cat /dev/zero >"$1/filler" 2>/dev/null
    until grep -q "$5" "$6"
    do
      tell "$3" 3
    done
    head -n 1 "$1/journal/current" >"$4"
    cat "$4" >"$1/journal/current"
    cat /dev/zero >>"$1/filler" 2>/dev/null
    tell "$3" 100 && exit 2
    rm "$1/filler"
    while grep -q "mx1 0000000001" "$1/journal/current"
    do
      tell "$3" 3
    done
    exit 0' full "$small" "$HOSTS/mx1" "$ENGINE_PORT" "$SHUNIT_TMPDIR/current" \
    "helo=line$said " "$HOSTS/mx2/common/current" 2>"$SHUNIT_TMPDIR/full"
  assertEquals "$(cat "$SHUNIT_TMPDIR/full")" 0 $?
  assertContains "$(cat "$SHUNIT_TMPDIR/full")" 'No space left on device'
}

# Alone, it writes to the common log, or would. With room it goes on, and comes
# back as if nothing had been.
test_a_full_disk_of_who_is_alone() {
  ready && small_disk || return 0
  hears mx2
  say_of_old mx1 "192.0.2.7 $bad"
  for i in $(seq 200)
  do
    say mx1 "192.0.2.7 $good"
  done
  timeout 300 unshare -rm sh -c 'mount -t tmpfs -o size=128k qkarma "$1" &&
    cp -a "$2/." "$1" || exit 1
    export QKARMA="$1"
    client() { timeout 3 tcpclient -RHl0 127.0.0.1 "$1" "$2"; }
    head -c 70000 /dev/zero >"$1/filler"
    cat /dev/zero >>"$1/filler" 2>/dev/null
    truncate -s -8k "$1/filler"
    qkarma-hear -a 1 && exit 2
    rm "$1/filler"
    qkarma-hear -a 1 || exit 3
    grep -q "^#@ A-" "$1/common/current" || exit 4
    qkarma-fold -n || exit 5
    while grep -q "^#@ A-" "$1/common/current" ||
      ! grep -q "$5" "$1/common/current"
    do
      client "$3" qkarma-tell
      client "$3" qkarma-hear
    done
    cp "$1/common/current" "$4"' full "$small" "$HOSTS/mx1" "$ENGINE_PORT" \
    "$SHUNIT_TMPDIR/current" "helo=line$said " 2>"$SHUNIT_TMPDIR/full"
  assertEquals "$(cat "$SHUNIT_TMPDIR/full")" 0 $?
  assertContains "$(cat "$SHUNIT_TMPDIR/full")" \
    'unable to write to common/current: No space left on device'
  await heard mx2 "$said"
  assertTrue 'the same log' \
    "cmp -s $HOSTS/mx2/common/current $SHUNIT_TMPDIR/current"
}

# Its journal began when it was called after the machine. In the log it is what
# control/host says.
test_a_host_that_got_another_name() {
  ready || return 0
  mkdir "$HOSTS/mx3"
  at mx3 qkarma init -u "$(id -u)" -g "$(id -g)" >/dev/null
  sed '1s/ [^ ]* \([0-9]\{10\}\)/ elsewhere \1/; s/ ~....$//' \
    "$HOSTS/mx3/journal/current" | digits >"$HOSTS/mx3/new"
  mv "$HOSTS/mx3/new" "$HOSTS/mx3/journal/current"
  echo mx3 >"$HOSTS/mx3/control/host"
  copies mx3 mx1
  hears mx1
  all_tell mx3
  say mx3 "192.0.2.8 $bad"
  await heard mx1 "$said"
  silent mx3
  say mx3 "192.0.2.9 $bad"
  all_tell mx3
  await heard mx1 "$said"
  await heard mx3 "$said"
  silent mx3
  assert_each_line_once mx1 mx3
  assertContains "$(at mx3 qkarma share)" 'mx3: up to'
  assertContains "$(at mx3 qkarma share)" 'all of our lines were heard'
  assertNotContains "$(at mx3 qkarma check 2>&1)" 'nothing of this host'
}

test_the_first_host_that_got_another_name() {
  ready || return 0
  mkdir "$HOSTS/mx3"
  at mx3 qkarma init -u "$(id -u)" -g "$(id -g)" >/dev/null
  echo "$(date +%s) 192.0.2.1 0 0 0 0 - quit -" | sign \
    >>"$HOSTS/mx3/journal/current"
  echo mx3 >"$HOSTS/mx3/control/host"
  at mx3 qkarma share begin mx >/dev/null
  assertContains "$(at mx3 qkarma share)" 'mx3: up to'
  assertContains "$(at mx3 qkarma share)" 'all of our lines were heard'
}

# How far one goes back has a limit for what the engine has lost, and none for
# what is ours alone: here no byte may be lost.
test_a_host_that_was_alone_for_long_comes_back() {
  ready || return 0
  both_speak
  silent mx1
  say_of_old mx1 "192.0.2.10 $bad"
  at mx1 qkarma-hear -a 1 2>/dev/null
  assertContains "$(cat "$HOSTS/mx1/common/current")" '#@ A-'
  here=$ROOT/tests/bin/near
  mkdir -p "$here"
  (
    cd "$ROOT" || exit
    $(head -n 1 conf-cc) -DBACK_MIB=0 -o "$here/back.o" src/share/back.c &&
      $(sed 's/ -static//; q' conf-ld) -o "$here/qkarma-hear" \
        src/qkarma-hear.o "$here/back.o" $ROOMS -lhiredis -lcares -lcdb \
        -lskarnet
  ) || fail 'qkarma-hear does not build'
  PATH=$here:$PATH
  both_go_on
  PATH=${PATH#*:}
  assertNotContains "$(cat "$HOSTS/mx1/common/current")" '#@ A-'
}

# It is in the list for as long as the log is, and nobody waits for it.
test_a_host_that_never_comes_back() {
  ready || return 0
  say mx1 "192.0.2.7 $bad"
  tells_by_hand mx1 "$((($(date +%s) - 3600) * 1000))-0"
  all_tell mx2
  say mx2 "192.0.2.8 $good"
  await heard mx2 "$said"
  state=$(at mx2 qkarma share)
  assertEquals "$state" 1 "$(echo "$state" |
    grep -c '^  mx1: .* last heard 6[0-9] min ago: silent$')"
  assertEquals "$state" 1 "$(echo "$state" | grep -c silent)"
  assertContains "$state" 'all of our lines were heard'
  assertNotContains "$(at mx2 qkarma check 2>&1)" share

  # Another machine gets its name.
  rm -r "$HOSTS/mx1"
  joins mx1 mx2
  left_out mx1
  all_tell mx1
  say mx1 "192.0.2.9 $bad"
  await supervised 'mx1 mx2' heard mx2 "$said"
  await supervised 'mx1 mx2' same_logs mx1 mx2
  assert_same_records mx1 mx2
  assertContains "$(at mx2 qkarma show 192.0.2.7)" 'days left'
}

. shunit2
