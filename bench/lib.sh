# What bench/run stands on: building, measuring, the table.

shortly=0.0001   # the greeting's delay, where waiting is not the matter: none

no() {
  echo "bench: $*" >&2
  exit 1
}

# The programs that measure, and the floor, once as we are built, once as
# `make fast` builds.
prepare() {
  sh bench/deps && make all >/dev/null || exit
  work=$(mktemp -d) || exit 111
  trap 'rm -rf "$work"' EXIT
  trap 'exit 111' HUP INT TERM
  built=$PWD/bench/bin
  PATH=$built:$PWD/bin:$PATH:/usr/sbin
  EARLYTALKER_WAIT=$shortly KARMA_PRIVATE=1 LIMITS_AUTH=0
  export PATH EARLYTALKER_WAIT KARMA_PRIVATE LIMITS_AUTH
  unset RELAYCLIENT WHITELISTCLIENT WHITELISTHOST RBLSMTPD
  build || exit 111
  if [ -n "$full" ]
  then
    count=2000 held=500
    journal_lines=10000000 journal_clients=1000000 base_records=10000000
  else
    count=300 held=100
    journal_lines=1000000 journal_clients=100000 base_records=1000000
  fi
}

build() {
  mkdir -p "$built" || return
  for source in spent load cost noop sink lines
  do
    $(head -n 1 conf-cc) -o "$built/$source.o" "bench/$source.c" || return
  done
  link=$(head -n 1 conf-ld)
  for program in load cost
  do
    $link -o "$built/$program" "$built/$program.o" "$built/spent.o" \
      -lskarnet || return
  done
  for program in noop sink lines
  do
    $link -o "$built/$program" "$built/$program.o" src/karma.a src/base.a \
      -lskarnet || return
  done
  with_fast musl-gcc -static -o "$built/noop.fast" bench/noop.c
}

# What needs the programs of `make fast`.
with_fast() {
  [ ! -x fast/bin/qkarma-smtpd ] || "$@"
}

# A state directory, by name, and its use.
fresh_home() {
  use_home "$1"
  mkdir -p "$QKARMA" &&
    qkarma init -u "$(id -u)" -g "$(id -g)" >/dev/null || exit 111
}

use_home() {
  QKARMA=$work/homes/$1
  export QKARMA
}

fold() {
  qkarma-fold "$@" 2>"$work/log" || no "$(tail -n 1 "$work/log")"
}

# Who connects here is in the box, and is looked up among some more.
boxed_home() {
  fresh_home boxed
  lines 1000 1000 >>"$QKARMA/journal/current"
  EARLYTALKER_REJECT=1 KARMA_STRIKES=1 \
    load bench/sessions/early "$PWD/bin/qkarma-smtpd" true >/dev/null 2>&1
  fold >/dev/null
}

# A mailbox for everybody at example.net.
open_home() {
  fresh_home open
  mkdir -p "$work/Maildir/new" "$work/Maildir/cur" "$work/Maildir/tmp"
  echo "@example.net $work/Maildir" >"$QKARMA/control/maildirs"
  lines 1000 1000 >>"$QKARMA/journal/current"
  fold >/dev/null
}

# --- One measurement of one contestant: a line `NAME VALUE [VALUE]` into
# $work/figures.

take() {
  if figures=$("$@" 2>"$work/log")
  then
    echo "$name" "$figures" | cut -d ' ' -f "1,$((column + 1))$more" \
      >>"$work/figures"
  else
    no "$name: $(tail -n 1 "$work/log")"
  fi
}

# connections SESSION NAME PROGRAM...
connections() {
  play=bench/sessions/$1 name=$2
  shift 2
  take load -n "$count" "$play" "$@"
}

once() {
  play=bench/sessions/$1 name=$2
  shift 2
  take load -n 3 "$play" "$@"
}

# A whole command: CPU and memory.
once_cost() {
  name=$1 more=,4
  shift
  take cost "$@"
}

# Our own program, both builds, with the backend that is named.
ours() {
  session=$1
  shift
  connections "$session" "qkarma+$1" "$PWD/bin/qkarma-smtpd" "$@"
  with_fast connections "$session" "qkarma.fast+$1" \
    "$PWD/fast/bin/qkarma-smtpd" "$@"
}

ours_maildir() {
  connections "$1" qkarma+maildir "$PWD/bin/qkarma-smtpd" \
    "$PWD/bin/qkarma-maildir"
  with_fast connections "$1" qkarma.fast+maildir.fast \
    "$PWD/fast/bin/qkarma-smtpd" "$PWD/fast/bin/qkarma-maildir"
}

# The backends alone.
bare() {
  connections "$1" smtpfront-echo smtpfront-echo accept
  connections "$1" maildir "$PWD/bin/qkarma-maildir"
  with_fast connections "$1" maildir.fast "$PWD/fast/bin/qkarma-maildir"
}

# memory SESSION NAME PROGRAM...: of many connections that are held, the
# average proportional set size of the server's children.
memory() {
  play=bench/sessions/$1 name=$2
  shift 2
  mkfifo "$work/hold"
  load -n "$held" -w "$play" "$@" <"$work/hold" >"$work/pid" 2>"$work/log" &
  loading=$!
  exec 8>"$work/hold"
  until [ -s "$work/pid" ]
  do
    kill -0 $loading 2>/dev/null || no "$name: $(tail -n 1 "$work/log")"
    sleep 0.1
  done
  sleep 1
  server=$(cat "$work/pid")
  for child in $(cat "/proc/$server/task/$server/children")
  do
    cat "/proc/$child/smaps_rollup"
  done | awk -v name="$name" '
    /^Pss:/ { n++; sum += $2 }
    END { printf "%s %.1f\n", name, sum / n }' >>"$work/figures"
  exec 8>&-
  wait $loading
  rm "$work/hold" "$work/pid"
}

# --- All rounds of a scenario, and its table.

measure() {
  : >"$work/figures"
  column=1 more=
  round=0
  while [ "$round" -lt "$rounds" ]
  do
    "$1"
    round=$((round + 1))
  done
  column=1 more=
  echo "$1: $title"
  awk -v scenario="$1" -f bench/table.awk bench/targets "$work/figures"
  echo
}
