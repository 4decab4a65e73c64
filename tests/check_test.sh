# qkarma check: the configuration in force, what is wrong, what is unwise.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/store.sh"

setUp() {
  fresh_home
  OUT=$SHUNIT_TMPDIR/out
}

# What it finds, with this exit code: `finds 1 [words...] <<END`.
finds() {
  code=$1
  shift
  qkarma check "$@" >"$OUT" 2>&1
  assertEquals "exit code of check $*" "$code" $?
  assertEquals "check $*" "$(cat)" "$(grep -E '^(warning|error): ' "$OUT")"
}

test_the_configuration_and_where_it_comes_from() {
  cat >"$QKARMA/control/checks" <<'END'
# comment
karma strikes 4
earlytalker wait 0.5 check-at CONNECT check-at DATA
naughty
rblsmtpd
END
  echo 'early_talk -2' >"$QKARMA/control/awards"
  KARMA_NICE=3 EARLYTALKER_TEASER='one moment' qkarma check >"$OUT"
  assertEquals 0 $?
  assertEquals "\
CHECK                  OPTION              VALUE            FROM
karma                  negative            1                default
                       strikes             4                control/checks:2
                       nice                3                environment" \
    "$(sed 4q "$OUT")"
  assertPart "$(cat "$OUT")" "
earlytalker            wait                0.5              control/checks:3
                       reject              1                default"
  assertPart "$(cat "$OUT")" "
                       check-at            CONNECT DATA     control/checks:3
                       teaser              one moment       environment
naughty                reject              rcpt             default
                       reject_type         disconnect       default
                       train               off              default
                       text                off              default
rblsmtpd               reject              naughty          default
(not listed)
dns                    server              off              default
                       known               5                default
                       private             0                default
(not listed)
limits                 command_timeout     300              default"
  assertPart "$(cat "$OUT")" "
EVENT                  POINTS
early_talk             -2                  control/awards
early_data             -1
"
  assertEquals "0 errors, 0 warnings" "$(tail -n 1 "$OUT")"
}

# Every check and every option that there is, with its default.
test_nothing_is_left_out() {
  unit tables
  tables | sed -n 's/^check //p' >"$QKARMA/control/checks"
  tables | sed -n 's/^option //p' | cut -d ' ' -f 1,2 | sort \
    >"$SHUNIT_TMPDIR/wanted"
  qkarma check --json | jq -r '.options[]|"\(.check) \(.option)"' | sort \
    >"$SHUNIT_TMPDIR/got"
  assertTrue "options" "cmp $SHUNIT_TMPDIR/wanted $SHUNIT_TMPDIR/got"
}

test_an_object() {
  printf 'observe\nkarma\nnaughty\n' >"$QKARMA/control/checks"
  qkarma check --json >"$OUT"
  assertEquals 0 $?
  assertEquals "true true -1 warning observe: nothing is refused by any check" \
    "$(jq -r '"\(.good) \(.observe) \(.awards.early_talk) " +
      "\(.findings[0].gravity) \(.findings[0].what)"' "$OUT")"
  assertEquals "3 default" "$(jq -r \
    '.options[]|select(.option == "strikes")|"\(.value) \(.source)"' "$OUT")"
  assertEquals null "$(jq '.options[]|select(.option == "train").value' "$OUT")"
}

test_control_files_that_are_wrong() {
  echo 'karma strikes 0' >"$QKARMA/control/checks"
  echo 'work -4 -3' >"$QKARMA/control/tlds"
  echo 'nobody' >"$QKARMA/control/denysoft_recipients"
  printf '%s\n' '# who has mail here' '@example.org mail' 'ann mail' \
    >"$QKARMA/control/maildirs"
  echo 'two words' >"$QKARMA/control/host"
  echo short >"$QKARMA/control/secret"
  finds 1 <<END
error: control/checks: line 1: karma strikes cannot be "0"; allowed is a\
 number from 1 to 1000000
error: control/tlds: line 1: a line is a domain suffix and a number from -1000\
 to 1000
error: control/denysoft_recipients: line 1: a line is user@domain or @domain
error: control/maildirs: line 3: this is no address, no @domain, and not\
 postmaster
error: control/host: it does not hold one host's name
error: control/secret: it is not 32 bytes long
END
  assertEquals "6 errors, 0 warnings" "$(tail -n 1 "$OUT")"
  assertEquals "false 6" "$(qkarma check --json |
    jq -r '"\(.good) \(.findings|length)"')"
  rm "$QKARMA/control/checks"
  echo 'early_talk' >"$QKARMA/control/awards"
  finds 1 <<END
error: control/awards: line 1: early_talk needs one number from -1000 to 1000
error: control/tlds: line 1: a line is a domain suffix and a number from -1000\
 to 1000
error: control/denysoft_recipients: line 1: a line is user@domain or @domain
error: control/maildirs: line 3: this is no address, no @domain, and not\
 postmaster
error: control/host: it does not hold one host's name
error: control/secret: it is not 32 bytes long
END
}

# What one of them would say nobody knows; that is not what its absence says.
test_links_to_nothing() {
  rm -f "$QKARMA"/control/*
  for file in checks awards tlds dnsbl rhsbl denysoft_recipients maildirs host \
    secret checks.good
  do
    ln -s nowhere "$QKARMA/control/$file"
  done
  ln -s nowhere "$QKARMA/karma.cdb"
  finds 1 <<'END'
error: control/checks: unable to read it: No such file or directory
error: control/awards: unable to read it: No such file or directory
error: control/tlds: unable to read it: No such file or directory
error: control/dnsbl: unable to read it: No such file or directory
error: control/rhsbl: unable to read it: No such file or directory
error: control/denysoft_recipients: unable to read it: No such file or directory
error: control/maildirs: unable to read it: No such file or directory
error: control/host: it is a symbolic link to nothing
error: control/secret: it is a symbolic link to nothing
error: control/checks.good: it is a symbolic link to nothing
error: karma.cdb: it is a symbolic link to nothing
END
}

# All lines that are wrong, and where; and a key that everybody would see.
test_lists_that_are_wrong() {
  {
    echo 'bl.example=127.0.0.300'
    echo '0123456789abcdefghij.key.example'
    echo '0123456789abcdefghij.named.example as named'
    echo 'bl.example*2000 as x'
  } >"$QKARMA/control/dnsbl"
  echo 'names.example canary on' >"$QKARMA/control/rhsbl"
  printf '%s\n' karma dnsbl sender naughty >"$QKARMA/control/checks"
  DNS_SERVER=127.0.0.1 finds 1 <<END
error: control/dnsbl: line 1: behind the = stands a filter, as 127.0.0.2 or\
 127.0.0.[2;4..11]
error: control/dnsbl: line 4: behind the * stands a weight, a number from\
 -1000 to 1000
error: control/dnsbl: line 2: that looks like a key: give the list another\
 name, as NAME, for the log and the client
error: control/rhsbl: line 1: behind the first word may stand as NAME, a text\
 (words or a URL; %i is the address), canary off, ipv4 0, ipv6 0
END
}

test_more_lists_than_there_may_be() {
  for file in dnsbl rhsbl
  do
    seq -f 'bl%g.example' 17 >"$QKARMA/control/$file"
    assertContains "$file" "$(qkarma check --quiet 2>&1)" \
      "error: control/$file: line 17: there are more than 16 lists"
    seq -f 'bl.example=127.0.0.%g' 49 >"$QKARMA/control/$file"
    assertContains "$file" "$(qkarma check --quiet 2>&1)" \
      "error: control/$file: line 49: there are more than 48 lines"
    rm "$QKARMA/control/$file"
  done
}

test_lists_that_can_do_nothing() {
  echo 'bl.example*2' >"$QKARMA/control/dnsbl"
  echo 'names.example' >"$QKARMA/control/rhsbl"
  finds 0 <<'END'
warning: control/dnsbl: the check dnsbl is not listed: nobody asks these
warning: control/rhsbl: the check sender is not listed: nobody asks these
END
  printf '%s\n' 'dnsbl threshold 3 skip 1' 'sender rhsbl_threshold 2' naughty \
    karma >"$QKARMA/control/checks"
  DNS_SERVER=127.0.0.1 finds 0 <<'END'
warning: dnsbl threshold: all lists together do not come to it
warning: dnsbl skip: all lists of good senders together do not come to it
warning: sender rhsbl_threshold: all lists together do not come to it
END
  rm "$QKARMA/control/dnsbl" "$QKARMA/control/rhsbl"
  printf '%s\n' dnsbl sender naughty karma >"$QKARMA/control/checks"
  DNS_SERVER=127.0.0.1 finds 0 <<'END'
warning: dnsbl: there are no lists in control/dnsbl
END
}

# Answers of one that is on this host nobody can forge.
test_a_name_server_elsewhere() {
  for check in dnsbl rdns helo sender
  do
    printf '%s\n' $check naughty karma >"$QKARMA/control/checks"
    assertContains $check "$(DNS_SERVER='192.0.2.53 5353' qkarma check --quiet)" \
      'warning: dns server: 192.0.2.53 is not on this host: '
    for here in 127.0.0.1 '127.0.0.53 5353' ::1
    do
      assertNotContains $check "$(DNS_SERVER=$here qkarma check --quiet)" host
    done
  done
  printf '%s\n' naughty karma >"$QKARMA/control/checks"
  DNS_SERVER=192.0.2.53 finds 0 </dev/null
}

test_a_name_server_that_is_none() {
  printf '%s\n' rdns naughty karma >"$QKARMA/control/checks"
  DNS_SERVER=nobody finds 1 <<'END'
error: dns server is an address, and maybe a port
END
}

# dns holds for all that ask, listed or not.
test_how_the_dns_is_asked() {
  echo helo >"$QKARMA/control/checks"
  assertPart "$(DNS_SERVER=127.0.0.1 qkarma check)" "
(not listed)
dns                    server              127.0.0.1        environment
                       known               5                default"
}

# Whoever is flagged by these is somebody's to refuse.
test_flags_that_nobody_disposes_of() {
  echo bl.example >"$QKARMA/control/dnsbl"
  for check in dnsbl 'rdns reject naughty' 'helo reject naughty'
  do
    printf '%s\n' karma "$check" >"$QKARMA/control/checks"
    assertContains "$check" "$(DNS_SERVER=127.0.0.1 qkarma check --quiet)" \
      'warning: naughty: it is not listed: who is flagged is never refused'
  done
}

test_a_variable_that_is_wrong() {
  KARMA_STRIKES=0 finds 1 <<END
error: environment: KARMA_STRIKES: karma strikes cannot be "0"; allowed is a\
 number from 1 to 1000000
END
}

test_a_variable_that_nothing_reads() {
  RBLSMTPD=-listed TARPIT_MAX=3 KARMA_STRIKES=4 finds 0 <<END
warning: RBLSMTPD: it is set, but the check rblsmtpd is not listed: nobody is\
 refused by it
warning: tarpit max: it is set in the environment, but the check is not listed
END
  RBLSMTPD= finds 0 </dev/null
}

# With this line beside karma and naughty, this warning: `unwise LINE <<END`.
unwise() {
  {
    echo "$1"
    [ "${1%% *}" = karma ] || echo karma
    echo naughty
  } >"$QKARMA/control/checks"
  finds 0
}

test_what_is_unwise() {
  unwise 'observe' <<END
warning: observe: nothing is refused by any check
END
  unwise 'karma reject_type perm' <<END
warning: karma reject_type: who is in the box is refused for good, and mail\
 bounces that temp_disconnect would only delay
END
  unwise 'karma penalty_days 40' <<END
warning: karma penalty_days: it is more than penalty_max, which counts
END
  unwise 'limits tls hide' <<END
warning: limits tls hide: senders that demand TLS (MTA-STS, DANE) cannot deliver
END
  unwise 'limits command_timeout 60' <<END
warning: limits command_timeout: RFC 5321 4.5.3.2.7 asks for 5 minutes
END
  unwise 'limits data_timeout 20' <<END
warning: limits data_timeout: RFC 5321 4.5.3.2.5 lets a client pause for 3\
 minutes
END
  unwise 'limits session_timeout 5' <<END
warning: limits session_timeout: a slow client is cut off before its message
END
  unwise 'limits commands 1' <<END
warning: limits commands: a client with AUTH, TLS and several recipients needs\
 more for one message
END
  unwise 'limits data_rate 5000' <<END
warning: limits data_rate: a client at the end of a slow line is cut off in its\
 message
END
  unwise 'limits backend_timeout 5' <<END
warning: limits backend_timeout: a backend that looks through messages takes\
 longer than a minute
END
  unwise 'limits backend_timeout 900' <<END
warning: limits backend_timeout: clients wait 10 minutes (RFC 5321 4.5.3.2.6),\
 then send it again
END
  unwise 'karma strikes 1' <<END
warning: karma strikes 1: one slip, such as a mistyped command, boxes a real\
 server
END
  unwise 'karma negative 0' <<END
warning: karma negative 0: one naughty connection boxes a server, however many\
 nice ones it had
END
  unwise 'karma very_bad 1' <<END
warning: karma very_bad 1: one slip, such as a mistyped command, costs the\
 message
END
  unwise 'protocol unknown_limit 1' <<END
warning: protocol unknown_limit 1: clients that try what a server may know are\
 cut off
END
  unwise 'concurrency good 1' <<END
warning: concurrency: large servers deliver over several connections at once
END
  unwise 'neighbourhood patience 0' <<END
warning: neighbourhood patience 0: a stranger from a bad network is never\
 served, however often it comes again; a higher threshold asks fewer
END
  unwise 'neighbourhood patience 0 reject 0' </dev/null
  unwise 'denysoft_client_stats success_bias 0' <<END
warning: denysoft_client_stats success_bias 0: a client of which nothing is\
 known is as likely deferred as the worst
END
  unwise 'limits recipients 20' <<END
warning: recipients: RFC 5321 4.5.3.1.8 asks for 100 for clients that did\
 nothing wrong
END
  unwise 'karma recipients_unknown 5' <<END
warning: recipients: RFC 5321 4.5.3.1.8 asks for 100 for clients that did\
 nothing wrong
END
  unwise 'earlytalker wait 31' <<END
warning: earlytalker wait: some clients hang up when the greeting takes more\
 than 30 seconds
END
  unwise 'tarpit max 90' <<END
warning: tarpit max: clients may time out, and come again
END
  unwise 'denysoft_client_stats cap 1' <<END
warning: denysoft_client_stats cap 1: a client that was only refused so far is\
 never served again
END
}

test_flags_without_naughty_and_naughty_without_auth() {
  printf 'karma\nlimits auth 1\nnaughty reject connect\n' \
    >"$QKARMA/control/checks"
  finds 0 <<END
warning: limits auth: naughty reject connect refuses before anybody can\
 authenticate
END
  for flags in 'karma' 'karma reject 1
rblsmtpd' 'karma reject 0
earlytalker reject naughty' 'karma reject 0
protocol pipelining naughty'
  do
    echo "$flags" >"$QKARMA/control/checks"
    finds 0 <<'END'
warning: naughty: it is not listed: who is flagged is never refused
END
  done
  echo 'karma reject connect' >"$QKARMA/control/checks"
  finds 0 </dev/null
  echo 'earlytalker' >"$QKARMA/control/checks"
  finds 0 <<'END'
warning: karma: it is not listed: nobody meets the box
END
}

test_the_backend() {
  script_backend <<'END'
S: 220 backend ESMTP
C: EHLO localhost
S: 250-backend
S: 250-AUTH PLAIN LOGIN
S: 250 PIPELINING
C: MAIL FROM:<>
S: 250 ok
C: RCPT TO:<nobody@qkarma-check.invalid>
S: 550 no relaying
C: RSET
S: 250 ok
C: QUIT
S: 221 bye
END
  finds 0 scripted-backend <<END
warning: limits auth: the backend offers AUTH, but who is flagged cannot\
 authenticate here
END
  expect_backend
  rm -f "$BACKEND.heard"
  TCPLOCALPORT=587 finds 0 scripted-backend </dev/null
  rm -f "$BACKEND.heard"
  LIMITS_AUTH=1 finds 0 scripted-backend </dev/null
  finds 0 smtpfront-echo </dev/null
  finds 1 exim4 -bs <<END
error: exim4: it asks the socket who the client is and would be an open relay:\
 give it -oMa
END
  finds 1 false <<'END'
error: false: it sends no greeting
END
  finds 1 nonexistent-program <<'END'
error: nonexistent-program: No such file or directory
END
}

# A server that offers these extensions and refuses strangers: `server
# STARTTLS`; it is $SERVER.
server() {
  SERVER=$SHUNIT_TMPDIR/server
  printf '250-%s\n' server "$@" >"$SERVER.offer"
  cat >"$SERVER" <<'END'
#!/bin/sh
echo 220 server ESMTP
while read -r verb more
do
  case $verb in
    EHLO) cat "$0.offer"; echo 250 8BITMIME ;;
    RCPT) echo 550 no relaying ;;
    QUIT) echo 221 bye; exit ;;
    *) echo 250 ok ;;
  esac
done
END
  chmod +x "$SERVER"
}

test_auth_that_cannot_be_had() {
  server SIZE
  LIMITS_AUTH=1 finds 0 "$SERVER" <<END
warning: limits auth 1: the backend offers neither AUTH nor STARTTLS: nobody can\
 authenticate
END
  TCPLOCALPORT=587 finds 0 "$SERVER" <<END
warning: port 587: the backend offers neither AUTH nor STARTTLS: nobody can\
 authenticate
END
  TCPLOCALPORT=25 finds 0 "$SERVER" </dev/null
  server STARTTLS
  LIMITS_AUTH=1 TCPLOCALPORT=587 finds 0 "$SERVER" </dev/null
  TCPLOCALPORT=587 LIMITS_TLS=hide finds 0 "$SERVER" <<END
warning: limits tls hide: senders that demand TLS (MTA-STS, DANE) cannot deliver
warning: limits tls hide: the backend offers AUTH in TLS at most, and that is\
 hidden: nobody can authenticate
END
  server 'AUTH PLAIN'
  for reject in connect 1
  do
    TCPLOCALPORT=587 KARMA_REJECT=$reject finds 0 "$SERVER" <<END
warning: karma reject: who is in the box is refused before he can authenticate;\
 naughty lets him
END
  done
  printf '%s\n' 'rblsmtpd reject 1' karma naughty \
    'denysoft_client_stats at_connect 1' >"$QKARMA/control/checks"
  TCPLOCALPORT=587 finds 0 "$SERVER" <<END
warning: rblsmtpd reject 1: who is listed is refused before he can authenticate;\
 naughty lets him
warning: denysoft_client_stats at_connect 1: users are deferred before they can\
 authenticate
END
}

# Whatever lets the operator relay does not count.
test_a_backend_that_relays_for_strangers() {
  RELAYCLIENT= finds 1 smtpfront-echo accept <<END
error: smtpfront-echo: it takes mail for any domain from a stranger, and would\
 be an open relay
END
  printf '#!/bin/sh\nexec smtpfront-echo ${RELAYCLIENT+accept}\n' \
    >"$SHUNIT_TMPDIR/relay"
  chmod +x "$SHUNIT_TMPDIR/relay"
  RELAYCLIENT= finds 0 "$SHUNIT_TMPDIR/relay" </dev/null
}

# It neither waits for ever nor leaves it running.
# A backend that says nothing, with two children, of which one does not end when
# it is asked to. Their process ids are in $SHUNIT_TMPDIR/pids, one a line.
silent() {
  rm -f "$SHUNIT_TMPDIR/pids"
  cat >"$SHUNIT_TMPDIR/silent" <<END
#!/bin/sh
(trap '' TERM; exec sleep 1000) &
echo \$! >"$SHUNIT_TMPDIR/pids.new"
sleep 1000 &
echo \$! >>"$SHUNIT_TMPDIR/pids.new"
echo \$\$ >>"$SHUNIT_TMPDIR/pids.new"
mv "$SHUNIT_TMPDIR/pids.new" "$SHUNIT_TMPDIR/pids"
exec sleep 1000
END
  chmod +x "$SHUNIT_TMPDIR/silent"
}

# No process of that backend runs any more. (A zombie is its new parent's.)
silent_is_gone() {
  for pid in $(cat "$SHUNIT_TMPDIR/pids")
  do
    case $(ps -o stat= -p "$pid") in
      ''|Z*) ;;
      *) return 1 ;;
    esac
  done
}

test_a_backend_that_never_answers() {
  silent
  sleep 1000 &
  bystander=$!
  finds 1 "$SHUNIT_TMPDIR/silent" <<END
error: $SHUNIT_TMPDIR/silent: it sends no greeting
END
  await silent_is_gone
  assertTrue 'somebody else' "kill -0 $bystander"
  kill "$bystander"
}

# As ^C does.
test_a_look_at_a_backend_that_is_cut_off() {
  silent
  qkarma check "$SHUNIT_TMPDIR/silent" >"$OUT" 2>&1 &
  checker=$!
  await test -s "$SHUNIT_TMPDIR/pids"
  kill "$checker"
  wait "$checker"
  assertEquals 143 $?
  await silent_is_gone
}

test_maildirs() {
  finds 1 qkarma-maildir <<END
error: control/maildirs: there is no such file: qkarma-maildir accepts mail for\
 nobody
END
  box=$SHUNIT_TMPDIR/box
  mkdir -p "$box/new" "$box/tmp" "$QKARMA/half/new"
  : >"$QKARMA/file"
  cat >"$QKARMA/control/maildirs" <<END
ann@example.org $box
@example.org    $box
bob@example.org half
cid@example.org file
dan@example.org nowhere/Maildir
END
  finds 1 <<END
error: control/maildirs: line 3: half/tmp: No such file or directory
error: control/maildirs: line 4: file: it is not a directory
error: control/maildirs: line 5: nowhere: No such file or directory
END
  rm "$QKARMA/file"
  echo "ann@example.org $box" >"$QKARMA/control/maildirs"
  chmod 755 "$box" "$box/tmp" "$box/new"
  chmod a+x "$SHUNIT_TMPDIR" "$(dirname "$SHUNIT_TMPDIR")"
  finds 1 -u 12345 -g "$(id -g)" env -- qkarma-maildir <<END
error: control/maildirs: line 1: $box/tmp: qkarma-maildir may not write into it
END
  chmod 700 "$box"
  finds 1 -u 12345 -g 54321 <<END
error: control/maildirs: line 1: $box: qkarma-maildir may not enter it
error: control: qkarma-smtpd may not enter it
error: control/secret: qkarma-smtpd may not read it
error: journal/current: qkarma-smtpd may not read and write it
END
  finds 0 -u "$(id -u)" </dev/null
}

test_a_journal_that_is_not_folded() {
  now=$(date +%s)
  echo "$((now - 100)) 192.0.2.7 0 0 0 0 - quit -" | journal
  finds 0 </dev/null
  echo "$((now - 3970)) unknown 0 0 0 0 - quit -" | journal
  finds 0 <<END
warning: journal: it was never folded, and its oldest new line is 66 min old:\
 is qkarma-fold running?
END
  fold
  finds 0 </dev/null
  new_journal
  echo "$((now - 90)) 192.0.2.7 0 0 0 0 - quit -" | journal
  finds 0 </dev/null
}

test_a_journal_that_is_not_folded_any_more() {
  now=$(date +%s)
  echo "$((now - 90000)) 192.0.2.7 0 0 0 0 - quit -" | journal
  fold
  finds 0 </dev/null
  echo "$((now - 3500)) 192.0.2.7 0 0 0 0 - quit -" | journal
  finds 0 </dev/null
  echo "$((now - 10800)) 192.0.2.7 0 0 0 0 - quit -" | journal
  finds 0 <<END
warning: journal: it is not folded, and its oldest new line is 3 h old:\
 is qkarma-fold running?
END
}

# For cron: what it prints is mailed.
test_quiet() {
  assertEquals '' "$(qkarma check --quiet 2>&1)"
  assertEquals 'warning: observe: nothing is refused by any check' "$(
    echo observe >"$QKARMA/control/checks"
    printf 'karma\nnaughty\n' >>"$QKARMA/control/checks"
    qkarma check --quiet 2>&1)"
  # A good server that logs each session.
  server SIZE
  sed -i '2i echo hello >\&2' "$SERVER"
  printf 'karma\nnaughty\n' >"$QKARMA/control/checks"
  assertEquals '' "$(qkarma check --quiet "$SERVER" 2>&1)"
  assertContains "$(qkarma check "$SERVER" 2>&1)" hello
  echo observe >>"$QKARMA/control/checks"
  qkarma check --quiet nonexistent-program >"$OUT" 2>&1
  assertContains "$(cat "$OUT")" 'error: nonexistent-program: No such file'
  qkarma check --quiet -- false >"$OUT" 2>&1
  assertEquals 1 $?
  assertEquals 'warning: observe: nothing is refused by any check' \
    "$(grep -v '^error: false: ' "$OUT")"
}

test_the_state_directory() {
  finds 0 -u 12345 -g "$(id -g)" </dev/null
  finds 1 -u 12345 -g 12345 <<END
error: control: qkarma-smtpd may not enter it
error: control/secret: qkarma-smtpd may not read it
error: journal/current: qkarma-smtpd may not read and write it
END
  chmod 666 "$QKARMA/journal/current"
  chmod 644 "$QKARMA/control/secret"
  chmod 600 "$QKARMA/control/host"
  echo karma >"$QKARMA/control/checks"
  chmod 600 "$QKARMA/control/checks"
  rmdir "$QKARMA/base"
  finds 1 -u 12345 -g "$(id -g)" <<END
error: control/secret: everybody may read it
error: control/checks: qkarma-smtpd may not read it
error: journal/current: everybody may write to it
error: base: No such file or directory
warning: naughty: it is not listed: who is flagged is never refused
END
  qkarma init -u "$(id -u)" -g "$(id -g)" >/dev/null
  rm "$QKARMA/control/checks"
  finds 0 </dev/null
}

# What a service is started with stands in its run file; its group may be the one
# that was forgotten.
test_a_run_file() {
  cat >"$SHUNIT_TMPDIR/run" <<'END'
#!/bin/sh
USER=12345      # somebody
GROUP='54321'
KARMA_STRIKES=7
exec 2>&1
export QKARMA KARMA_STRIKES
END
  finds 1 --run "$SHUNIT_TMPDIR/run" <<END
error: control: qkarma-smtpd may not enter it
error: control/secret: qkarma-smtpd may not read it
error: journal/current: qkarma-smtpd may not read and write it
END
  assertContains "$(cat "$OUT")" 'strikes             7                environment'
  finds 0 --run "$SHUNIT_TMPDIR/run" -g "$(id -g)" </dev/null
  echo 'exec tcpserver 0 25 qkarma-smtpd' >"$SHUNIT_TMPDIR/run"
  qkarma check --run "$SHUNIT_TMPDIR/run" >/dev/null 2>"$SHUNIT_TMPDIR/log"
  assertEquals 100 $?
  assertContains "$(cat "$SHUNIT_TMPDIR/log")" 'give -u and -g'
  qkarma check --run /nonexistent 2>/dev/null
  assertEquals 111 $?
}

# As INSTALL has them.
test_a_run_file_that_sets_and_exports_at_once() {
  printf '%s\n' "USER=$(id -u)" "GROUP=$(id -g)" 'export KARMA_STRIKES=7' \
    "export KARMA_NICE='4' # quoted" 'export DNS_SERVER="127.0.0.1 53"' \
    'export QKARMA' 'export KARMA_MIXED=5 KARMA_NEGATIVE=3' >"$SHUNIT_TMPDIR/run"
  finds 0 --run "$SHUNIT_TMPDIR/run" </dev/null
  for value in 'strikes             7' 'nice                4' \
    'server              127.0.0.1 53' 'mixed               5' \
    'negative            3'
  do
    assertPart "$(cat "$OUT")" "$value "
  done
}

test_other_files_are_looked_at_before_they_are_in_force() {
  echo 'karma strikes 0 nice x' >"$SHUNIT_TMPDIR/checks"
  echo 'early_talk x' >"$SHUNIT_TMPDIR/awards"
  finds 1 --checks "$SHUNIT_TMPDIR/checks" --awards "$SHUNIT_TMPDIR/awards" <<END
error: $SHUNIT_TMPDIR/checks: line 1: karma strikes cannot be "0"; allowed is a\
 number from 1 to 1000000
error: $SHUNIT_TMPDIR/checks: line 1: karma nice cannot be "x"; allowed is a\
 number from 0 to 1000000
error: $SHUNIT_TMPDIR/awards: line 1: early_talk needs one number from -1000 to 1000
END
  finds 0 --checks "$ROOT/run/control/checks" </dev/null
  qkarma check --checks /nonexistent 2>/dev/null
  assertEquals 100 $?
}

# Each mistake of a file, and of the environment.
test_every_mistake() {
  printf 'karmas\nkarma strikes 0 nice\nnaughty x 1\n' \
    >"$QKARMA/control/checks"
  printf 'work\nplay\n' >"$QKARMA/control/tlds"
  KARMA_X=1 NAUGHTY_REJECT=0 qkarma check >"$OUT"
  assertEquals '8 errors, 0 warnings' "$(tail -n 1 "$OUT")"
}

test_files_of_somebody_else() {
  [ "$(id -u)" = 0 ] || skipped 'needs root' || return 0
  qkarma init -u 12345 -g 54321 >/dev/null
  touch "$QKARMA/karma.cdb"
  chown 0 "$QKARMA/lock"
  chmod 600 "$QKARMA/karma.cdb"
  finds 1 -u 777 -g 54321 <<END
error: lock: its owner is not the state directory's
error: karma.cdb: qkarma-smtpd may not read it
error: karma.cdb: its owner is not the state directory's
error: karma.cdb: it has no header record; \`qkarma rebuild\` makes it anew
END
  endSkipping
}

test_called_wrongly() {
  qkarma check -x 2>/dev/null
  assertEquals 100 $?
  qkarma check -u no-such-user 2>/dev/null
  assertEquals 100 $?
  QKARMA=/nonexistent qkarma check 2>/dev/null
  assertEquals 111 $?
}

. shunit2
