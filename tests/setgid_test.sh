# A set-group-ID qkarma-smtpd: the server behind it gets nothing of ours. Real
# users, a real tcpserver, and a server behind that somebody has broken into.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/apart.sh"

FRONT=$STAGE/front

# qmaild's own place, where his deeds are told.
setUp() {
  apart || return 0
  HIS=$(mktemp -d "$STAGE/his.XXXXXX")
  OUT=$HIS/out
  chown qmaild:nofiles "$HIS"
  QKARMA=$(mktemp -d "$STAGE/home.XXXXXX")/state
  chmod 755 "${QKARMA%/state}"
  export QKARMA FRONT HIS OUT
  export EARLYTALKER_WAIT=0
  rm -rf "$FRONT"
  qkarma init --front "$FRONT" --for nofiles >/dev/null
  rm "$QKARMA/control/checks"
}

# The next test looks at processes.
tearDown() {
  unserve
  [ "$APART" = no ] || await no_front
}

no_front() {
  ! grep -qx qkarma-smtpd /proc/[0-9]*/comm 2>/dev/null
}

# As qmaild, in its group alone. (setpriv itself keeps capabilities until it
# has executed something.)
his() {
  as qmaild nofiles "$@"
}

as() {
  as_user=$1 as_group=$2
  shift 2
  setpriv --reuid "$as_user" --regid "$as_group" --clear-groups sh -c \
    'exec "$@"' sh "$@"
}

# The service: its run file opens the key, as root.
serve_with_key() {
  : >"$STAGE/port"
  (
    exec 8<"$QKARMA/key"
    exec "$@" >"$STAGE/port" 2>"$STAGE/log" </dev/null
  ) &
  SERVER=$!
  await test -s "$STAGE/port" && PORT=$(cat "$STAGE/port")
}

serve_front() {
  serve_with_key tcpserver -1 -HRD -l localhost -u 961 -g "${GROUP:-951}" \
    127.0.0.1 0 "$@"
}

# A server that does what is on stdin before it greets, and says in $OUT what
# came of it. Sets BACKEND. (-p: a shell gives up what it should not have been
# given.)
broken_into() {
  {
    echo 'exec 2>>"$OUT"; exec 5>&1 >>"$OUT"'
    cat
    echo 'printf "220 mine\r\n" >&5; read line; printf "221 bye\r\n" >&5'
  } >"$STAGE/backend"
  BACKEND="sh -p $STAGE/backend"
}

# One client, by the service.
meet() {
  serve_front "$FRONT/qkarma-smtpd" $BACKEND
  meets
}

meets() {
  expect_session -i 127.0.0.9 <<'END'
S: 220 mine
C: QUIT
S: 221 bye
S: <closed>
END
  unserve
}

lines() {
  sed '1d; s/^@[0-9a-f]* //; s/ .*//' "$QKARMA/journal/current"
}

# A client need not wait for its line.
has_lines() {
  [ "$(lines | grep -c .)" -ge "$1" ]
}

test_the_line_is_written_and_nothing_is_said() {
  apart || return 0
  broken_into </dev/null
  meet
  await has_lines 1
  assertEquals 'the journal' 127.0.0.9 "$(lines)"
  assertEquals 'the log' '' "$(cat "$STAGE/log")"
}

# Of each: real, effective, saved, and for files; then the others. No descriptor
# leads to the state directory, or to the client.
test_it_has_its_own_group_for_good() {
  apart || return 0
  broken_into <<'END'
ls -l /proc/$$/fd | grep -E "$QKARMA|socket:"
sed -n 's/^\([UG]id\|Groups\):\s*//p' /proc/self/status | tr '\t\n' '  '
END
  meet
  assertEquals '961 961 961 961 951 951 951 951 951  ' "$(cat "$OUT")"
}

# What each of `attempts` came to.
deeds() {
  cat <<'END'
try() {
  if ( eval "$2" ) 2>/dev/null
  then
    echo "$1: done"
  else
    echo "$1: refused"
  fi
}
cd "$QKARMA"
try 'append' 'echo x >>journal/current'
try 'change' ': <>journal/current'
try 'remove' 'truncate -s 0 journal/current'
try 'read, or lock' ': <journal/current'
try 'read the secret' ': <control/secret'
try 'read control' ': <control/host'
try 'open the key' ': <key'
END
}

test_it_can_do_nothing_to_the_journal() {
  apart || return 0
  deeds | broken_into
  meet
  assertEquals 'append: refused
change: refused
remove: refused
read, or lock: refused
read the secret: refused
read control: refused
open the key: refused' "$(cat "$OUT")"
}

# The same with the group, as everybody had it before: this can fail.
test_with_the_group_it_can() {
  apart || return 0
  deeds | broken_into
  GROUP=952
  FRONT=$STAGE/bin
  meet
  GROUP= FRONT=$STAGE/front
  assertEquals 'append: done
change: done
remove: done
read, or lock: done
read the secret: done
read control: done
open the key: refused' "$(cat "$OUT")"
}

# Whoever becomes the server at once has lost it, too, and so has a trainer.
test_in_place() {
  apart || return 0
  deeds | broken_into
  RELAYCLIENT=
  export RELAYCLIENT
  meet
  unset RELAYCLIENT
  assertEquals 7 "$(grep -c ': refused' "$OUT")"
  assertEquals 'the journal' 127.0.0.9 "$(lines)"
}

test_a_trainer() {
  apart || return 0
  deeds >"$STAGE/trainer"
  echo 'cat >/dev/null' >>"$STAGE/trainer"
  printf '#!/bin/sh -p\nexec >>"$OUT" 2>&1\n. "$STAGE/trainer"\n' >"$STAGE/train"
  chmod 755 "$STAGE/train"
  printf '%s\n' rblsmtpd "naughty reject data_post train $STAGE/train" \
    >"$QKARMA/control/checks"
  RBLSMTPD=listed serve_front "$FRONT/qkarma-smtpd" false
  expect_session -i 127.0.0.9 <<'END'
S: 220 localhost ESMTP
C: HELO client.example
S...
C: MAIL FROM:<a@client.example>
S...
C: RCPT TO:<b@example.org>
S...
C: DATA
S...
C: .
S: 451 4.7.1 listed
C: QUIT
S...
S: <closed>
END
  assertEquals 7 "$(grep -c ': refused' "$OUT")"
}

# forged BEFORE: the server runs the front itself, for another client ($with: by
# way of this program). It gets no further than anybody without the group.
forged() {
  broken_into <<END
export TCPREMOTEIP=203.0.113.66 PROTO=TCP
$1
echo QUIT | \$with "\$FRONT/qkarma-smtpd" sh -c 'echo 220 x; read q' 2>"\$HIS/said"
END
  before=$(lines | grep -c .)
  meet
  await has_lines $((before + 1))
  assertEquals "the journal, $1" 127.0.0.9 "$(lines | sort -u)"
  said=$(cat "$HIS/said")
  assertContains "$1" "$said" \
    'qkarma-smtpd: warning: descriptor 8 is not the key of'
  assertContains "$1" "$said" '203.0.113.66 journal: warning: unable to append'
}

test_it_cannot_speak_for_another_client() {
  apart || return 0
  forged ''
  forged 'exec 8</dev/null'
  forged 'exec 8<"$0"'
}

# A descriptor of the key itself, through which nothing can be read, anybody can
# have (O_PATH of Linux).
test_it_cannot_show_what_it_cannot_read() {
  apart || return 0
  [ "$(uname)" = Linux ] || skipped 'there is no O_PATH' || return 0
  cat >"$HIS/show" <<'END'
use POSIX;
$^F = 8;
sysopen(KEY, "$ENV{QKARMA}/key", 010000000) or die "no descriptor: $!\n";
dup2(fileno(KEY), 8);
exec @ARGV;
END
  forged 'with="perl $HIS/show"'
}

# A state directory of his own leads to ours.
test_it_cannot_show_another_key() {
  apart || return 0
  mkdir "$HIS/false"
  cp "$QKARMA/key" "$HIS/false/"
  mkdir "$HIS/false/control"
  ln -s "$QKARMA/journal" "$HIS/false/journal"
  chown -R qmaild "$HIS"
  chmod 400 "$HIS/false/key"
  forged 'QKARMA=$HIS/false; exec 8<$QKARMA/key'
}

# Even a file of root's that he got from somewhere is not the one.
test_it_must_be_the_right_key() {
  apart || return 0
  echo other >"$STAGE/other"
  chmod 400 "$STAGE/other"
  mkdir -p "$HIS/false"
  ln -s "$QKARMA/journal" "$HIS/false/journal"
  ln -s "$STAGE/other" "$HIS/false/key"
  exec 8<"$STAGE/other"
  TCPREMOTEIP=203.0.113.66 his "$FRONT/qkarma-smtpd" true 2>"$OUT" \
    >/dev/null
  assertContains "$(cat "$OUT")" 'descriptor 8 is not the key'
  QKARMA=$HIS/false TCPREMOTEIP=203.0.113.66 his "$FRONT/qkarma-smtpd" true \
    2>"$OUT" >/dev/null
  exec 8<&-
  assertContains "$(cat "$OUT")" 'descriptor 8 is not the key'
  assertEquals '' "$(lines)"
}

# Where users may mount file systems for everybody (user_allow_other of FUSE),
# theirs say of owners what they like. One leads to our journal.
mount_his() {
  [ -e /dev/fuse ] || skipped 'there is no FUSE' || return
  mkdir -p "$STAGE/own"
  exec 9<>/dev/fuse
  mount -i -t fuse -o fd=9,rootmode=40000,user_id=961,group_id=951 \
    -o allow_other,nosuid,nodev own "$STAGE/own" 2>/dev/null ||
    skipped 'FUSE is not allowed here' || return
  cp "$DATA/false-owners" "$STAGE/"
  his "$STAGE/false-owners" "$QKARMA/journal" &
  OWN=$!
  exec 9>&-
}

test_it_cannot_show_the_key_of_a_file_system_of_its_own() {
  apart && mount_his || return 0
  assertEquals 'root is said to have it' 400:0 "$(stat -c %a:%u "$STAGE/own/key")"
  forged 'QKARMA=$STAGE/own; exec 8<$QKARMA/key'
  umount "$STAGE/own"
  wait "$OWN"
}

# The owner of the state directory leads root's run file to a file of root's,
# and has control read by everybody. The server behind cannot read that file.
test_a_key_that_leads_elsewhere_gets_to_nobody() {
  apart || return 0
  echo secret >"$STAGE/roots"
  chmod 600 "$STAGE/roots"
  ln -sf "$STAGE/roots" "$QKARMA/key"
  chmod -R o+rX "$QKARMA/control"
  broken_into <<'END'
cat <&8
END
  meet
  assertContains "$(cat "$STAGE/log")" 'descriptor 8 is not the key'
  assertNotContains "$(cat "$OUT")" secret
}

# Under a server of qkarma's own, which runs no program for a client.
serve_without_front() {
  serve_with_key qkarma-server -1 -l localhost -u 961 -g 951 127.0.0.1 0 "$@"
}

# keeps_it SERVICE WORD...: it has the key open, and neither what is started
# behind nor what becomes of us in place has a descriptor 8. (Without the group
# control cannot be read; then everybody else would be turned away.)
keeps_it() {
  chmod -R o+rX "$QKARMA/control"
  broken_into <<'END'
[ ! -e /proc/$$/fd/8 ] || readlink /proc/$$/fd/8
echo greeted
END
  rm -f "$OUT"
  "$@" $BACKEND
  meets
  in_place "$@"
  assertEquals "$*" 'greeted
greeted' "$(cat "$OUT")"
}

# The same, of an immune client alone, whom a mistake does not turn away.
in_place() {
  RELAYCLIENT=
  export RELAYCLIENT
  "$@" $BACKEND
  meets
  unset RELAYCLIENT
}

# On a file system that is mounted nosuid, and where the bit is missing, the
# program has no group, and the key is open all the same.
test_where_the_bit_has_no_effect_nobody_gets_the_key() {
  apart || return 0
  for how in "mount -o remount,nosuid $STAGE" "chmod g-s $FRONT/qkarma-smtpd"
  do
    $how
    keeps_it serve_front "$FRONT/qkarma-smtpd"
    rm "$OUT"
    in_place serve_front env -u QKARMA "$FRONT/qkarma-smtpd"
    in_place serve_front env QKARMA=/none "$FRONT/qkarma-smtpd"
    in_place serve_front env PROTO=NONE "$FRONT/qkarma-smtpd"
    assertEquals "$how" 'greeted
greeted
greeted' "$(cat "$OUT")"
    mount -o remount,suid "$STAGE"
  done
}

test_who_does_not_want_the_key_hands_it_to_nobody() {
  apart || return 0
  keeps_it serve_front "$STAGE/bin/qkarma-smtpd"
  keeps_it serve_without_front
}

# A service that has no key may have something else there.
test_descriptor_8_may_be_needed_for_tls() {
  apart || return 0
  broken_into <<'END'
[ ! -e /proc/$$/fd/8 ] || echo 'it is there'
END
  export RELAYCLIENT= SSLCTLFD=5 SSLREADFD=7 SSLWRITEFD=8
  serve_front env "$STAGE/bin/qkarma-smtpd" $BACKEND
  meets
  unset RELAYCLIENT SSLCTLFD SSLREADFD SSLWRITEFD
  assertEquals 'it is there' "$(cat "$OUT")"
}

# He has our user, but cannot look into us, nor take what we hold.
test_it_cannot_get_at_the_front() {
  apart || return 0
  broken_into <<'END'
try() {
  if ( eval "$2" ) >/dev/null 2>&1
  then
    echo "$1: done"
  else
    echo "$1: refused"
  fi
}
try 'memory' 'head -c 1 /proc/$PPID/mem'
try 'environment' 'cat /proc/$PPID/environ'
try 'descriptors' 'ls /proc/$PPID/fd/0'
try 'tcpserver' 'ls /proc/$(cut -d " " -f 4 /proc/$PPID/stat)/fd/0'
try 'trace' 'timeout 2 strace -p $PPID; [ $? = 124 ]'
try 'limits' 'prlimit --pid $PPID --nofile=4:4'
END
  meet
  assertEquals 'memory: refused
environment: refused
descriptors: refused
tcpserver: refused
trace: refused
limits: refused' "$(cat "$OUT")"
}

waits() {
  WAITS=$(grep -lx qkarma-smtpd /proc/[0-9]*/comm 2>/dev/null)
  WAITS=${WAITS%/comm}
  [ -n "$WAITS" ] && grep -q '^State:.S' "$WAITS/status"
}

# From its beginning, and it leaves no core: such a process is root's in /proc.
test_it_is_hidden_before_it_starts_anything() {
  apart || return 0
  EARLYTALKER_WAIT=60 serve_front "$FRONT/qkarma-smtpd" false
  tcpclient -RHl localhost 127.0.0.1 "$PORT" sleep 60 &
  client=$!
  await waits
  whose=$(stat -c %u "$WAITS/fd")
  kill "$client"
  wait "$client" 2>/dev/null
  assertEquals 0 "$whose"
}

# But tcpserver is his user's, and what that may use. Then mail flows, and the
# log has the line.
test_it_can_give_limits_to_tcpserver() {
  apart || return 0
  i=0
  while [ $((i += 1)) -le 9 ]
  do
    echo '# so that it is larger than the log' >>"$QKARMA/journal/current"
  done
  broken_into <<'END'
prlimit --pid "$(cut -d " " -f 4 /proc/$PPID/stat)" \
  --fsize="$(stat -c %s "$QKARMA/journal/current")"
END
  serve_front "$FRONT/qkarma-smtpd" $BACKEND
  for client in 127.0.0.9 127.0.0.10
  do
    expect_session -i "$client" <<'END'
S: 220 mine
C: QUIT
S: 221 bye
S: <closed>
END
  done
  await grep -q 'unable to append to journal/current: File too large: @.* 127.0.0.10 ' \
    "$STAGE/log"
}

# Nor can others even start it.
test_nobody_else_can_enter() {
  apart || return 0
  as nobody nogroup "$FRONT/qkarma-smtpd" --version >/dev/null 2>&1
  assertEquals 126 $?
  his "$FRONT/qkarma-smtpd" --version >/dev/null
  assertEquals 0 $?
}

# qkarma-maildir inside it reads its table while it may.
test_the_embedded_server() {
  apart || return 0
  for part in tmp new cur
  do
    mkdir -p "$HIS/mail/$part"
  done
  chown -R qmaild "$HIS"
  echo "@example.org $HIS/mail" >"$QKARMA/control/maildirs"
  serve_front "$FRONT/qkarma-smtpd"
  expect_session -i 127.0.0.9 <<'END'
S: 220 localhost ESMTP
C: HELO client.example
S: 250 localhost
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 The sender is good.
C: RCPT TO:<b@example.org>
S: 250 2.1.5 The recipient is good.
C: DATA
S: 354 Go ahead; end with <CR><LF>.<CR><LF>.
C: Subject: x
C: .
S...
C: QUIT
S...
S: <closed>
END
  assertEquals 1 "$(ls "$HIS/mail/new" | grep -c .)"
  assertEquals 'the log' '' "$(cat "$STAGE/log")"
}

# The real, effective and saved group of all that is there: of tcpserver, the
# qkarma-smtpd that talks, and the one inside.
groups() {
  sed -n 's/^Gid:\t\(.*\)\t.*$/\1/p' /proc/[0-9]*/status | grep 951 | sort
}

has_talked() {
  grep -q '^220' "$STAGE/greeting"
}

test_the_embedded_server_has_lost_the_group() {
  apart || return 0
  serve_front "$FRONT/qkarma-smtpd"
  : >"$STAGE/greeting"
  tcpclient -RHl localhost 127.0.0.1 "$PORT" sh -c \
    'exec <&6; exec cat >"$STAGE/greeting"' &
  client=$!
  await has_talked
  there=$(groups)
  kill "$client"
  wait "$client" 2>/dev/null
  assertEquals "$(printf '951\t951\t951\n951\t951\t951\n951\t952\t952')" \
    "$there"
}

modes() {
  stat -c '%a %U:%G %n' "$FRONT" "$FRONT/qkarma-smtpd" "$QKARMA/key"
}

test_init_makes_it() {
  apart || return 0
  wanted="710 root:nofiles $FRONT
2711 root:qkarma $FRONT/qkarma-smtpd
400 root:root $QKARMA/key"
  assertEquals "$wanted" "$(modes)"
  assertTrue 'the same program' "cmp '$FRONT/qkarma-smtpd' '$STAGE/bin/qkarma-smtpd'"
  assertEquals "$QKARMA is as it should be" "$(qkarma init --front "$FRONT")"
  chmod 755 "$FRONT"
  chmod 4755 "$FRONT/qkarma-smtpd"
  chmod 444 "$QKARMA/key"
  assertEquals "$QKARMA:
  mended  $FRONT (0755 to 0710)
  mended  $FRONT/qkarma-smtpd (4755 to 2711)
  mended  key (0444 to 0400)" "$(qkarma init --front "$FRONT")"
  assertEquals "$wanted" "$(modes)"
}

# The backup has no key, and need not.
test_after_a_restore_as_install_has_it() {
  apart || return 0
  tar -cf "$STAGE/backup" -C "$QKARMA" base control journal
  rm -r "$QKARMA" "$FRONT"
  mkdir "$QKARMA"
  tar -xpf "$STAGE/backup" -C "$QKARMA"
  sed -n "/^14 /,/^15 /s|^ *\(qkarma init.*\)|\1|p" "$ROOT/INSTALL" |
    sed "s|/usr/local/lib/qkarma|$FRONT|" >"$STAGE/typed"
  assertEquals 1 "$(grep -c . "$STAGE/typed")"
  sh "$STAGE/typed" >/dev/null
  broken_into </dev/null
  meet
  await has_lines 1
  assertEquals 'the log' '' "$(cat "$STAGE/log")"
}

# Behind an upgrade it is the new program.
test_init_renews_it() {
  apart || return 0
  echo old >"$FRONT/qkarma-smtpd"
  assertEquals "$QKARMA:
  made    $FRONT/qkarma-smtpd" "$(qkarma init --front "$FRONT")"
  assertTrue 'the same program' "cmp '$FRONT/qkarma-smtpd' '$STAGE/bin/qkarma-smtpd'"
}

# Who may enter may have given it another name, elsewhere.
test_init_leaves_no_other_one_that_has_the_group() {
  apart || return 0
  for program in same old
  do
    ln "$FRONT/qkarma-smtpd" "$STAGE/kept"
    assertContains "$(qkarma check -u qmaild -g nofiles --front "$FRONT")" \
      "error: $FRONT: the program in it has another name, too: qkarma init --fr"
    [ "$program" = same ] || echo old >"$STAGE/kept"
    assertEquals "$program, before" 2711 "$(stat -c %a "$STAGE/kept")"
    qkarma init --front "$FRONT" >/dev/null
    assertEquals "$program" 711 "$(stat -c %a "$STAGE/kept")"
    assertEquals "$program, in its place" 2711 \
      "$(stat -c %a "$FRONT/qkarma-smtpd")"
    rm "$STAGE/kept"
  done
}

# The owner of the state directory has put a file of root's in the place of the
# key.
test_init_makes_no_key_of_another_file_of_roots() {
  apart || return 0
  echo root >"$STAGE/roots"
  chmod 644 "$STAGE/roots"
  ln -f "$STAGE/roots" "$QKARMA/key"
  assertContains "$(qkarma init --front "$FRONT" 2>&1)" 'Too many links'
  assertEquals 644 "$(stat -c %a "$STAGE/roots")"
  ln -sf "$STAGE/roots" "$QKARMA/key"
  assertContains "$(qkarma init --front "$FRONT" 2>&1)" 'ymbolic link'
  assertEquals 644 "$(stat -c %a "$STAGE/roots")"
}

refuses() {
  why=$1
  shift
  assertContains "$(qkarma init --front "$@" 2>&1)" "$why"
}

test_init_refuses_what_would_hurt() {
  apart || return 0
  refuses 'has other things in it' "$STAGE/bin" --for nofiles
  refuses "is not root's" "$HIS" --for nofiles
  refuses 'does not begin with a slash' front --for nofiles
  refuses 'say with --for' "$STAGE/fronts"
  refuses 'say with --for' "$FRONT" --for qkarma
  refuses 'say with --for' "$FRONT" --for root
  assertFalse 'nothing was made' "[ -e '$STAGE/fronts' ]"
}

check() {
  qkarma check -u qmaild --front "$FRONT" "$@" |
    grep -E '^(info|warning|error): .*(journal/current|key|front|maildir)'
}

test_check_looks() {
  apart || return 0
  assertEquals '' "$(check -g nofiles)"
  assertContains "$(check -g qkarma)" 'it needs one of its own'
  assertContains "$(check -g mail)" "the mail server's group may not enter it"
  assertContains "$(check -g nofiles qkarma-maildir)" 'name no backend'
  chmod 711 "$FRONT/qkarma-smtpd" "$FRONT"
  chmod 404 "$QKARMA/key"
  assertEquals "error: $FRONT: everybody may enter it
error: $FRONT: the program in it is not set-group-ID: qkarma init --front
error: key: others than root may open it" "$(check -g nofiles)"
  chgrp nofiles "$FRONT/qkarma-smtpd"
  assertContains "$(check -g nofiles)" 'has another group than control'
  rm "$QKARMA/key"
  assertContains "$(check -g nofiles)" 'error: key: No such file'
  mount -o remount,nosuid "$STAGE"
  assertContains "$(check -g nofiles)" 'mounted nosuid'
  mount -o remount,suid "$STAGE"
}

# He may not enter FRONT, and says nothing that is not so.
test_check_by_the_owner() {
  apart || return 0
  said=$(as qkarma qkarma qkarma check --quiet -u qmaild -g nofiles \
    --front "$FRONT")
  assertEquals "warning: $FRONT/qkarma-smtpd: only root and the mail server \
can look at it" "$said"
}

# Nothing behind qkarma-server has the group, and control is its own.
test_check_of_a_server() {
  apart || return 0
  assertEquals '' "$(qkarma check --quiet --server -u qmaild 2>&1)"
  assertContains "$(qkarma check --server -u qmaild -g qkarma)" \
    'info: journal/current: the server behind qkarma-smtpd has its group'
  assertContains "$(qkarma check --server -u qmaild qkarma-maildir)" \
    'name no backend'
  for run in 'exec softlimit qkarma-server -v 0 25' '# qkarma-server -v'
  do
    printf '%s\n' USER=qmaild "$run" >"$STAGE/run"
    qkarma check --quiet --run "$STAGE/run" 2>&1
    echo $?
  done >"$OUT"
  assertEquals "0
qkarma check: fatal: $STAGE/run: it has no lines USER= and GROUP=; give -u and \
-g what its tcpserver has
100" "$(cat "$OUT")"
}

# A host from before may have put it there.
test_check_of_a_member_of_the_group() {
  apart || return 0
  sed -i.old 's/^qkarma:.*/&alias,qmaild/' "$STAGE/etc/group"
  said=$(check -g nofiles)
  mine=$(check -g qkarma)
  sed -i 's/qmaild/qmail/' "$STAGE/etc/group"
  assertEquals 'another' '' "$(check -g nofiles)"
  cat "$STAGE/etc/group.old" >"$STAGE/etc/group"
  assertEquals "warning: qmaild: it is a member of the group of journal/current, \
and has it wherever tcpserver has not started it" "$said"
  assertNotContains 'by tcpserver itself' "$mine" member
}

test_check_says_what_it_is_like_without() {
  apart || return 0
  assertContains "$(qkarma check -u qmaild -g qkarma)" \
    'info: journal/current: the server behind qkarma-smtpd has its group'
  printf '%s\n' USER=qmaild GROUP=nofiles "FRONT=$FRONT   # there" \
    >"$STAGE/run"
  assertEquals '' "$(qkarma check --run "$STAGE/run" |
    grep -E '^error|journal/current')"
}

. shunit2
