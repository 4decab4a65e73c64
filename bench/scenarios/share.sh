# Several hosts: processor time, and memory, for a backlog that one host tells
# an engine, and another hears.

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
  cat "$work/backlog" >>"$QKARMA/journal/current"
}

# What it costs until a command is true, when the engine ends it.
until_true() {
  wanted=$1
  shift
  once_cost "$1" sh -c 'tcpclient -RHl0 127.0.0.1 "$engine_port" "$@" 2>&3
    [ $? = 111 ]' sh "$@" 3>/dev/null &
  until "$wanted"
  do
    sleep 0.2
  done
  engine_says 'CLIENT KILL TYPE normal' >/dev/null
  wait $!
}

all_told() {
  engine_says "GET qkarma:mx:at:$(cat "$QKARMA/control/host" 2>/dev/null ||
    uname -n)" | grep -q " $(wc -c <"$QKARMA/journal/current")\$"
}

all_heard() {
  [ "$(cat "$QKARMA"/common/mx.* "$QKARMA/common/current" 2>/dev/null |
    grep -a -c '^@')" -ge "$journal_lines" ]
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
  until_true all_told qkarma-tell
  use_home heard
  until_true all_heard qkarma-hear
  kill "$engine_pid"
  wait "$engine_pid" 2>/dev/null
}
