# What the tests of qkarma-server share; sourced behind tests/front.sh.

# Starts qkarma-server with these words behind its own on a free port, as
# `serve` does: `server -c 2 -- smtpfront-echo accept`. FORKER is the process
# that forks.
server() {
  server_options=
  while [ "$1" != -- ]
  do
    server_options="$server_options $1"
    shift
  done
  shift
  SERVER_LOG=$SHUNIT_TMPDIR/server.log
  rm -f "$SERVER_LOG"
  : >"$SHUNIT_TMPDIR/port"
  ${SERVER_WITH-} qkarma-server -1 -l localhost $server_options ${RULES:+-x "$RULES"} \
    127.0.0.1 0 "$@" >"$SHUNIT_TMPDIR/port" 2>"$SERVER_LOG" </dev/null &
  SERVER=$!
  await test -s "$SHUNIT_TMPDIR/port" && PORT=$(cat "$SHUNIT_TMPDIR/port")
  FORKER=$(ps -o pid= --ppid "$SERVER" | tr -d ' ')
}

# The newest line of status has this.
status() {
  kill -ALRM "$SERVER"
  sleep 0.05
  grep 'status: ' "$SERVER_LOG" | tail -n 1 | grep -q -e "$1"
}

# So many clients that say nothing (tests/unit/throng.c); `tell WORDS` says what
# they do, `told` prints the next line they print.
throng() {
  rm -f "$SHUNIT_TMPDIR/throng.in" "$SHUNIT_TMPDIR/throng.out"
  mkfifo "$SHUNIT_TMPDIR/throng.in" "$SHUNIT_TMPDIR/throng.out"
  throng_unit "$PORT" "$1" <"$SHUNIT_TMPDIR/throng.in" \
    >"$SHUNIT_TMPDIR/throng.out" &
  THRONG=$!
  exec 8>"$SHUNIT_TMPDIR/throng.in" 7<"$SHUNIT_TMPDIR/throng.out"
  assertEquals "open $1" "$(told)"
}

throng_unit() {
  "$ROOT/tests/bin/throng" "$@"
}

tell() {
  echo "$*" >&8
}

told() {
  IFS= read -r told <&7
  echo "$told"
}

disperse() {
  tell end
  exec 8>&- 7<&-
  wait "$THRONG"
  THRONG=
}

# A client at an address, whose connection stays: `guest 127.0.0.9 NAME`; what
# it hears is in $SHUNIT_TMPDIR/NAME. `leave NAME` lets it go.
guest() {
  : >"$SHUNIT_TMPDIR/$2"
  tcpclient -HRD -i "$1" 127.0.0.1 "$PORT" \
    sh -c 'exec cat <&6 >"$0"' "$SHUNIT_TMPDIR/$2" 2>/dev/null 7<&- 8>&- &
  eval "guest_$2=$!"
}

leave() {
  eval "kill \$guest_$1"
}

# It has been told this.
expect_guest() {
  await grep -q -e "$2" "$SHUNIT_TMPDIR/$1"
}

# may_open PID N: this process can open so many files more; the limit is the
# number behind the last one that is free for them.
may_open() {
  number=0 free=$2
  while [ -e "/proc/$1/fd/$number" ] || [ $((free -= 1)) -ge 0 ]
  do
    number=$((number + 1))
  done
  prlimit --pid "$1" --nofile="$number":
}

# Build tests/unit/NAME.c with the server's room.
server_unit() {
  ROOMS="src/server.a $ROOMS"
  unit "$1"
}
