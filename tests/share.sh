# Hosts that share karma, and a real engine; sourced behind tests/lib.sh and
# tests/store.sh. Each host is a state directory $HOSTS/NAME; `at NAME COMMAND
# ...` runs a command there.

# What a connection leaves that was good, or bad.
good='2 1 0 0 g quit message_accepted'
bad='-3 0 0 1 n quit x neg=1 pd=1 pm=30'

at() {
  at_host=$1
  shift
  QKARMA=$HOSTS/$at_host "$@"
}

# A test without an engine says so.
ready() {
  [ -x "$REDIS" ] || skipped 'needs redis'
}

# Where the engine is, if there can be one. Debian has all of it in one program,
# which does what it is called.
engine_there() {
  HOSTS=$SHUNIT_TMPDIR/hosts
  ENGINE=$SHUNIT_TMPDIR/engine
  mkdir -p "$HOSTS" "$ENGINE"
  if command -v redis-server >/dev/null
  then
    REDIS=$(command -v redis-server) REDIS_CLI=$(command -v redis-cli)
  else
    REDIS=$ENGINE/redis-server
    REDIS_CLI=$FETCHED/redis-tools/usr/bin/redis-cli
    ln -sf "$FETCHED/redis-tools/usr/bin/redis-check-rdb" "$REDIS"
    LIBRARIES=$(echo "$FETCHED"/redis-tools/usr/lib/*-linux-*)
  fi
  [ -x "$REDIS" ]
}

redis() {
  LD_LIBRARY_PATH=${LIBRARIES-} "$REDIS_CLI" -p "$ENGINE_PORT" "$@"
}

# Starts the engine, on a free port the first time; it keeps what it has in its
# directory. More options may follow. `engine_starts` does not wait until it
# answers.
engine() {
  engine_starts "$@"
  await engine_answers
}

engine_starts() {
  [ -n "${ENGINE_PORT-}" ] || { free_port; ENGINE_PORT=$FREE; }
  LD_LIBRARY_PATH=${LIBRARIES-} "$REDIS" --port "$ENGINE_PORT" \
    --bind 127.0.0.1 --dir "$ENGINE" --appendonly yes --appendfsync always \
    --save '' --loglevel warning "$@" >>"$ENGINE/log" 2>&1 </dev/null &
  REDIS_PID=$!
}

engine_answers() {
  redis ping 2>/dev/null | grep -q -e PONG -e NOAUTH
}

unengine() {
  [ -n "${REDIS_PID-}" ] || return 0
  kill "${1:--KILL}" "$REDIS_PID" 2>/dev/null
  wait "$REDIS_PID" 2>/dev/null
  REDIS_PID=
}

# An engine that was never there.
new_engine() {
  unengine
  rm -rf "$ENGINE/appendonlydir" "$ENGINE/dump.rdb"
}

# A new host, with a journal of its own.
host() {
  mkdir "$HOSTS/$1"
  at "$1" qkarma init -u "$(id -u)" -g "$(id -g)" >/dev/null
  echo "$1" >"$HOSTS/$1/control/host"
  rm "$HOSTS/$1/journal/current"
  at "$1" qkarma-fold
}

# The first host begins: with a line, so that there is something to share.
first_host() {
  host "$1"
  echo "$(date +%s) 192.0.2.1 0 0 0 0 - quit -" | sign \
    >>"$HOSTS/$1/journal/current"
  at "$1" qkarma share begin mx >/dev/null || fail "$1 cannot begin"
}

# Another one, with what a host knows.
joins() {
  host "$1"
  copies "$1" "$2"
}

copies() {
  mkdir -p "$HOSTS/$1/common"
  cp -p "$HOSTS/$2/control/share" "$HOSTS/$1/control/share"
  cp -p "$HOSTS/$2"/common/* "$HOSTS/$1/common/"
  [ ! -e "$HOSTS/$2/karma.cdb" ] ||
    cp -p "$HOSTS/$2/karma.cdb" "$HOSTS/$1/karma.cdb"
}

# say HOST 'LINE'...: lines of a journal, of now, each with a number of its own.
said=0
say() {
  say_host=$1
  shift
  for line
  do
    said=$((said + 1))
    echo "$(date +%s) $line helo=line$said" | sign
  done >>"$HOSTS/$say_host/journal/current"
}

# A line that has waited for longer than we have patience for.
say_of_old() {
  said=$((said + 1))
  echo "$(($(date +%s) - 60)) $2 helo=line$said" | sign \
    >>"$HOSTS/$1/journal/current"
}

# Behind a UCSPI client, in its place: `client HOST qkarma-tell`, in a subshell.
client() {
  export QKARMA="$HOSTS/$1"
  shift
  exec tcpclient -RHl0 127.0.0.1 "$ENGINE_PORT" "$@"
}

# tells HOST [OPTION...], hears HOST: in the background, until `silent HOST`, or
# the engine ends it.
tells() {
  tells_host=$1
  shift
  client "$tells_host" qkarma-tell -i 20 "$@" \
    2>>"$HOSTS/$tells_host/tell.log" </dev/null &
  echo $! >"$HOSTS/$tells_host/tell.pid"
}

hears() {
  client "$1" qkarma-hear 2>>"$HOSTS/$1/hear.log" </dev/null &
  echo $! >"$HOSTS/$1/hear.pid"
}

# All of these do both, from the beginning of their journals on.
all_tell() {
  for one
  do
    tells "$one" -o
    hears "$one"
  done
}

silent() {
  for pid in $(cat "$HOSTS/$1"/*.pid 2>/dev/null)
  do
    kill "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
  done
  rm -f "$HOSTS/$1"/*.pid
}

# An engine and two hosts that share it, mx1 and mx2, afresh, if there can be
# one; and their end.
two_hosts() {
  engine_there || return 0
  rm -rf "$HOSTS"
  mkdir "$HOSTS"
  new_engine
  engine
  first_host mx1
  joins mx2 mx1
}

no_hosts() {
  silent mx1
  silent mx2
  unengine
}

# All of these have heard what was said last.
all_hear() {
  for hearer
  do
    await heard "$hearer" "$said"
  done
}

# Each says something, and both hear it.
both_speak() {
  all_tell mx1 mx2
  say mx1 "192.0.2.7 $bad"
  all_hear mx2
  say mx2 "192.0.2.8 $good"
  all_hear mx1 mx2
}

# Each says something now, and both hear it, and what was said before it, whoever
# must be started again.
both_go_on() {
  say mx1 "192.0.2.9 $bad"
  say mx2 "192.0.2.8 $good"
  await supervised 'mx1 mx2' heard mx2 "$((said - 1))"
  await supervised 'mx1 mx2' heard mx1 "$said"
  await supervised 'mx1 mx2' same_logs mx1 mx2
  assert_each_line_once mx2 mx1 mx2
  assert_same_records mx1 mx2
}

# An engine beside the first, which follows it: its port is in OTHER_PORT.
replica() {
  mkdir -p "$ENGINE/other"
  free_port
  OTHER_PORT=$FREE
  LD_LIBRARY_PATH=${LIBRARIES-} "$REDIS" --port "$OTHER_PORT" --bind 127.0.0.1 \
    --dir "$ENGINE/other" --save '' --replicaof 127.0.0.1 "$ENGINE_PORT" \
    --loglevel warning >>"$ENGINE/log" 2>&1 </dev/null &
  OTHER_PID=$!
  await replica_has_it
}

replica_has_it() {
  [ "$(redis -p "$OTHER_PORT" exists qkarma:mx:log 2>/dev/null)" = 1 ]
}

# Now the first is the replica: what it had that the other one has not is gone.
demote() {
  redis replicaof 127.0.0.1 "$OTHER_PORT" >/dev/null
  await follows_other
}

follows_other() {
  redis info replication | grep -q 'master_link_status:up'
}

no_replica() {
  [ -z "${OTHER_PID-}" ] || kill -KILL "$OTHER_PID" 2>/dev/null
  OTHER_PID=
}

# A supervisor starts a program of these hosts again when it ends, and leaves the
# other one alone.
supervised() {
  for one in $1
  do
    running "$one" tell || tells "$one" -o
    running "$one" hear || hears "$one"
  done
  shift
  "$@"
}

running() {
  [ -e "$HOSTS/$1/$2.pid" ] && kill -0 "$(cat "$HOSTS/$1/$2.pid")" 2>/dev/null
}

# seeds HOST PEER: share-seed, over an ssh that goes nowhere.
seeds() {
  rsync=$(command -v rsync) || rsync=$FETCHED/rsync/usr/bin/rsync
  printf '#!/bin/sh\nshift\nexec sh -c "$*"\n' >"$SHUNIT_TMPDIR/ssh"
  chmod +x "$SHUNIT_TMPDIR/ssh"
  libraries=$(echo "$FETCHED"/rsync/usr/lib/*-linux-*)
  at "$1" env LD_LIBRARY_PATH="$libraries" PEER_HOME="$HOSTS/$2" \
    RSYNC="$rsync -tc --rsync-path=$rsync -e $SHUNIT_TMPDIR/ssh" \
    sh "$ROOT/run/share/share-seed" peer
}

# The log of a host, all of it, without the frames.
log_of() {
  cat $(ls "$HOSTS/$1"/common/mx.* 2>/dev/null) "$HOSTS/$1/common/current" |
    grep -a '^@'
}

# Does a host have a line of this number?
heard() {
  log_of "$1" | grep -q "helo=line$2 "
}

# So many lines are in this host's log.
has_lines() {
  [ "$(log_of "$1" | grep -c '')" -ge "$2" ]
}

# The logs are the same, byte for byte.
same_logs() {
  for same
  do
    (cd "$HOSTS/$same/common" && cksum mx.* current 2>/dev/null)
  done | sort | uniq -c | awk -v n=$# '$1 != n { exit 1 }'
}

# Every line of each journal is in this host's log exactly once.
assert_each_line_once() {
  once=$1
  shift
  for journal
  do
    cat "$HOSTS/$journal"/journal/"$journal".* \
      "$HOSTS/$journal/journal/current" 2>/dev/null | grep -a '^@'
  done | grep 'helo=line[0-9]' | sort >"$SHUNIT_TMPDIR/told"
  log_of "$once" | grep 'helo=line[0-9]' | sort >"$SHUNIT_TMPDIR/heard"
  comm -23 "$SHUNIT_TMPDIR/heard" "$SHUNIT_TMPDIR/told" >"$SHUNIT_TMPDIR/other"
  comm -13 "$SHUNIT_TMPDIR/heard" "$SHUNIT_TMPDIR/told" \
    >"$SHUNIT_TMPDIR/missing"
  assertEquals 'in the log, and in no journal' '' \
    "$(cat "$SHUNIT_TMPDIR/other")"
  assertEquals 'not in the log' '' "$(cat "$SHUNIT_TMPDIR/missing")"
  assertEquals 'twice' '' "$(uniq -d "$SHUNIT_TMPDIR/heard")"
}

# All records of a host, after a fold that leaves them comparable.
records_of() {
  at "$1" qkarma-fold -f >/dev/null 2>&1 || fail "$1 does not fold"
  QKARMA=$HOSTS/$1 dump
}

assert_same_records() {
  records_of "$1" >"$SHUNIT_TMPDIR/records"
  for other
  do
    assertEquals "records of $other" "$(cat "$SHUNIT_TMPDIR/records")" \
      "$(records_of "$other")"
  done
}
