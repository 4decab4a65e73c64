# Asking the DNS: what is made of good answers, of bad ones and of none, by a
# name server that lies. Times are only compared where one is ten times the
# other.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/liar.sh"

oneTimeSetUp() {
  unit liar
  unit resolve
}

tearDown() {
  unlie
}

# asks QUESTION...: state and answers of each, without the time.
asks() {
  resolve -s "$LIAR" "$@" | sed 's/ [0-9]*$//
    s/.* \(yes\|no\|trouble\|open\)/\1/'
}

# The milliseconds that each took.
takes() {
  resolve -s "$LIAR" "$@" | sed -n 's/^[^ ]*=.* //p'
}

# answers WANTED WORD...: what becomes of an A question about a name that is
# answered so.
answers() {
  wanted=$1
  shift
  lie one "x.test $*" && assertEquals "$*" "$wanted" "$(asks a=x.test)"
  unlie
}

test_addresses() {
  answers 'yes 127.0.0.2' a=127.0.0.2
  answers 'yes 127.0.0.2 127.0.0.10' a=127.0.0.2 a=127.0.0.10
  answers 'yes 203.0.113.7' a=203.0.113.7
  answers 'yes 127.0.0.2' cname=y.test a=127.0.0.2
  answers 'yes 127.0.0.2' twice a=127.0.0.2
  answers no aaaa=::1
  answers no empty
  answers no rcode=3
  answers no cname=y.test
}

test_25_records_are_one_packet() {
  answers "yes$(printf ' 127.0.0.%s' 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 \
2 2 2)" a=127.0.0.2 many=25
}

test_other_types() {
  lie types <<'END'
x.test a=192.0.2.1 aaaa=2001:db8::1 mx=mail.x.test mx=b.test
null.test mx=.
2.0.192.in-addr.arpa ptr=host.x.test ptr=b.test
ip6.arpa ptr=six.x.test
END
  assertEquals 'yes 2001:db8::1
yes mail.x.test b.test
yes .
yes host.x.test b.test
yes six.x.test
no' "$(asks aaaa=x.test mx=x.test mx=null.test ptr=192.0.2.7 ptr=2001:db8::9 \
    ptr=192.0.3.1)"
  assertEquals '28 x.test
15 x.test
15 null.test
12 7.2.0.192.in-addr.arpa
12 9.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa
12 1.3.0.192.in-addr.arpa' "$(asked)"
}

# RFC 2317: a provider's customer has the names of a few addresses.
test_a_ptr_behind_a_cname() {
  lie classless \
    '7.2.0.192.in-addr.arpa cname=7.0/29.2.0.192.in-addr.arpa ptr=host.test'
  assertEquals 'yes host.test' "$(asks ptr=192.0.2.7)"
}

# What comes out of a PTR is logged, and asked about.
test_names_with_bytes_that_no_name_has() {
  for name in 'a!b.test' 'a\b.test' 'a%b.test' '<a>.test' \
    "$(printf 'a\001b.test')" "$(printf 'a\377b.test')"
  do
    lie bytes "in-addr.arpa ptr=$name"
    assertEquals "$name" 'trouble broken' "$(asks ptr=192.0.2.7)"
    unlie
  done
  lie bytes "x.test mx=$(printf 'a\033\377b').test"
  assertEquals 'yes a\027\255b.test' "$(asks mx=x.test)"
}

test_more_names_than_are_kept() {
  lie five 'x.test mx=a.test mx=b.test mx=c.test mx=d.test mx=e.test'
  assertEquals 'yes a.test b.test c.test' "$(asks mx=x.test)"
}

test_codes_that_are_no_answer() {
  answers 'trouble FORMERR' rcode=1
  answers 'trouble SERVFAIL' rcode=2
  answers 'trouble NOTIMP' rcode=4
  answers 'trouble REFUSED' rcode=5
  answers 'trouble unknown code' rcode=6
  answers 'trouble unknown code' rcode=15
}

test_packets_that_are_no_answer() {
  answers 'trouble truncated' truncated a=127.0.0.2
  answers 'trouble broken' echo a=127.0.0.2
  answers 'trouble broken' ring a=127.0.0.2
  answers 'trouble broken' cut a=127.0.0.2
  answers 'trouble broken' count=60000 a=127.0.0.2
  answers 'trouble broken' random a=127.0.0.2
  answers 'no' other-owner a=127.0.0.2
}

# Forged answers are passed over, and the true one is waited for.
test_answers_to_something_else() {
  for forged in other-id other-port other-question
  do
    answers 'trouble timeout' "$forged" a=127.0.0.2
  done
}

test_a_client_chooses_no_escapes_and_no_empty_names() {
  lie names </dev/null
  for name in '' . a..test .test 'a\.test' 'a\046test' 'a b.test' 'a@test' \
    "$(printf 'a\303\244.test')" \
    0123456789012345678901234567890123456789012345678901234567890123.test
  do
    assertEquals "$name" 'trouble bad name' "$(asks "a=$name")"
  done
  assertEquals '' "$(asked)"
  assertEquals no "$(asks a=_x-1.test.)"
}

test_eight_at_once_leave_through_one_socket() {
  lie eight 'test late=100 a=127.0.0.2'
  for i in 1 2 3 4 5 6 7 8
  do
    set -- "$@" "a=$i.test"
  done
  assertEquals '      8 yes 127.0.0.2' "$(asks "$@" | uniq -c)"
  assertEquals 'ports' 1 "$(cut -d ' ' -f 2 "$LIAR_LOG" | sort -u | grep -c .)"
  assertEquals 'questions' 8 "$(asked | grep -c .)"
}

# How long the slowest took is not said: an answer is taken when it comes.
test_answers_come_in_any_order() {
  lie order <<'END'
slow.test late=900 a=127.0.0.2
test a=127.0.0.3
END
  set -- $(takes a=slow.test a=x.test)
  assertTrue "$*" "[ $1 -ge 900 ]"
  assertTrue "$*" "[ $2 -lt 900 ]"
}

test_a_lost_question_is_asked_again_once_and_then_given_up() {
  lie lost <<'END'
once.test first=1 a=127.0.0.2
never.test silent
END
  assertEquals 'yes 127.0.0.2
trouble timeout' "$(asks a=once.test a=never.test)"
  assertEquals '1 once.test
1 never.test
1 once.test
1 never.test' "$(asked)"
  set -- $(awk '/never/ { print $1 }' "$LIAR_LOG")
  assertTrue "$*" "[ $(($2 - $1)) -ge 490 ]"
}

# The second answer comes when there is no such question.
test_late_duplicates_are_ignored() {
  lie late <<'END'
late.test late=700 a=127.0.0.2
x.test late=900 a=127.0.0.3
END
  assertEquals 'yes 127.0.0.2
yes 127.0.0.3' "$(asks a=late.test a=x.test)"
  assertEquals 'each twice' 4 "$(asked | grep -c .)"
}

# A wait ends when there is something to do, and not all the time.
test_waiting_is_no_busy_loop() {
  lie silent 'test silent'
  wakes=$(resolve -t -s "$LIAR" a=a.test a=b.test a=c.test a=d.test |
    sed -n 's/^wakes //p')
  assertTrue "$wakes" "[ $wakes -le 10 ]"
}

test_it_can_be_left_open() {
  lie silent 'test silent'
  assertEquals 'a=x.test open 0' "$(resolve -w 100 -s "$LIAR" a=x.test)"
}

# resolv.conf has no ports: two servers, at two addresses, both at this one.
# Where port 53 of 127.0.0.x cannot be had it is not tried.
two_servers() {
  printf '%s\n' '# comment' 'search example' "nameserver $1" \
    "nameserver  $2 " >"$SHUNIT_TMPDIR/resolv.conf"
}

port_53() {
  [ "$(id -u)" = 0 ] || skipped 'needs root, for port 53' || return 1
  LIAR_AT="53 $1"
  shift
  lie second "$@"
  LIAR_AT=
  [ "$LIAR_PORT" = 53 ] || skipped 'port 53 is taken'
}

first_lies() {
  LIAR_AT='53 127.0.53.1'
  lie first "$@"
  LIAR_AT=
  [ "$LIAR_PORT" = 53 ] || skipped 'port 53 is taken'
}

# from QUESTION...: by resolv.conf, with the times.
from() {
  resolve -f "$SHUNIT_TMPDIR/resolv.conf" "$@"
}

# Asked an even number, it refuses the last one by the send before: nothing is
# left to wake anybody.
test_the_second_server_when_the_first_one_refuses() {
  port_53 127.0.53.2 'test a=127.0.0.2' || return 0
  two_servers 127.0.53.1 127.0.53.2
  set -- a=1.test a=2.test / a=3.test a=4.test
  assertEquals '4 127.0.0.2' "$(from "$@" | sed 's/^[^ ]* yes //; s/ [0-9]*$//' |
    sort | uniq -c | sed 's/^ *//')"
  for took in $(from "$@" | sed 's/.* //')
  do
    assertTrue "$took" "[ $took -lt 490 ]"
  done
}

# ... which is waited for once: it is not asked for the later ones.
test_the_second_server_when_the_first_one_is_silent() {
  port_53 127.0.53.2 'test a=127.0.0.2' || return 0
  first_lies 'test silent' || return 0
  two_servers 127.0.53.1 127.0.53.2
  set -- $(from a=1.test a=2.test / a=3.test a=4.test | sed 's/.* //')
  assertTrue "$*" "[ $1 -ge 490 ]"
  assertTrue "$*" "[ $3 -lt 490 ]"
  assertEquals '1 1.test
1 2.test' "$(asked)"
}

# A server that has answered once is asked again, whatever its other questions
# come to.
test_the_first_server_when_it_is_slow_with_one_question() {
  port_53 127.0.53.2 'test a=127.0.0.3' || return 0
  first_lies 'slow.test silent' 'test a=127.0.0.2' || return 0
  two_servers 127.0.53.1 127.0.53.2
  assertEquals 'yes 127.0.0.3
yes 127.0.0.2
yes 127.0.0.2' "$(from a=slow.test a=1.test / a=2.test |
    sed 's/^[^ ]* //; s/ [0-9]*$//')"
}

# A connection may last for hours, and a name server begins again in seconds. The
# same room, but for how long that is.
test_a_server_that_was_away_is_asked_again_after_a_minute() {
  lie away '1.test silent' 'test a=127.0.0.2'
  assertEquals 'trouble timeout
trouble unreachable' "$(asks a=1.test / a=2.test)"
  mkdir -p "$ROOT/tests/bin/forget"
  sed 's/^#define FORGET 60 .*/#define FORGET 0/' "$ROOT/src/dns/dns.c" \
    >"$ROOT/tests/bin/forget/dns.c"
  (
    cd "$ROOT" || exit
    $(head -n 1 conf-cc) -Isrc/dns -o tests/bin/forget/dns.o \
      tests/bin/forget/dns.c &&
      $(head -n 1 conf-ld) -o tests/bin/forget/resolve tests/bin/resolve.o \
      tests/bin/forget/dns.o $ROOMS -lcares -lcdb -lskarnet
  ) || fail 'it does not build'
  before=$PATH
  PATH=$ROOT/tests/bin/forget:$PATH
  assertEquals 'trouble timeout
yes 127.0.0.2' "$(asks a=1.test / a=2.test)"
  PATH=$before
}

test_the_second_server_when_the_first_one_fails() {
  port_53 127.0.53.2 'test a=127.0.0.2' || return 0
  first_lies 'test rcode=2' || return 0
  two_servers 127.0.53.1 127.0.53.2
  assertEquals 'yes 127.0.0.2' "$(from a=1.test |
    sed 's/^[^ ]* //; s/ [0-9]*$//')"
}

test_no_server_at_all() {
  set -- $(resolve -s '127.0.0.1 9' a=1.test a=2.test / a=3.test)
  assertEquals 'a=1.test trouble unreachable a=2.test trouble unreachable
a=3.test trouble unreachable' "$1 $2 $3 $5 $6 $7
$9 ${10} ${11}"
  assertTrue "$*" "[ $4 -lt 490 ]"
}

test_without_a_resolv_conf_it_is_this_host() {
  port_53 127.0.0.1 'test a=127.0.0.2' || return 0
  rm -f "$SHUNIT_TMPDIR/resolv.conf"
  assertEquals 'yes 127.0.0.2' "$(from a=1.test |
    sed 's/^[^ ]* //; s/ [0-9]*$//')"
  printf 'search x\nnameserver fe80::1%%eth0\nnameserver\nnameserver x\n' \
    >"$SHUNIT_TMPDIR/resolv.conf"
  assertEquals 'yes 127.0.0.2' "$(from a=1.test |
    sed 's/^[^ ]* //; s/ [0-9]*$//')"
}

test_a_server_that_is_no_address() {
  for server in '' localhost 127.0.0 '127.0.0.1 0' '127.0.0.1 65536' \
    '127.0.0.1 ' '127.0.0.1 53 54' '127.0.0.1:53'
  do
    assertEquals "$server" 'a=x.test trouble not started 0
the name server is no address' "$(resolve -s "$server" a=x.test)"
  done
}

test_the_environment_means_nothing() {
  lie environment 'example a=127.0.0.9'
  assertEquals 'no' "$(LOCALDOMAIN=example \
    RES_OPTIONS='ndots:9 timeout:1 attempts:9 use-vc rotate' HOSTALIASES=/dev/null \
    asks a=x)"
  assertEquals '1 x' "$(asked)"
}

# Nothing is open behind the last answer, nor handed on by an exec.
test_descriptors() {
  lie descriptors 'test late=100 a=127.0.0.2'
  resolve -d -s "$LIAR" a=x.test </dev/null >"$SHUNIT_TMPDIR/descriptors" 2>&1
  assertEquals "$(grep waits "$SHUNIT_TMPDIR/descriptors" |
    sed 's/waits with 0 1 2 3/ends with 0 1 2/')" \
    "$(grep ends "$SHUNIT_TMPDIR/descriptors")"
}

test_the_socket_is_closed_on_exec_and_is_no_tcp() {
  lie calls 'test truncated a=127.0.0.2'
  strace -f -e trace=socket,openat,open -o "$SHUNIT_TMPDIR/calls" \
    resolve -s "$LIAR" a=x.test >/dev/null
  assertEquals 'socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC|SOCK_NONBLOCK, IPPROTO_IP)
/dev/urandom' "$(sed -n 's/^[0-9]* *\(socket.*)\) *=.*/\1/p
    s/.*"\(\/dev[^"]*\)".*/\1/p' "$SHUNIT_TMPDIR/calls" | sort -r)"
  assertNotContains "$(cat "$SHUNIT_TMPDIR/calls")" /etc/resolv.conf
}

# With ids that can be guessed nothing is asked.
test_without_random_numbers_nobody_is_asked() {
  [ "$(id -u)" = 0 ] || skipped 'needs root, for a chroot' || return 0
  ldd "$ROOT/tests/bin/resolve" >/dev/null 2>&1 &&
    { skipped 'needs a static program'; return 0; }
  lie random 'test a=127.0.0.2'
  mkdir -p "$SHUNIT_TMPDIR/jail"
  cp "$ROOT/tests/bin/resolve" "$SHUNIT_TMPDIR/jail"
  assertEquals 'a=x.test trouble not started 0
a=y.test trouble not started 0
/dev/urandom is not there' \
    "$(chroot "$SHUNIT_TMPDIR/jail" /resolve -s "$LIAR" a=x.test a=y.test)"
  assertEquals '' "$(asked)"
}

# All types, through the readers of all of them.
test_noise_never_harms() {
  lie noise 'test random a=127.0.0.2'
  i=0
  while [ $i -lt 8 ]
  do
    i=$((i + 1))
    set -- "$@" "a=$i.test" "mx=$i.test" "aaaa=$i.test" "ptr=192.0.2.$i"
  done
  assertEquals 32 "$(asks "$@" | grep -c '^trouble broken\|^no\|^yes')"
  unlie
  for bad in ring cut count=60000 echo truncated
  do
    records="$bad mx=a.test ptr=b.test aaaa=::1 a=127.0.0.2"
    lie noise "test $records" "in-addr.arpa $records"
    assertEquals "$bad" '4 trouble' "$(asks a=x.test aaaa=x.test mx=x.test \
      ptr=192.0.2.1 | sed 's/ .*//' | uniq -c | sed 's/^ *//')"
    unlie
  done
}

. shunit2
