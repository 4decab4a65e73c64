# Behind a load balancer: QKARMA_PROXY in the environment makes qkarma-smtpd ask
# for a PROXY header, which says who the client is. Under tcpserver and under
# qkarma-server.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"

oneTimeSetUp() {
  unit knock
  unit balancer
  RULES=$SHUNIT_TMPDIR/rules
  tcprules "$RULES" "$RULES.tmp" <<'END'
127.0.0.9:allow,QKARMA_PROXY=""
127.0.0.8:allow,QKARMA_PROXY="",RELAYCLIENT=""
127.0.0.7:allow,QKARMA_PROXY="",FOO="balancer"
192.0.2.66:deny
192.0.2.77:allow,RELAYCLIENT="",FOO="bar"
:allow
END
}

setUp() {
  fresh_home
  echo 'earlytalker wait 0.2' | checks
}

tearDown() {
  unserve
  UNDER_SERVER=
}

# both TEST: under each.
both() {
  for UNDER_SERVER in '' 1
  do
    new_journal
    serve qkarma-smtpd -v sh -c 'printf "220 %s\r\n" \
      "$TCPREMOTEIP:$TCPREMOTEPORT $TCPLOCALIP:$TCPLOCALPORT ${TCPREMOTEHOST-}"
      while read -r line; do printf "250 ok\r\n"; done'
    "$1"
    unserve
  done
}

hears() {
  expect_session -i "$1" <<END
C> $2
$3
END
}

version1='PROXY TCP4 192.0.2.7 192.0.2.1 4711 25\r\n'
greeted='S: 220 192.0.2.7:4711 192.0.2.1:25
C: NOOP
S: 250 ok'

version_1() {
  hears 127.0.0.9 "$version1" "S: 220 192.0.2.7:4711 192.0.2.1:25 "
  await enough_connections 1
  hears 127.0.0.9 'PROXY TCP6 2001:db8::7 2001:db8::1 4711 25\r\n' \
    'S: 220 2001:db8::7:4711 2001:db8::1:25 '
  expect_journal <<'END'
192.0.2.7 0 0 0 0 - lost -
2001:db8::7 0 0 0 0 - lost -
END
}
test_version_1() { both version_1; }

head2='\015\012\015\012\000\015\012QUIT\012'

version_2() {
  hears 127.0.0.9 "$head2"'\041\021\000\014\300\000\002\007\300\000\002\001\022\147\000\031' \
    'S: 220 192.0.2.7:4711 192.0.2.1:25 '
  # With what a balancer may say more, and over IPv6.
  hears 127.0.0.9 "$head2"'\041\021\000\020\300\000\002\007\300\000\002\001\022\147\000\031\004\000\001x' \
    'S: 220 192.0.2.7:4711 192.0.2.1:25 '
  hears 127.0.0.9 "$head2"'\041\041\000\044\040\001\015\270\000\000\000\000\000\000\000\000\000\000\000\007\040\001\015\270\000\000\000\000\000\000\000\000\000\000\000\001\022\147\000\031' \
    'S: 220 2001:db8::7:4711 2001:db8::1:25 '
}
test_version_2() { both version_2; }

# A health check.
itself() {
  hears 127.0.0.9 'PROXY UNKNOWN\r\n' 'S: 220 127.0.0.9:...'
  hears 127.0.0.9 "$head2"'\040\000\000\000' 'S: 220 127.0.0.9:...'
  expect_journal <<'END'
127.0.0.9 0 0 0 0 - lost -
127.0.0.9 0 0 0 0 - lost -
END
}
test_the_balancer_itself() { both itself; }

# What is behind the header is the client's, and too early.
early() {
  hears 127.0.0.9 "${version1}EHLO x\r\n" \
    'S: 554 5.7.1 You talked before the greeting.
S: <closed>'
  expect_journal <<'END'
192.0.2.7 -1 0 0 0 - rejected early_talk
END
}
test_what_is_behind_it() { both early; }

trouble='S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>'

nonsense() {
  for header in 'EHLO client.example\r\n' 'PROXY TCP4 192.0.2.7\r\n' \
    'PROXY UNKNOWNS\r\n' 'PROXY TCP4 192.0.2.7 192.0.2.1 4711 70000\r\n' \
    'PROXY TCP4 192.0.2.7 192.0.2.1 4711 25\nxxxxxxxxxxxxxxxxx' \
    'PROXY TCP4 2001:db8::7 2001:db8::1 4711 25\r\n' \
    'PROXY UNKNOWN\n' 'PROXY \nUNKNOWN\r\n' "$head2"'\041\101\000\000' \
    "$head2"'\061\021\000\000' "$head2"'\041\021\000\004abcd' \
    'PROXY TCP4                                                                                                                '
  do
    hears 127.0.0.9 "$header" "$trouble"
  done
  expect_log "127.0.0.9 qkarma-smtpd: error: the load balancer's PROXY header makes no sense"
  await enough_connections 12
  assertEquals 12 "$(grep -c ' 127.0.0.9 0 0 0 0 - error - ' \
    "$QKARMA/journal/current")"
}
test_nonsense() { both nonsense; }

silence() {
  expect_session -i 127.0.0.9 <<END
$trouble
END
  expect_log '127.0.0.9 qkarma-smtpd: error: no PROXY header of the load balancer in time'
}
test_silence() { both silence; }

# In pieces it is a header, and 5 seconds are 5, however many pieces come.
pieces() {
  expect_session -i 127.0.0.9 <<'END'
C> PROXY TCP4 192.
P: 0.2
C> 0.2.7 192.0.2.1 4711 25
P: 0.2
C> \r
P: 0.2
C> \n
S: 220 192.0.2.7:4711 192.0.2.1:25 
END
  expect_session -i 127.0.0.9 <<END
C> PROXY TCP4
P: 2
C>  192.
P: 2
C> 0.2
$trouble
END
  expect_log '127.0.0.9 qkarma-smtpd: error: no PROXY header of the load balancer in time'
}
test_a_header_in_pieces() { both pieces; }

hang_up() {
  printf 'PROXY TCP4 192.0.2.7 ' | tcpclient -HRD -i 127.0.0.9 127.0.0.1 \
    "$PORT" sh -c 'cat >&7'
  expect_log "127.0.0.9 qkarma-smtpd: error: no PROXY header of the load balancer before its end"
}
test_half_a_header() { both hang_up; }

# Who is told to stop says so, and not that the balancer was slow.
told_to_stop() {
  tcpclient -HRD -i 127.0.0.9 127.0.0.1 "$PORT" sh -c 'cat <&6' \
    >"$SHUNIT_TMPDIR/told" &
  client=$!
  await one_asks
  kill "$asks"
  wait "$client"
  assertContains "$(cat "$SHUNIT_TMPDIR/told")" '421 4.3.0 '
  expect_log "127.0.0.9 qkarma-smtpd: error: told to stop by a signal before the load balancer's PROXY header"
}
test_told_to_stop_meanwhile() { both told_to_stop; }

# The process that has no child is the conversation, once it heeds SIGTERM.
one_asks() {
  asks=$SERVER
  while child=$(ps -o pid= --ppid "$asks" | tr -d ' ') && [ -n "$child" ]
  do
    asks=$child
  done
  case "$(readlink "/proc/$asks/fd/0") $(readlink "/proc/$asks/exe")" in
    socket*qkarma-s*) ;;
    *) return 1 ;;
  esac
  signal_is Cgt "$asks" 15 && ! signal_is Blk "$asks" 15
}

# From anybody else it is what any words before the greeting are.
others() {
  hears 127.0.0.2 "$version1" 'S: 554 5.7.1 You talked before the greeting.
S: <closed>'
  expect_journal <<'END'
127.0.0.2 -1 0 0 0 - rejected early_talk
END
}
test_from_anybody_else() { both others; }

# What its rule says of the balancer does not make everybody immune.
immune() {
  hears 127.0.0.8 "$version1" 'S: 220 192.0.2.7:4711 192.0.2.1:25 '
  expect_journal <<'END'
192.0.2.7 0 0 0 0 - lost -
END
}
test_the_balancer_may_relay_and_its_clients_may_not() { both immune; }

# Nor those of whom the balancer cannot tell; itself it is, for a health check.
unnamed() {
  for header in 'PROXY UNKNOWN\r\n' 'PROXY UNKNOWN 192.0.2.7\r\n' \
    "$head2"'\041\000\000\000' "$head2"'\041\061\000\003abc'
  do
    hears 127.0.0.8 "$header" 'S: 220 127.0.0.8:...'
  done
  hears 127.0.0.8 "$head2"'\040\000\000\000' 'S: 220 127.0.0.8:...'
  expect_journal <<'END'
127.0.0.8 0 0 0 0 - lost -
127.0.0.8 0 0 0 0 - lost -
127.0.0.8 0 0 0 0 - lost -
127.0.0.8 0 0 0 0 - lost -
127.0.0.8 0 0 0 0 i immune -
END
}
test_who_has_no_name_may_not_relay_either() { both unnamed; }

# Where nobody connects but balancers no rule need say it.
everybody() {
  hears 127.0.0.7 "$version1" 'S: 220 192.0.2.7:4711 192.0.2.1:25 '
  expect_journal <<'END'
192.0.2.7 0 0 0 0 - lost -
END
}
test_the_environment_says_it_of_all() { QKARMA_PROXY= both everybody; }

# And that it may relay is not said of those behind it.
test_and_that_the_balancer_may_relay() {
  QKARMA_PROXY= RELAYCLIENT= both everybody
}

# Under qkarma-server the rules speak of the client, too.
test_rules_for_the_client() {
  UNDER_SERVER=1
  serve qkarma-smtpd -v sh -c 'printf "220 %s\r\n" "$FOO $TCPREMOTEIP"
    cat >/dev/null'
  hears 127.0.0.9 'PROXY TCP4 192.0.2.66 192.0.2.1 4711 25\r\n' 'S: <closed>'
  hears 127.0.0.9 'PROXY TCP4 192.0.2.77 192.0.2.1 4711 25\r\n' \
    'S: 220 bar 192.0.2.77'
  hears 127.0.0.9 "$version1" 'S: 220  192.0.2.7'
  expect_journal <<'END'
192.0.2.77 0 0 0 0 i immune -
192.0.2.7 0 0 0 0 - lost -
END
}

test_headers_by_the_table() {
  assertEquals '' "$(balancer)"
}

# It is not for who is behind it, nor does it stay in the place of what
# qkarma-server was started with.
test_a_variable_of_the_balancers_rule_is_not_its_clients() {
  UNDER_SERVER=1
  export FOO=ours
  serve qkarma-smtpd sh -c 'printf "220 %s\r\n" "$FOO"
    while read -r line; do printf "250 ok\r\n"; done'
  hears 127.0.0.7 "$version1" 'S: 220 ours'
  unset FOO
}

. shunit2
