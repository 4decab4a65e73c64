# What the tests of the dialogue share; sourced behind tests/front.sh.

# No waiting, no judging: what is tried here is the proxy's own.
plain_checks() {
  { echo 'earlytalker wait 0'; echo 'protocol'; cat; } | checks
}

# A backend in sh, from stdin, with `say LINE...`, `hear` (one line, in $line),
# `body` (a message to its end), `hang` (for ever) and `flood` (2 GiB on stdout;
# see expect_flood_ended). It is run as $BACKEND_SH, and $BACKEND_LOG keeps what
# it heard; `use_sh_backend`, in oneTimeSetUp, says
# where they are.
use_sh_backend() {
  BACKEND_SH="sh $SHUNIT_TMPDIR/backend.sh"
  BACKEND_LOG=$SHUNIT_TMPDIR/backend.log
  export BACKEND_LOG
}

# Each has a log of its own, behind that name: one of before may still have a
# word to add.
sh_backend() {
  rm -f "$BACKEND_LOG" "$BACKEND_LOG.flood"
  heard_in=$(mktemp -u "$BACKEND_LOG.XXXXXX")
  ln -s "$heard_in" "$BACKEND_LOG"
  { echo "log=$heard_in"; cat <<'END'
cr=$(printf '\r')
say() { printf '%s\r\n' "$@"; }
hear() {
  IFS= read -r line || { echo '<eof>' >>"$log"; exit 0; }
  line=${line%"$cr"}
  printf '%s\n' "$line" >>"$log"
}
hang() { while :; do sleep 1; done; }
flood() {
  trap '' PIPE
  LC_ALL=C dd if=/dev/zero bs=64k count=32768 2>"$BACKEND_LOG.flood"
}
body() { hear; while [ "$line" != . ]; do hear; done; }
END
    cat
  } >"$SHUNIT_TMPDIR/backend.sh"
}

# What the backend heard must be what is on stdin, when it is as many lines: the
# client need not wait for the backend's end.
expect_heard() {
  heard=$(cat)
  [ -z "$heard" ] || await has_heard "$(echo "$heard" | grep -c '')"
  assertEquals 'the backend heard' "$heard" "$(cat "$BACKEND_LOG")"
}

has_heard() {
  [ "$(grep -c '' "$BACKEND_LOG")" -ge "$1" ]
}

# Somebody has read a little of the flood, and then has closed it.
expect_flood_ended() {
  await grep -q 'records out' "$BACKEND_LOG.flood"
  assertTrue "all was read: $(cat "$BACKEND_LOG.flood")" \
    "[ $(sed -n 's/+.*records out//p' "$BACKEND_LOG.flood") -lt 256 ]"
}

# A message's envelope as it goes over the wire, and its end.
envelope() {
  printf 'MAIL FROM:<a@client.example>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n'
}

farewell() {
  printf '.\r\nQUIT\r\n'
}

# One that says 15 KiB to each line, so that nobody need say much to it before no
# more fits.
talkative_backend() {
  sh_backend <<'END'
say '220 backend'
long=$(printf '%0500d' 0)
set --
while [ $# -lt 30 ]; do set -- "$@" "214-$long"; done
while :; do hear; say "$@" "214 $long"; done
END
}

# A client that says these lines again and again, and never reads a reply,
# until the server ends it.
never_reads() {
  timeout 170 tcpclient -HRD 127.0.0.1 "$PORT" \
    sh -c 'exec yes "$0" >&7' "$1$(printf '\r')" 2>/dev/null
  assertNotEquals 'it does not end' 124 $?
}

# Nothing that was started for a connection is left: no child of tcpserver (or
# of the process of qkarma-server that forks), no zombie of one, and no backend
# of `sh_backend` that outlived its front.
expect_nobody_left() {
  await nobody_left
}

nobody_left() {
  ! ps -eo ppid=,args= | awk -v server="$(parent)" \
    -v backend="$SHUNIT_TMPDIR/backend.sh" '
    $1 == server || ($2 == "sh" && $3 == backend) { left = 1 }
    END { exit !left }'
}
