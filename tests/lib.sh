# What the tests share; sourced first by every tests/*_test.sh. BIN is where
# the programs are; each test file gets a scratch directory of its own, and a
# state directory in it by `fresh_home`.

ROOT=$(cd "$(dirname "$0")/.." && pwd)
BIN=${BIN:-$ROOT/bin}
DATA=$ROOT/tests/data
FETCHED=${FETCHED:-$ROOT/tests/fetched}   # by tests/fetch
PATH=$BIN:$DATA:$PATH:/usr/sbin
export PATH
unset RELAYCLIENT WHITELISTCLIENT WHITELISTHOST QKARMA RULES
ulimit -c 0

[ -z "${INSIDE_TLS-}" ] || . "$ROOT/tests/tls.sh"

# A new state directory, in $QKARMA. Whoever runs the tests owns it. Its checks
# are those in force without a file: what init writes observes for a week.
fresh_home() {
  QKARMA=$(mktemp -d "$SHUNIT_TMPDIR/home.XXXXXX")
  export QKARMA
  qkarma init -u "$(id -u)" -g "$(id -g)" >/dev/null
  rm -f "$QKARMA/control/checks"
}

# This test cannot be tried here, for this reason, which tests/run prints; and
# is false.
skipped() {
  echo "skip: $1"
  startSkipping
  assertTrue "$1" true
  endSkipping
  return 1
}

# Could tests/fetch have this package?
unpacked() {
  [ -d "$FETCHED/$1" ] || skipped "needs $1"
}

# Is it the usual build that is tried? What takes long, and cannot differ, is
# tried with that.
usual_build() {
  [ "$BIN" = "$ROOT/bin" ] &&
    ! grep -q '^[^ ]* .*-fsanitize' "$ROOT/conf-cc"
}

# assertContains of a part that has several lines; that one takes a text for it
# which has any of them: `assertPart [message] TEXT PART`.
assertPart() {
  [ $# = 3 ] || set -- '' "$@"
  case $2 in
    *"$3"*) assertTrue "$1" true ;;
    *) fail "$1: not found: <$3> in <$2>" ;;
  esac
}

# Waits until a command is true: `await test -s "$file"`. Gives up, as a
# failure, after QKARMA_AWAIT seconds (three minutes): of the clock, for the
# command may take its time. Who has set that need not know more than that
# something failed: then no other is waited for.
await() {
  await_end=$(($(date +%s) + ${QKARMA_AWAIT:-180}))
  until "$@"
  do
    if [ "$(date +%s)" -ge "$await_end" ]
    then
      fail "waited in vain for: $*"
      QKARMA_AWAIT=${QKARMA_AWAIT:+1}
      return 1
    fi
    sleep 0.03
  done
}

# Does this process block a signal (Blk), or catch it (Cgt)? `signal_is Blk PID
# NUMBER`
signal_is() {
  signals=$(sed -n "s/^Sig$1:[^0-9a-f]*//p" "/proc/$2/status" 2>/dev/null)
  [ $((0x${signals:-0} >> ($3 - 1) & 1)) = 1 ]
}

# Does a daemon heed this signal? Until it does the signal ends it; then it says
# with -1 that it listens. `heeds PID NUMBER`
heeds() {
  signal_is Blk "$@" || signal_is Cgt "$@"
}

# Sets FREE to a port of 127.0.0.1 where nobody listens; nor will somebody by
# chance, for it is none of those that the system gives out by itself.
free_port() {
  : >"$SHUNIT_TMPDIR/free"
  until [ -s "$SHUNIT_TMPDIR/free" ]
  do
    FREE=$((10000 + $(od -An -N2 -tu2 /dev/urandom) % 20000))
    tcpserver -1 -HRD -l localhost 127.0.0.1 "$FREE" true </dev/null \
      >"$SHUNIT_TMPDIR/free" 2>/dev/null &
    await said_or_over $! "$SHUNIT_TMPDIR/free"
    kill $! 2>/dev/null
    wait $! 2>/dev/null
  done
}

said_or_over() {
  [ -s "$2" ] || ! kill -0 "$1" 2>/dev/null
}

# Starts tcpserver with a program on a free port of 127.0.0.1: `serve
# qkarma-smtpd smtpfront-echo accept`; with tcprules' file $RULES if that is
# set. Sets SERVER (its process id), PORT, and SERVER_LOG (what it and the
# program say on stderr; what one before may still say is not in it).
serve() {
  case ${INSIDE_TLS:+" $* "} in
    *' qkarma-smtpd '*) serve_inside "$@"; return ;;
  esac
  case ${UNDER_SERVER:+"$1 $* "} in
    qkarma-smtpd\ * | env\ *' qkarma-smtpd '* | nohup\ *' qkarma-smtpd '*)
      serve_by_server "$@"
      return ;;
  esac
  SERVER_LOG=$SHUNIT_TMPDIR/server.log
  rm -f "$SERVER_LOG"
  : >"$SHUNIT_TMPDIR/port"
  tcpserver -1 -HRD -l localhost -c 1000 -b 1000 ${RULES:+-x "$RULES"} \
    127.0.0.1 0 "$@" >"$SHUNIT_TMPDIR/port" 2>"$SERVER_LOG" </dev/null &
  SERVER=$!
  await test -s "$SHUNIT_TMPDIR/port" && PORT=$(cat "$SHUNIT_TMPDIR/port")
}

# The same, but what the client says in the clear goes to qkarma-smtpd inside
# TLS, from its first byte: two more processes, of which nobody sees anything.
serve_inside() {
  [ -x "$ROOT/tests/bin/inside" ] || tls_unit inside
  [ -e "$SHUNIT_TMPDIR/inside.cert" ] || certificate inside ecdsa localhost
  use_certificates inside
  tlsd
  INSIDE_TLS= serve env LIMITS_TLS=now "$@"
  wrap
}

# The same, but qkarma-server is in the place of tcpserver and qkarma-smtpd. What
# it would say itself of a connection, such as TCPREMOTEIP, comes by a rule.
serve_by_server() {
  server_words= server_rule=
  while [ "$1" != qkarma-smtpd ]
  do
    case $1 in
      TCP*=*) server_rule=$server_rule,${1%%=*}=/${1#*=}/ ;;
      *) server_words="$server_words $1" ;;
    esac
    shift
  done
  shift
  if [ "${1-}" = -v ]
  then
    server_verbose=-v
    shift
  else
    server_verbose=
  fi
  if [ -n "$server_rule" ]
  then
    RULES=$SHUNIT_TMPDIR/server.rules
    echo ":allow$server_rule" | tcprules "$RULES" "$RULES.tmp"
  fi
  SERVER_LOG=$SHUNIT_TMPDIR/server.log
  rm -f "$SERVER_LOG"
  : >"$SHUNIT_TMPDIR/port"
  $server_words qkarma-server -1 $server_verbose -l localhost -c 1000 -b 1000 \
    ${RULES:+-x "$RULES"} 127.0.0.1 0 "$@" >"$SHUNIT_TMPDIR/port" \
    2>"$SERVER_LOG" </dev/null &
  SERVER=$!
  [ -z "$server_rule" ] || RULES=
  await test -s "$SHUNIT_TMPDIR/port" && PORT=$(cat "$SHUNIT_TMPDIR/port")
}

# Whose children the connections are: tcpserver, or the process of qkarma-server
# that forks.
parent() {
  if [ -n "${UNDER_SERVER-}" ]
  then
    ps -o pid= --ppid "$SERVER" | tr -d ' '
  else
    echo "$SERVER"
  fi
}

# This test is about what a client sees of TCP, or has a point that TLS changes:
# it is not tried inside TLS.
outside() {
  [ -z "${INSIDE_TLS-}" ]
}

# This test is about the process that waits before the greeting: there is none
# under qkarma-server.
waits_itself() {
  [ -z "${UNDER_SERVER-}" ]
}

# What a field X-Karma has more inside TLS.
X_KARMA_TLS=${INSIDE_TLS:+ tls=TLSv1.3}

# For sed: takes out of a journal line how far the connection came and what
# stopped it, where that is not the point (tests/course_test.sh looks at it); and
# `karma mixed`, which tests/mixed_test.sh looks at; and whose mail it was
# (tests/whom_test.sh).
NO_COURSE='s/ at=[a-z_]*//; s/ stop=[a-z_]*//; s/ would=[a-z_]*//; s/ observe=1//; s/ mx=10//
  s/ from=<[^ ]*//; s/ to=<[^ ]*//'

# Ends what `serve` started.
unserve() {
  [ -z "${WRAPPER-}" ] || kill "$WRAPPER" 2>/dev/null
  WRAPPER=
  [ -z "${INSIDE_TLS-}" ] || untlsd
  [ -n "${SERVER-}" ] || return 0
  kill "$SERVER" 2>/dev/null
  wait "$SERVER" 2>/dev/null
  SERVER=
}

# Plays a session, from stdin, with what `serve` started, and prints how it
# went (run/smtp-say): `smtp_session [-i 127.0.0.9] <script`.
smtp_session() {
  if [ "${1-}" = -i ]
  then
    timeout 120 sh "$ROOT/run/smtp-say" -i "$2" 127.0.0.1 "$PORT"
  else
    timeout 120 sh "$ROOT/run/smtp-say" 127.0.0.1 "$PORT"
  fi
}

# The same with a program on two pipes: `pipe_session qkarma-maildir <script`.
# Its exit code is then in PIPE_EXIT, its stderr in PIPE_LOG.
pipe_session() {
  pipe_to=$SHUNIT_TMPDIR/to pipe_from=$SHUNIT_TMPDIR/from
  PIPE_LOG=$SHUNIT_TMPDIR/pipe.log
  rm -f "$pipe_to" "$pipe_from"
  mkfifo "$pipe_to" "$pipe_from"
  "$@" <"$pipe_to" >"$pipe_from" 2>"$PIPE_LOG" &
  pipe_pid=$!
  timeout 120 sh "$ROOT/run/smtp-say" --play 7>"$pipe_to" 6<"$pipe_from"
  wait "$pipe_pid"
  PIPE_EXIT=$?
}

# A whole session is the promise: it must go as the script on stdin says.
# `expect_session [-i 127.0.0.9]` over TCP, `expect_pipe qkarma-maildir`.
expect_session() {
  sed '/^#/d; /^$/d' >"$SHUNIT_TMPDIR/script"
  smtp_session "$@" <"$SHUNIT_TMPDIR/script" >"$SHUNIT_TMPDIR/transcript"
  expect_transcript
}

expect_pipe() {
  sed '/^#/d; /^$/d' >"$SHUNIT_TMPDIR/script"
  pipe_session "$@" <"$SHUNIT_TMPDIR/script" >"$SHUNIT_TMPDIR/transcript"
  expect_transcript
}

expect_transcript() {
  cmp -s "$SHUNIT_TMPDIR/script" "$SHUNIT_TMPDIR/transcript" ||
    fail "the session went otherwise:
$(diff "$SHUNIT_TMPDIR/script" "$SHUNIT_TMPDIR/transcript")"
}

# All rooms but the embedded server's and the TLS daemon's, from the top floor
# down, for what is
# linked here.
ROOMS='src/smtp.a src/handover.a src/tool/commands.a src/tool/page.a
src/tool/census.a src/tool/simulate.a src/tool/lint.a
src/tool/export.a src/tool/report.a src/tool/open.a src/tool/args.a
src/tool/print.a src/share.a src/fold.a src/checks.a src/dns.a src/database.a src/session.a
src/handover.a src/journal.a src/karma.a src/config.a src/base.a'

# Build tests/unit/NAME.c, linked like a program, as tests/bin/NAME.
unit() {
  mkdir -p "$ROOT/tests/bin"
  (
    cd "$ROOT" || exit
    $(head -n 1 conf-cc) -o "tests/bin/$1.o" "tests/unit/$1.c" &&
      $(head -n 1 conf-ld) -o "tests/bin/$1" "tests/bin/$1.o" $ROOMS \
        -lcares -lcdb -lskarnet
  ) || fail "tests/unit/$1.c does not build"
  PATH=$ROOT/tests/bin:$PATH
}
