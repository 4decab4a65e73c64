# Who is asked to come again by the check neighbourhood does, if it is a mail
# server: Postfix and Exim, as they are, try again, and are served.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"
. "$(dirname "$0")/apart.sh"

EXIM=$STAGE/exim4
POSTFIX=$STAGE/postfix

# Thirty neighbours of 192.0.2.77 were naughty; patience is five seconds. What
# is accepted for example.org goes to $STAGE/Maildir.
place_front() {
  fresh_home
  rm -rf "$STAGE/Maildir"
  printf '%s\n' karma neighbourhood naughty | checks
  mkdir -p "$STAGE/Maildir/new" "$STAGE/Maildir/cur" "$STAGE/Maildir/tmp"
  echo "@example.org $STAGE/Maildir" >"$QKARMA/control/maildirs"
  awk -v now="$(date +%s)" 'BEGIN { while (i++ < 30)
      print now - 900 - i, "192.0.2." i \
        " -3 0 0 0 n quit - neg=1 pd=0.01 pm=30"
    }' | journal
  fold
  serve env TCPREMOTEIP=192.0.2.77 TCPLOCALPORT=25 NEIGHBOURHOOD_PATIENCE=5 \
    qkarma-smtpd -v qkarma-maildir
}

tearDown() {
  unserve
  [ -z "${MASTER-}" ] || { kill "$MASTER"; wait "$MASTER"; }
  MASTER=
}

# A fold every now and then, as there would be.
delivered() {
  sleep 0.5
  qkarma-fold >/dev/null 2>&1
  [ -n "$(ls "$STAGE/Maildir/new")" ]
}

served() {
  lines | grep -q served
}

# The lines of the client in the journal: `SECONDS CLASS', and whether it was
# asked to come again.
lines() {
  sed -n 's/^@40000000\(........\)[^ ]* 192.0.2.77 [^ ]* [^ ]* [^ ]* [^ ]* \(.\) /\1 \2 /p' \
    "$QKARMA/journal/current" | while read -r time class rest
  do
    case $rest in *' nb=1 '*) asked=asked ;; *) asked=served ;; esac
    echo "$((0x$time)) $class $asked"
  done
}

# It was asked, at most a few times, and served not before five seconds were
# over: so it is known.
came_again() {
  await served
  lines >"$SHUNIT_TMPDIR/lines"
  assertEquals 'first' '- asked' "$(sed '1!d; s/[^ ]* //' "$SHUNIT_TMPDIR/lines")"
  assertEquals 'last' 'g served' "$(sed '$!d; s/[^ ]* //' "$SHUNIT_TMPDIR/lines")"
  assertEquals 'served once' 1 "$(grep -c served "$SHUNIT_TMPDIR/lines")"
  waited=$(awk 'NR == 1 { first = $1 } END { print $1 - first }' \
    "$SHUNIT_TMPDIR/lines")
  assertTrue "served after $waited s" "[ $waited -ge 5 ]"
  assertContains "$(cat "$SERVER_LOG")" \
    '192.0.2.77 neighbourhood: pass: it came again'
  assertEquals 'messages' 1 "$(ls "$STAGE/Maildir/new" | wc -l | tr -d ' ')"
}

# Postfix with its own queue manager and smtp(8), which sends all to us. Its
# own times, minutes, are seconds here.
place_postfix() {
  apart && unpacked postfix || return
  rm -rf "$POSTFIX"
  mkdir -p "$POSTFIX/spool" "$POSTFIX/data" "$POSTFIX/etc"
  printf '%s\n' postfix:x:955: postdrop:x:956: >>/etc/group
  printf '%s:/:/usr/sbin/nologin\n' postfix:x:965:955: >>/etc/passwd
  chown postfix "$POSTFIX/data"
  (
    cd "$POSTFIX/spool" || exit
    mkdir active bounce corrupt defer deferred flush hold incoming private \
      maildrop public pid saved trace
    chmod 700 ./*
    chown postfix ./*
    chown root pid
    chgrp postdrop maildrop public
    chmod 730 maildrop
    chmod 710 public
    chmod 755 pid
  )
  cat >"$POSTFIX/etc/main.cf" <<END
compatibility_level = 3.6
queue_directory = $POSTFIX/spool
data_directory = $POSTFIX/data
command_directory = $FETCHED/postfix/usr/sbin
daemon_directory = $FETCHED/postfix/usr/lib/postfix/sbin
shlib_directory = $FETCHED/postfix/usr/lib/postfix
maillog_file = $POSTFIX/log
maillog_file_prefixes = $POSTFIX
import_environment = LD_LIBRARY_PATH MAIL_CONFIG
myhostname = client.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
smtp_dns_support_level = disabled
smtp_host_lookup = native
relayhost = [127.0.0.1]:$PORT
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 2s
END
  cat >"$POSTFIX/etc/master.cf" <<'END'
pickup    unix  n  -  n  60  1  pickup
cleanup   unix  n  -  n  -   0  cleanup
qmgr      unix  n  -  n  300 1  qmgr
rewrite   unix  -  -  n  -   -  trivial-rewrite
bounce    unix  -  -  n  -   0  bounce
defer     unix  -  -  n  -   0  bounce
trace     unix  -  -  n  -   0  bounce
smtp      unix  -  -  n  -   -  smtp
relay     unix  -  -  n  -   -  smtp
error     unix  -  -  n  -   -  error
retry     unix  -  -  n  -   -  error
postlog   unix-dgram n - n - 1  postlogd
END
  LD_LIBRARY_PATH=$(echo "$FETCHED"/postfix/usr/lib/postfix):$(
    echo "$FETCHED"/postfix/usr/lib/*-linux-*)
  MAIL_CONFIG=$POSTFIX/etc
  export LD_LIBRARY_PATH MAIL_CONFIG
  "$FETCHED/postfix/usr/lib/postfix/sbin/master" -d -c "$POSTFIX/etc" \
    >"$POSTFIX/stderr" 2>&1 &
  MASTER=$!
  await test -S "$POSTFIX/spool/public/pickup"
}

test_postfix() {
  apart && unpacked postfix || return 0
  place_front
  place_postfix
  printf 'Subject: hello\n\nHello.\n' |
    "$FETCHED/postfix/usr/sbin/sendmail" -f alice@client.example \
      bob@example.org
  unset LD_LIBRARY_PATH
  await delivered
  came_again
  assertContains "$(cat "$POSTFIX/log")" 'said: 450 4.7.1 You are new here'
}

# Exim, which is told to go through its queue by a daemon of its own.
place_exim() {
  rm -rf "$STAGE/spool"
  mkdir -p "$STAGE/spool" /etc/exim4
  chown Debian-exim:Debian-exim "$STAGE/spool"
  cp "$FETCHED/exim4-daemon-light/usr/sbin/exim4" "$EXIM"
  chmod 4755 "$EXIM"
  cat >/etc/exim4/exim4.conf <<END
exim_path = $EXIM
spool_directory = $STAGE/spool
log_file_path = $STAGE/spool/%slog
primary_hostname = client.example
keep_environment =
begin routers
all:
  driver = manualroute
  route_list = * 127.0.0.1
  self = send
  transport = smtp
begin transports
smtp:
  driver = smtp
  port = $PORT
  allow_localhost
begin retry
* * F,1h,2s
END
}

test_exim() {
  apart && unpacked exim4-daemon-light || return 0
  place_front
  place_exim
  printf 'To: bob@example.org\nSubject: hello\n\nHello.\n' |
    "$EXIM" -f alice@client.example bob@example.org
  "$EXIM" -q1s &
  MASTER=$!
  await delivered
  came_again
  assertContains "$(cat "$STAGE/spool/mainlog")" '450 4.7.1 You are new here'
}

. shunit2
