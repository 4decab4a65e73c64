# Memory: of connections that are held, the proportional set size.

# All that descends from a process.
descendants() {
  for child in $(cat "/proc/$1/task/$1/children" 2>/dev/null)
  do
    echo "$child"
    descendants "$child"
  done
}

# Of tcpserver the processes that it started, for a server of its own all.
members() {
  if [ -n "$memory_own" ]
  then
    echo "$1"
    descendants "$1"
  else
    cat "/proc/$1/task/$1/children"
  fi
}

# Asked every second, until it grows no more: a connection may be there before
# the process that is to serve it. A minute at most.
settle() {
  pss=1 before=0 asked=0
  while [ $((pss - before)) -gt $((pss / 100)) ] && [ "$asked" -lt 60 ]
  do
    asked=$((asked + 1))
    sleep 1
    before=$pss
    pss=$(for member in $(members "$1")
    do
      cat "/proc/$member/smaps_rollup"
    done 2>/dev/null | awk '/^Pss:/ { sum += $2 } END { print sum + 0 }')
  done
}

# hold SESSION PROGRAM...: many connections; $pss is then what all of them take,
# KiB. 0; 1 they could not be had, and $work/log says why.
hold() {
  play=bench/sessions/$1
  shift
  rm -f "$work/hold" "$work/pid"
  mkfifo "$work/hold"
  load ${from:+-f $from} $memory_own -t 300 -w -n "$held" "$play" "$@" <"$work/hold" \
    >"$work/pid" 2>"$work/log" &
  loading=$!
  exec 8>"$work/hold"
  until [ -s "$work/pid" ]
  do
    kill -0 $loading 2>/dev/null || return
    sleep 0.1
  done
  settle "$(cat "$work/pid")"
  exec 8>&-
  wait $loading
}

# memory SESSION NAME PROGRAM...: under tcpserver.
memory() {
  memory_session=$1 name=$2 memory_own=
  shift 2
  hold "$memory_session" "$@" || no "$name: $(tail -n 1 "$work/log")"
  note_memory
}

note_memory() {
  echo "$name $((pss / held)).$((pss * 10 / held % 10))" >>"$work/figures"
}

# The same for a server of its own, all of it.
memory_of_its_own() {
  memory_session=$1 name=$2 memory_own=-s
  shift 2
  if hold "$memory_session" "$@"
  then
    note_memory
  else
    skip "$name" "$(why)"
  fi
}

# One process holds them all: so there are more of them.
server_waiting() {
  fewer=$held held=5000
  ulimit -S -n "$(ulimit -H -n)"
  with_fast memory_of_its_own silent server.fast \
    sh bench/server_at "$fast/qkarma-server" "$built/sink"
  memory_of_its_own silent server \
    sh bench/server_at "$own/qkarma-server" "$built/sink"
  held=$fewer
}

waiting() {
  title="one of $held connections that wait for the greeting"
  unit='KiB of memory (PSS)'
  use_home open
  memory silent sink "$built/sink"
  EARLYTALKER_WAIT=60
  export EARLYTALKER_WAIT
  with_fast memory silent qkarma.fast "$fast/qkarma-smtpd" \
    "$built/sink"
  memory silent qkarma "$own/qkarma-smtpd" "$built/sink"
  server_waiting
  EARLYTALKER_WAIT=$shortly
  RBLSMTPD='you are listed' memory silent rblsmtpd rblsmtpd true
  memory silent smtpfront-echo smtpfront-echo accept
  ! can postscreen postconf || memory_of_its_own silent postscreen \
    sh bench/postfix "$work/postfix" postscreen dunno postscreen_greet_wait=60s
  ! can qpsmtpd qpsmtpd-forkserver || memory_of_its_own silent qpsmtpd \
    sh bench/qpsmtpd "$work/qpsmtpd" forkserver 'earlytalker wait 60'
}

talking() {
  title="one of $held connections behind their EHLO, without the backend"
  unit='KiB of memory (PSS)'
  use_home open
  memory greeting sink "$built/sink"
  with_fast memory greeting qkarma.fast "$fast/qkarma-smtpd" \
    "$built/sink"
  memory greeting qkarma "$own/qkarma-smtpd" "$built/sink"
  memory greeting smtpfront-echo smtpfront-echo accept
  ! can smtpd postconf || memory_of_its_own greeting smtpd \
    sh bench/postfix "$work/postfix" smtpd permit
}
