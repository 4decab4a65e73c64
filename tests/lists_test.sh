# qkarma lists: are the lists what they should be? The name server lies
# (tests/liar.sh); one test asks rbldnsd, which serves our own export.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/liar.sh"

oneTimeSetUp() {
  unit liar
}

setUp() {
  fresh_home
  OUT=$SHUNIT_TMPDIR/out
}

tearDown() {
  unlie
}

answers() {
  lie lists "$@"
  DNS_SERVER=$LIAR
  export DNS_SERVER
}

# It says this of the lists, and exits so: `says 0 <<END`. The milliseconds are
# N, and blanks single.
says() {
  qkarma lists >"$OUT" 2>&1
  assertEquals 'exit code' "$1" $?
  assertEquals 'the heading' 'LIST STATE MS' "$(sed 1q "$OUT" | xargs)"
  assertEquals "$(cat)" "$(sed '1d; s/  *[0-9][0-9]* / N /
    s/  *[0-9][0-9]*$/ N/; s/   */ /g' "$OUT")"
}

test_all_are_good() {
  printf '%s\n' 'a.test as Blue ipv6 0' 'b.test=127.0.0.9*3 ipv4 0' \
    >"$QKARMA/control/dnsbl"
  echo 'names.test' >"$QKARMA/control/rhsbl"
  answers 'a.test listed a=127.0.0.2' 'b.test listed a=127.0.0.2' \
    'test.names.test a=127.0.1.2'
  says 0 <<'EOF'
Blue good N
b.test good N
names.test good N
EOF
  assertEquals "\
1 1.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.b.test
1 1.0.0.127.a.test
1 2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.b.test
1 2.0.0.127.a.test
1 invalid.names.test
1 test.names.test" "$(asked | LC_ALL=C sort)"
}

# What is wrong with one has a word each, and the exit code tells.
test_what_a_list_may_be() {
  echo 'bl.test ipv6 0' >"$QKARMA/control/dnsbl"
  while read -r answer words
  do
    answers "bl.test $(echo "$answer" | tr + ' ')"
    says 1 <<EOF
bl.test $words
EOF
    unlie
  done <<'EOF'
a=127.255.255.254 refuses N it does not answer this resolver
listed+a=127.0.0.1 refuses N it does not answer this resolver
empty empty N it lacks its test point
a=127.0.0.2 world N it names the whole world
listed+a=203.0.113.7 outside N it answers outside 127/8
listed+a=127.0.0.2+a=203.0.113.7 outside N it answers outside 127/8
rcode=5 dead N REFUSED
rcode=2 dead N SERVFAIL
truncated dead N truncated
silent dead N timeout
EOF
}

# Of a domain that is gone nothing is left.
test_a_list_that_is_gone() {
  echo 'bl.test ipv6 0' >"$QKARMA/control/dnsbl"
  answers 'other.test a=127.0.0.2'
  says 1 <<'EOF'
bl.test empty N it lacks its test point
EOF
}

test_names_of_domains() {
  echo 'names.test' >"$QKARMA/control/rhsbl"
  answers 'names.test a=127.0.0.2'
  says 1 <<'EOF'
names.test world N it names the whole world
EOF
}

# Most lists know IPv4 only; one that lies about IPv6 only is not good.
test_ipv6_beside_ipv4() {
  echo 'bl.test' >"$QKARMA/control/dnsbl"
  answers '127.bl.test listed a=127.0.0.2'
  says 0 <<'EOF'
bl.test good N nothing about IPv6: ipv6 0 spares a question
EOF
  unlie
  answers 'bl.test a=127.0.0.2' '127.bl.test listed a=127.0.0.2'
  says 1 <<'EOF'
bl.test world N it names the whole world, in IPv6
EOF
}

# An explicit filter is obeyed: for some lists 127.0.0.1 is an answer.
test_a_filter_for_what_is_else_a_refusal() {
  echo 'bl.test=127.0.0.1*-1 ipv6 0' >"$QKARMA/control/dnsbl"
  answers 'bl.test listed a=127.0.0.1'
  says 0 <<'EOF'
bl.test good N
EOF
}

test_a_list_without_a_canary() {
  echo 'bl.test canary off ipv6 0' >"$QKARMA/control/dnsbl"
  answers 'bl.test a=127.0.0.2'
  says 0 <<'EOF'
bl.test good N
EOF
  assertEquals '1 2.0.0.127.bl.test' "$(asked)"
}

# A resolver that has to find its way is late once.
test_who_is_silent_is_asked_again() {
  echo 'bl.test canary off ipv6 0' >"$QKARMA/control/dnsbl"
  answers 'bl.test listed a=127.0.0.2 first=2'
  says 0 <<'EOF'
bl.test good N
EOF
}

test_a_key_is_not_told() {
  echo '0123456789abcdefghijkl.bl.test ipv6 0' >"$QKARMA/control/dnsbl"
  answers 'bl.test listed a=127.0.0.2'
  says 0 <<'EOF'
bl.test good N
EOF
  assertNotContains "$(qkarma lists --json)" 0123456789abcdefghijkl
}

test_for_programs() {
  echo 'a.test as Blue ipv6 0' >"$QKARMA/control/dnsbl"
  echo 'names.test' >"$QKARMA/control/rhsbl"
  answers 'a.test listed a=127.0.0.2' 'names.test rcode=3'
  qkarma lists --json >"$OUT"
  assertEquals 1 $?
  assertEquals '{"file":"control/dnsbl","list":"Blue","state":"good",'\
'"milliseconds":N,"why":null}
{"file":"control/rhsbl","list":"names.test","state":"empty",'\
'"milliseconds":N,"why":"it lacks its test point"}' \
    "$(sed 's/:[0-9][0-9]*/:N/' "$OUT")"
}

# As all options: the file, or the environment.
test_the_server_that_the_checks_ask() {
  echo 'bl.test ipv6 0' >"$QKARMA/control/dnsbl"
  answers 'bl.test listed a=127.0.0.2'
  unset DNS_SERVER
  printf '%s\n' "dns server \"$LIAR\"" dnsbl >"$QKARMA/control/checks"
  qkarma lists >"$OUT"
  assertEquals 0 $?
}

test_a_server_that_is_none() {
  echo bl.test >"$QKARMA/control/dnsbl"
  assertEquals \
    'qkarma lists: fatal: dns server is an address, and maybe a port' \
    "$(DNS_SERVER=nobody qkarma lists 2>&1)"
  DNS_SERVER=nobody qkarma lists >"$OUT" 2>&1
  assertEquals 100 $?
}

test_without_lists() {
  assertEquals \
    'qkarma lists: info: there are no lists in control/dnsbl or control/rhsbl' \
    "$(qkarma lists 2>&1)"
  qkarma lists >"$OUT" 2>&1
  assertEquals 0 $?
}

test_a_file_that_is_wrong() {
  printf '%s\n' bl.test 'bl.test*x' >"$QKARMA/control/dnsbl"
  qkarma lists >"$OUT" 2>&1
  assertEquals 100 $?
  assertContains "$(cat "$OUT")" 'qkarma lists: fatal: control/dnsbl: line 2: '
}

# A name server that lies to nobody, and a list of our own.
test_what_we_export_ourselves() {
  command -v rbldnsd >/dev/null || skipped 'needs rbldnsd' || return 0
  echo 'karma.test as ours' >"$QKARMA/control/dnsbl"
  qkarma export rbldnsd >"$SHUNIT_TMPDIR/zone"
  chmod 755 "$SHUNIT_TMPDIR"
  answers ''
  unlie
  [ "$(id -u)" = 0 ] && unprivileged='-u nobody' || unprivileged=
  rbldnsd -n $unprivileged -w "$SHUNIT_TMPDIR" -b "127.0.0.1/$LIAR_PORT" \
    karma.test:combined:zone >"$SHUNIT_TMPDIR/rbldnsd" 2>&1 &
  LIARS=$!
  await grep -q -i started "$SHUNIT_TMPDIR/rbldnsd"
  says 0 <<'EOF'
ours good N
EOF
}

. shunit2
