# What qkarma-server says when it does not start: what is wrong, and not only how
# it is called.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/server.sh"

setUp() {
  fresh_home
  echo 'earlytalker wait 0' | checks
}

tearDown() {
  unserve
}

# refuses CODE WORDS COMMAND...: it exits with this code, and its only line
# begins with these words.
refuses() {
  code=$1 words=$2
  shift 2
  "$@" >"$SHUNIT_TMPDIR/out" 2>&1 </dev/null
  assertEquals "$*" "$code" $?
  assertEquals "$*" 1 "$(grep -c '' "$SHUNIT_TMPDIR/out")"
  case $(cat "$SHUNIT_TMPDIR/out") in
    "qkarma-server: fatal: $words"*) ;;
    *) fail "$*: $(cat "$SHUNIT_TMPDIR/out")" ;;
  esac
}

# with_socket FD HOW COMMAND...: with a socket of TCP as this descriptor, that
# listens or not, or with one of UDP or of no network that listens.
with_socket() {
  timeout 20 perl "$SHUNIT_TMPDIR/with-socket" "$@" </dev/null
}

oneTimeSetUp() {
  cat >"$SHUNIT_TMPDIR/with-socket" <<'END'
use Socket; use POSIX ();
my ($fd, $how) = splice(@ARGV, 0, 2);
$^F = 10;
socket(S, $how eq 'unix' ? PF_UNIX : PF_INET,
  $how eq 'udp' ? SOCK_DGRAM : SOCK_STREAM, 0) or die;
bind(S, $how eq 'unix' ? sockaddr_un("$ENV{SHUNIT_TMPDIR}/unix$$")
  : sockaddr_in(0, INADDR_LOOPBACK)) or die;
$how !~ /listening|unix/ or listen(S, 1) or die;
POSIX::dup2(fileno(S), $fd);
fileno(S) == $fd or POSIX::close(fileno(S));
exec { $ARGV[0] } @ARGV;
END
  export SHUNIT_TMPDIR
}

for_us() {
  printf '%s' 'LISTEN_PID=$$ exec qkarma-server smtpfront-echo accept'
}

test_numbers() {
  for option in c C w b
  do
    most=1000000
    [ "$option" != b ] || most=65535
    for number in 0 -1 x 7x '' ' 7' $((most + 1)) 99999999999999999999
    do
      refuses 100 "-$option is a number from 1 to $most, not $number" \
        qkarma-server "-$option" "$number" 127.0.0.1 0
    done
  done
  for option in u g
  do
    refuses 100 "-$option is a number from 0 to 4294967294, not root" \
      qkarma-server "-$option" root 127.0.0.1 0
  done
}

test_addresses() {
  no='that is no address, or no port'
  for where in 'localhost 25' 'fe80::1%lo 25' '1.2.3 25' '127.0.0.1 65536' \
    '127.0.0.1 imap' '127.0.0.1 -1'
  do
    refuses 100 "unable to listen at $where: $no" qkarma-server $where
  done
  # Of another host.
  refuses 111 'unable to listen at 192.0.2.1 0: ' qkarma-server 192.0.2.1 0
}

# An address that needs a zone is one, all the same.
test_an_address_that_needs_a_zone() {
  has_ipv6 || return 0
  refuses 111 'unable to listen at fe80::1 0: ' qkarma-server fe80::1 0
  assertNotContains "$(cat "$SHUNIT_TMPDIR/out")" 'no address, or'
}

has_ipv6() {
  [ -e /proc/net/if_inet6 ] && grep -q ' lo$' /proc/net/if_inet6 ||
    skipped 'needs IPv6'
}

test_too_many_pairs() {
  pairs=$(yes '127.0.0.1 0' | head -n 17)
  refuses 100 'too many sockets: 17, and 16 are taken at most' \
    qkarma-server $pairs -- true
}

test_too_many_sockets_are_handed_over() {
  refuses 100 'too many sockets: LISTEN_FDS is 17, and 16 are taken at most' \
    with_socket 3 listening sh -c "LISTEN_FDS=17 $(for_us)"
  for number in x '' -1
  do
    refuses 100 "LISTEN_FDS is no number: $number" \
      with_socket 3 listening sh -c "LISTEN_FDS=$number $(for_us)"
  done
}

# Not even when another one does: a service that has lost a port is not well.
test_what_is_handed_over_does_not_listen() {
  for how in silent udp
  do
    refuses 100 'unable to listen on descriptor 3: it is a socket that does not listen' \
      with_socket 3 "$how" sh -c "LISTEN_FDS=1 $(for_us)"
  done
  refuses 100 'unable to listen on descriptor 4: ' \
    with_socket 3 listening sh -c "LISTEN_FDS=2 $(for_us)" 4>&-
  refuses 100 'unable to listen on descriptor 4: ' \
    with_socket 3 listening sh -c "exec 4</dev/null; LISTEN_FDS=2 $(for_us)"
  for fd in 0 3
  do
    refuses 100 "unable to listen on descriptor $fd: it is no socket of TCP/IP" \
      with_socket "$fd" unix sh -c "LISTEN_FDS=$((fd / 3)) $(for_us)"
  done
}

# The words are a backend's then, and no address.
test_sockets_for_another_process() {
  not='the sockets of LISTEN_FDS are for another process: LISTEN_PID is '
  for pid in 1 x ''
  do
    LISTEN_FDS=1 LISTEN_PID=$pid refuses 100 \
      "unable to listen at smtpfront-echo accept: that is no address, or no port; $not$pid" \
      with_socket 3 listening qkarma-server smtpfront-echo accept
    LISTEN_FDS=1 LISTEN_PID=$pid refuses 100 "nowhere to listen: $not$pid" \
      with_socket 3 listening qkarma-server
  done
  LISTEN_FDS=1 refuses 100 "nowhere to listen: ${not}not set" \
    with_socket 3 listening qkarma-server true
}

# As inetd hands over, when it accepts itself.
test_a_connection_on_descriptor_0() {
  refuses 100 'nowhere to listen: descriptor 0 is a socket that does not listen' \
    with_socket 0 silent qkarma-server true
}

# Of a process that does not run out of it, so much more is allowed.
test_no_memory() {
  command -v prlimit >/dev/null || skipped 'needs prlimit' || return 0
  ! nm "$(command -v qkarma-server)" 2>/dev/null | grep -q __asan ||
    skipped 'AddressSanitizer wants all addresses' || return 0
  server -w 1 -c 1 -- true
  enough=$(sed -n 's/^VmSize:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$SERVER/status")
  refuses 111 'unable to start the process that forks, for 2000 conversations: ' \
    prlimit --as=$((enough * 1024 + 4000000)) \
    qkarma-server -c 2000 -w 1 127.0.0.1 0
  refuses 111 'unable to hold 15000 waiting clients: ' \
    prlimit --as=$((enough * 1024 + 2000000)) \
    qkarma-server -w 15000 127.0.0.1 0
}

. shunit2
