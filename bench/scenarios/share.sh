# Several hosts: processor time, and memory, for a backlog that one host tells
# an engine, and another hears; and for lines that come one by one.

# Debian has all of it in one program, which does what it is called; bench/deps
# has unpacked it.
engine_there() {
  engine=$(command -v redis-server) && return
  unpacked=${FETCHED:-$PWD/tests/fetched}/redis-tools/usr
  engine=$work/redis-server engine_libraries=$(echo "$unpacked"/lib/*-linux-*)
  ln -sf "$unpacked/bin/redis-check-rdb" "$engine" && [ -x "$engine" ]
}

# An empty one, which listens at $engine_port.
engine_begin() {
  engine_port=$(perl -MSocket -e 'socket(S, PF_INET, SOCK_STREAM, 0);
    bind(S, sockaddr_in(0, INADDR_LOOPBACK));
    print((sockaddr_in(getsockname(S)))[0])')
  export engine_port
  LD_LIBRARY_PATH=${engine_libraries-} "$engine" --bind 127.0.0.1 \
    --port "$engine_port" --dir "$work" --save '' >"$work/engine" 2>&1 &
  engine_pid=$!
  until engine_says PING | grep -q PONG
  do
    kill -0 "$engine_pid" || no "redis: $(tail -n 1 "$work/engine")"
    sleep 0.1
  done
}

engine_end() {
  kill "$engine_pid"
  wait "$engine_pid" 2>/dev/null
}

engine_says() {
  printf '%s\r\n' "$1" QUIT |
    tcpclient -RHl0 127.0.0.1 "$engine_port" sh -c 'cat >&7; cat <&6' \
      2>/dev/null | tr -d '\r'
}

# One host begins a log, another one copies it.
two_hosts() {
  rm -rf "$work/homes/told" "$work/homes/heard"
  fresh_home heard
  fresh_home told
  qkarma share begin mx >/dev/null 2>"$work/log" || no "$(cat "$work/log")"
  cp "$QKARMA/control/share" "$work/homes/heard/control/"
  mkdir -p "$work/homes/heard/common"
  cp "$QKARMA/common/current" "$work/homes/heard/common/"
}

until_is() {
  until "$@"
  do
    sleep 0.2
  done
}

# What it costs until a command is true, when the engine ends it.
until_true() {
  wanted=$1
  shift
  once_cost "$1" sh -c 'tcpclient -RHl0 127.0.0.1 "$engine_port" "$@" 2>&3
    [ $? = 111 ]' sh "$@" 3>/dev/null &
  until_is "$wanted"
  engine_says 'CLIENT KILL TYPE normal' >/dev/null
  wait $!
}

# Where the engine has how far the journal was told.
place() {
  echo "qkarma:mx:at:$(cat "$QKARMA/control/host" 2>/dev/null || uname -n)"
}

all_told() {
  engine_says "GET $(place)" |
    grep -q " $(wc -c <"$QKARMA/journal/current")\$"
}

all_heard() {
  [ "$(cat "$QKARMA"/common/mx.* "$QKARMA/common/current" 2>/dev/null |
    grep -a -c '^@')" -ge "$told_lines" ]
}

shared() {
  title="$journal_lines lines to an engine, and from there to another host"
  [ -e "$work/backlog" ] || lines "$journal_lines" "$journal_clients" \
    >"$work/backlog"
  once_cost count sh bench/count "$work/backlog"
  engine_there || {
    skip qkarma-tell 'needs redis'
    skip qkarma-hear 'needs redis'
    return
  }
  engine_begin
  two_hosts
  cat "$work/backlog" >>"$QKARMA/journal/current"
  until_true all_told qkarma-tell
  use_home heard
  told_lines=$journal_lines
  until_true all_heard qkarma-hear
  engine_end
}

# 3000 lines a second, each with a write of its own.
trickle() {
  perl -e '$| = 1; while (<>) { print; select undef, undef, undef, 0.01
    unless $. % 30 }' "$work/trickle"
}

# Both programs together, while lines come.
at_once() {
  export tell="$2" hear="$3"
  once_cost "$1" sh -c 'tcpclient -RHl0 127.0.0.1 "$engine_port" $tell 2>&3 &
    tcpclient -RHl0 127.0.0.1 "$engine_port" $hear 2>&3
    wait' 3>/dev/null &
  trickle >>"$QKARMA/journal/current"
  until_is all_told
  use_home heard
  until_is all_heard
  engine_says 'CLIENT KILL TYPE normal' >/dev/null
  wait $!
}

steady() {
  told_lines=60000
  title="$told_lines lines, 3000 a second, told and heard meanwhile"
  engine_there || {
    skip qkarma 'needs redis'
    return
  }
  lines "$told_lines" "$told_lines" >"$work/trickle"
  homes=$work/homes log=qkarma:mx:log
  for pair in least qkarma
  do
    engine_begin
    two_hosts
    case $pair in
      least) at_once least \
        "least_share tell $homes/told/journal/current $log $(place)" \
        "least_share hear $homes/heard/common/current $log" ;;
      qkarma) at_once qkarma "env QKARMA=$homes/told qkarma-tell" \
        "env QKARMA=$homes/heard qkarma-hear" ;;
    esac
    engine_end
  done
}
