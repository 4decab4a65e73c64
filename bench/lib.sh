# What bench/run stands on: building, state directories, measuring, the table.

shortly=0.0001   # the greeting's delay, where waiting is not the matter: none

# no SENTENCE [EXIT]
no() {
  echo "bench: $1" >&2
  exit "${2:-1}"
}

# A directory of ours, for as long as we run.
scratch() {
  # Postfix and qpsmtpd, which are not root for long, must find what is below.
  work=$(mktemp -d) && chmod 711 "$work" || exit 111
  trap 'rm -rf "$work"' EXIT
  trap 'exit 111' HUP INT TERM
}

# The programs that measure, and the floor, once as we are built, once as
# `make fast` builds.
prepare() {
  sh bench/deps && make all >/dev/null || exit
  scratch
  built=$PWD/bench/bin own=$work/bin fast=$work/fast
  PATH=$built:$own:$PATH:/usr/sbin
  EARLYTALKER_WAIT=$shortly KARMA_PRIVATE=1 LIMITS_AUTH=0
  export PATH EARLYTALKER_WAIT KARMA_PRIVATE LIMITS_AUTH
  unset RELAYCLIENT WHITELISTCLIENT WHITELISTHOST RBLSMTPD
  build && installed "$own" bin/* "$built/noop" &&
    with_fast installed "$fast" fast/bin/* "$built/noop.fast" \
      "$built/least.fast" "$built/forking.fast" || exit 111
  sizes
}

sizes() {
  if [ -n "$full" ]
  then
    size=full
    : "${count:=2000}"
    held=500 verdicts=20000 appended=20000
    journal_lines=10000000 journal_clients=1000000 base_records=10000000
  else
    size=small
    : "${count:=300}"
    held=100 verdicts=2000 appended=2000
    journal_lines=1000000 journal_clients=100000 base_records=1000000
  fi
}

# link PROGRAM OBJECT...: these, and what they use of ours. With OpenSSL nothing
# is static.
link() {
  program=$1 tls=
  shift
  case "$program $* " in *' secure '*|least_tls*) tls='-lssl -lcrypto' ;; esac
  $(sed "${tls:+s/ -static / /; s/ -static\$//; }q" conf-ld) \
    -o "$built/$program" "$built/$program.o" \
    $(printf "$built/%s.o " "$@") src/fold.a src/database.a src/journal.a \
    src/karma.a src/config.a src/base.a $tls -lcdb -lskarnet
}

build() {
  mkdir -p "$built" || return
  for source in append besiege clients cost faults least_share least_tls \
    lines load lookup noop script secure server sink spent tree verdicts
  do
    $(head -n 1 conf-cc) -o "$built/$source.o" "bench/$source.c" || return
  done
  link append clients spent && link cost spent && link faults spent &&
    link least_share spent && link least_tls spent && link lines clients &&
    link load script secure server spent tree && link lookup clients &&
    link noop spent && link sink spent && link besiege spent &&
    link verdicts script secure server spent || return
  for floor in noop least forking
  do
    with_fast musl-gcc -O2 -static -o "$built/$floor.fast" "bench/$floor.c" ||
      return
  done
}

# installed DIR FILE...: copies, as an installation makes them. What the linker
# has written, here a piece and there a piece, takes some 15 microseconds more
# to start.
installed() {
  to=$1
  shift
  mkdir -p "$to" && cp "$@" "$to"
}

# What needs the programs of `make fast`.
with_fast() {
  [ ! -x fast/bin/qkarma-smtpd ] || "$@"
}

# A state directory, by name, and its use. What init writes would observe.
fresh_home() {
  use_home "$1"
  mkdir -p "$QKARMA" &&
    qkarma init -u "$(id -u)" -g "$(id -g)" >/dev/null || exit 111
  rm -f "$QKARMA/control/checks"
}

use_home() {
  QKARMA=$work/homes/$1
  export QKARMA
}

fold() {
  qkarma-fold "$@" >/dev/null 2>"$work/log" || no "$(tail -n 1 "$work/log")"
}

# Who connects here is in the box, and is looked up among some more.
boxed_home() {
  fresh_home boxed
  lines 1000 1000 >>"$QKARMA/journal/current"
  EARLYTALKER_WAIT=60 EARLYTALKER_REJECT=1 KARMA_STRIKES=1 \
    load bench/sessions/early "$own/qkarma-smtpd" true >/dev/null 2>&1
  fold
}

# A mailbox for everybody at example.net.
open_home() {
  fresh_home open
  mkdir -p "$work/Maildir/new" "$work/Maildir/cur" "$work/Maildir/tmp"
  echo "@example.net $work/Maildir" >"$QKARMA/control/maildirs"
  lines 1000 1000 >>"$QKARMA/journal/current"
  fold
}

# The same two once more, with a certificate for qkarma-tlsd.
tls_homes() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -days 30 -subj /CN=bench.example.net -keyout "$work/key" \
    -out "$work/certificate" 2>"$work/log" || no "$(tail -n 1 "$work/log")"
  for home in boxed open
  do
    cp -R "$work/homes/$home" "$work/homes/$home.tls"
    echo "certificate $work/certificate $work/key" \
      >"$work/homes/$home.tls/control/tls"
  done
}

# --- One measurement of one contestant: a line `NAME VALUE [VALUE]` into
# $work/figures. Of what a program prints, `column`, and `also` another one.

take() {
  if figures=$("$@" 2>"$work/log")
  then
    echo "$name" "$figures" |
      cut -d ' ' -f "1,$((column + 1))${also:+,$((also + 1))}" \
        >>"$work/figures"
  else
    no "$name: $(tail -n 1 "$work/log")"
  fi
}

# difference NAME A B: one more, of the newest figures of A and B, if they are
# there.
difference() {
  between=$(awk -v a="$2" -v b="$3" '$1 == a { x = $2 } $1 == b { y = $2 }
    END { if (x && y) print x - y }' "$work/figures")
  [ -z "$between" ] || echo "$1 $between" >>"$work/figures"
}

# A contestant that cannot take part is named once.
skip() {
  grep -q "^$1 " "$work/skipped" || echo "$1 skipped: $2" >>"$work/skipped"
}

# A whole command: CPU and memory.
once_cost() {
  name=$1 also=3
  shift
  take cost "$@"
}

# --- All rounds of a scenario, and its table.

measure() {
  : >"$work/figures" >"$work/skipped"
  column=1 also= unit='microseconds of CPU'
  round=0
  while [ "$round" -lt "$rounds" ]
  do
    "$1"
    round=$((round + 1))
  done
  mkdir -p "$results" && page "$1" >"$work/page" || exit 111
  cp "$work/page" "$results/$1" || exit 111
  cat "$work/page"
  echo
}

# Drawn of the tables that are there, of this run or an earlier one.
chart() {
  pages=
  for scenario in box early session
  do
    [ ! -e "$results/$scenario" ] || pages="$pages $results/$scenario"
  done
  [ -z "$pages" ] || awk -f bench/chart.awk $pages >"$results/chart.svg"
}

# What a figure depends on, beside us.
circumstances() {
  echo "$(date -u +%Y-%m-%d), $size size, $rounds rounds,"
  sed -n 's/^model name[^:]*: *\(.*\)/\1,/p' /proc/cpuinfo | head -n 1
  echo "$(nproc) processors, $(uname -s) $(uname -r | sed 's/[^0-9.].*//')"
  dpkg-query -W -f '${db:Status-Status} ${Package} ${Version}\n' gcc musl \
    skalibs-dev libcdb-dev ucspi-tcp mailfront postfix qpsmtpd 2>/dev/null |
    sed -n 's/^installed /, /p'
}

page() {
  echo "$1: $title: $unit"
  echo
  circumstances | tr '\n' ' ' | sed 's/ , /, /g' | fmt -w 76 | sed 's/^/  /'
  echo
  awk -v scenario="$1" -f bench/table.awk bench/targets "$work/figures"
  sed 's/ /  /; s/^/  /' "$work/skipped"
}
