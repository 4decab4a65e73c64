# What a siege is: a server, what its clients do, and whether its promises were
# kept; sourced by tests/siege behind tests/front.sh.

STAYS=120           # seconds in which a process that ends has ended
MORE=4096           # KiB that a process may have more than in a quiet session
EACH=4              # ... and qkarma-server for each of its clients

# number N: so many clients, or as many as there may be.
number() {
  if [ -n "$SMALL" ] && [ "$SMALL" -lt "$1" ]
  then
    echo "$SMALL"
  else
    echo "$1"
  fi
}

# bench/cost.c, which knows the greatest process of all that were waited for.
measure() {
  mkdir -p tests/bin
  for unit in cost spent
  do
    $(head -n 1 conf-cc) -o "tests/bin/$unit.o" "bench/$unit.c" || exit 111
  done
  $(head -n 1 conf-ld) -o tests/bin/cost tests/bin/cost.o tests/bin/spent.o \
    -lskarnet || exit 111
}

end_all() {
  for pid in $THRONG $FOLD $SERVER
  do
    kill "$pid" 2>/dev/null
  done
}

# --- A siege: `begin`, what the clients do, `ended`, `verdict`.

# begin tcpserver|qkarma-server LINE...: with these lines in control/checks, and
# the mail server that is built in.
begin() {
  PROGRAM=$1 broken=
  shift
  fresh_home
  mkdir -p "$QKARMA/Maildir/new" "$QKARMA/Maildir/cur" "$QKARMA/Maildir/tmp"
  echo "@example.org $QKARMA/Maildir" >"$QKARMA/control/maildirs"
  printf '%s\n' 'karma private 1' "$@" | checks
  case $PROGRAM in
    tcpserver)
      open_at tcpserver -1 -HRD -l localhost -c 4000 -b 4000 127.0.0.1 0 \
        qkarma-smtpd
      ;;
    qkarma-server) open_at qkarma-server -1 -l localhost -c 4000 127.0.0.1 0 ;;
  esac
  quiet=$(processes)
}

open_at() {
  SERVER_LOG=$SHUNIT_TMPDIR/server.log
  : >"$SHUNIT_TMPDIR/port"
  cost sh -c 'exec "$@" >"$0"' "$SHUNIT_TMPDIR/port" "$@" \
    >"$SHUNIT_TMPDIR/cost" 2>"$SERVER_LOG" </dev/null &
  COST=$!
  await test -s "$SHUNIT_TMPDIR/port"
  PORT=$(cat "$SHUNIT_TMPDIR/port")
  SERVER=$(ps -o pid= --ppid "$COST" | tr -d ' ')
}

# All those that were started for this server: they are one group.
processes() {
  ps -eo pgid= | awk -v group="$SERVER" '$1 == group { n++ }
    END { print n + 0 }'
}

lines() {
  cat "$QKARMA"/journal/*.?????????? "$QKARMA/journal/current" 2>/dev/null |
    grep -c '^@'
}

# Messages that have arrived.
messages() {
  ls "$QKARMA/Maildir/new" | wc -l
}

# expect WHAT WANTED GOT: a promise of this siege only.
expect() {
  [ "$2" = "$3" ] || broken="$broken; $1: $3, not $2"
}

# at_most WHAT MOST GOT
at_most() {
  [ "$3" -le "$2" ] || broken="$broken; $1: $3, at most $2"
}

# ended CONNECTIONS: the clients have gone, or soon will be. Waits for the end
# of what was started for them, and for their lines.
ended() {
  end=$(($(date +%s) + STAYS))
  until over "$1" || [ "$(date +%s)" -ge "$end" ]
  do
    sleep 0.1
  done
  left=$(($(processes) - quiet))
  lines=$(lines)
  kill "$SERVER"
  [ "$left" = 0 ] || kill -s KILL -- "-$SERVER"
  wait "$COST" 2>/dev/null
  SERVER=
  memory=$(cut -d ' ' -f 3 "$SHUNIT_TMPDIR/cost")
}

over() {
  [ "$(processes)" -le "$quiet" ] && [ "$(lines)" -ge "$1" ]
}

# What a process has in a session that asks for nothing.
session_of_one() {
  begin "$1" 'earlytalker wait 0'
  printf 'QUIT\r\n' | swarm "$PORT" 1 1 >/dev/null
  ended 1
  echo "$memory"
}

# verdict SCENE CONNECTIONS DID PROMISED
verdict() {
  expect 'lines' "$2" "$lines"
  expect 'processes left' 0 "$left"
  case $PROGRAM in
    tcpserver) at_most 'KiB' $((least_tcpserver + MORE)) "$memory" ;;
    *) at_most 'KiB' $((least_server + MORE + EACH * $2)) "$memory" ;;
  esac
  if [ -z "$broken" ]
  then
    verdict=good
  else
    verdict=BAD
    bad=$((bad + 1))
  fi
  echo "$verdict $1: $3; promised: $4${broken:-; kept}: $2 connections, $lines\
 lines, $left processes left, $memory KiB"
}

