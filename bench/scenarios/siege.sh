# A siege: a thousand silent bots a second, and ten good clients, of whom nothing
# is known either; 40 connections at once, a wait of one second.

# besieged NAME COMMAND...: a server that listens at $PORT.
besieged() {
  name=$1
  shift
  PORT=$(perl -MSocket -e 'socket(S, PF_INET, SOCK_STREAM, 0);
    bind(S, sockaddr_in(0, INADDR_LOOPBACK));
    print((sockaddr_in(getsockname(S)))[0])')
  export PORT
  "$@" >/dev/null 2>"$work/besieged" &
  besieged=$!
  sleep 0.5
  take besiege 1000 10 "$siege_seconds" 1000 "$PORT"
  kill "$besieged"
  wait "$besieged" 2>/dev/null
}

siege() {
  title="a good client among 1000 bots a second: beyond its wait, and lost"
  unit='milliseconds by the clock, and per cent'
  use_home open
  also=2 siege_seconds=10
  [ -z "$full" ] || siege_seconds=60
  EARLYTALKER_WAIT=1
  export EARLYTALKER_WAIT
  besieged tcpserver sh -c 'exec tcpserver -HRD -llocalhost -c40 127.0.0.1 \
    "$PORT" "$0"' "$own/qkarma-smtpd"
  with_fast besieged server.fast sh bench/server_at "$fast/qkarma-server" -c 40
  besieged server sh bench/server_at "$own/qkarma-server" -c 40
  EARLYTALKER_WAIT=$shortly
}
