# Lists that are asked, and lie: what each of them comes to. The third column
# is the journal's; at the end stands whether the threshold 1 is passed.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/liar.sh"

oneTimeSetUp() {
  unit liar
  unit lists
  FILE=$SHUNIT_TMPDIR/dnsbl
  WHAT=192.0.2.7
  echo bl.test | says
}

setUp() {
  echo bl.test | says
}

tearDown() {
  unlie
}

says() {
  cat >"$FILE"
}

listed='score 1 bl.test*1 |  | bl.test:1 | certain'
nothing=' |  |  | hopeless'

# trouble WORDS: what is said of a list that is in trouble.
trouble() {
  echo " | bl.test $1 |  | hopeless"
}

# comes_to WANTED WORD...: one list, which answers so.
comes_to() {
  wanted=$1
  shift
  lie one "bl.test $*"
  assertEquals "$*" "$wanted" "$(lists ask "$FILE" "$LIAR" 4000 "$WHAT")"
  unlie
}

test_it_lists_the_client() {
  comes_to "$listed" listed a=127.0.0.2
  comes_to "$listed" listed a=127.0.0.2 twice
  comes_to "$listed" listed cname=x.test a=127.0.0.2
  comes_to "$listed" listed a=127.0.0.2 many=25
  assertEquals 'a hit and its canary' '1 7.2.0.192.bl.test
1 1.0.0.127.bl.test' "$(asked)"
}

test_it_does_not() {
  lie one ''
  assertEquals "$nothing" "$(lists ask "$FILE" "$LIAR" 4000 192.0.2.7)"
  assertEquals 'no canary' '1 7.2.0.192.bl.test' "$(asked)"
}

test_it_does_not_answer() {
  comes_to "$(trouble 'did not answer in time')" silent
}

test_it_fails() {
  for code in 1 2 4 5 6
  do
    comes_to "$(trouble 'does not answer')" rcode=$code
  done
}

test_it_refuses_to_answer() {
  comes_to "$(trouble 'refuses to answer')" a=127.255.255.254
  comes_to "$(trouble 'refuses to answer')" a=127.0.0.1
}

test_its_domain_was_sold() {
  comes_to "$(trouble 'answers outside 127/8')" a=203.0.113.7
}

test_it_lists_the_world() {
  comes_to "$(trouble 'names the whole world')" a=127.0.0.2
}

test_its_canary_does_not_answer() {
  lie canary 'bl.test listed a=127.0.0.2' '1.0.0.127.bl.test silent'
  assertEquals "$(trouble 'did not answer in time')" \
    "$(lists ask "$FILE" "$LIAR" 4000 192.0.2.7)"
  unlie
  lie canary 'bl.test listed a=127.0.0.2' '1.0.0.127.bl.test rcode=2'
  assertEquals "$(trouble 'does not answer')" \
    "$(lists ask "$FILE" "$LIAR" 4000 192.0.2.7)"
  echo bl.test canary off | says
  assertEquals "$listed" "$(lists ask "$FILE" "$LIAR" 4000 192.0.2.7)"
}

test_it_is_truncated_or_broken() {
  for how in truncated cut count=60000 random echo ring
  do
    comes_to "$(trouble 'does not answer')" listed a=127.0.0.2 $how
  done
}

test_it_is_forged() {
  for how in other-id other-port other-question
  do
    comes_to "$(trouble 'did not answer in time')" listed a=127.0.0.2 $how
  done
  comes_to "$nothing" listed a=127.0.0.2 other-owner
}

test_it_is_late() {
  comes_to "$listed" listed a=127.0.0.2 late=400
  lie late 'bl.test listed a=127.0.0.2 late=60000'
  assertEquals 'open bl.test |  |  | depends' \
    "$(lists ask "$FILE" "$LIAR" 100 192.0.2.7)"
}

test_no_name_server_at_all() {
  assertEquals "$(trouble 'does not answer')" \
    "$(lists ask "$FILE" '127.0.0.1 9' 4000 192.0.2.7)"
}

test_a_sum() {
  says <<'END'
a.test=127.0.0.2*3 as listed
b.test=127.0.0.[2..5]*-2 as allow
c.test as listed3
d.test as dead
e.test as none
END
  lie sum 'a.test listed a=127.0.0.2' 'b.test listed a=127.0.0.4 late=100' \
    'c.test listed a=127.0.0.9' 'd.test silent'
  assertEquals 'score 2 listed*3 allow*-2 listed3*1 | dead did not answer in time '\
'| listed:3,allow:-2,listed3:1 | certain' \
    "$(lists ask "$FILE" "$LIAR" 4000 192.0.2.7)"
}

test_ipv6() {
  lie six 'bl.test listed a=127.0.0.2'
  assertEquals "$listed" "$(lists ask "$FILE" "$LIAR" 4000 2001:db8::9)"
  assertEquals 2 "$(asked | grep -c '[0-9a-f.]\{64\}bl.test')"
  : >"$LIAR_LOG"
  echo bl.test ipv6 0 | says
  assertEquals "$nothing" "$(lists ask "$FILE" "$LIAR" 4000 2001:db8::9)"
  assertEquals '' "$(asked)"
  assertEquals "$listed" "$(lists ask "$FILE" "$LIAR" 4000 ::ffff:192.0.2.7)"
}

test_domains() {
  lie domains 'bl.test listed a=127.0.0.2'
  assertEquals "$listed" \
    "$(lists ask "$FILE" "$LIAR" 4000 domain:spam.example)"
  assertEquals '1 spam.example.bl.test
1 invalid.bl.test' "$(asked)"
}

# A name server that lies to nobody.
test_rbldnsd() {
  command -v rbldnsd >/dev/null || skipped 'needs rbldnsd' || return 0
  printf '%s\n' ':127.0.0.2:listed' 192.0.2.7 127.0.0.2 \
    >"$SHUNIT_TMPDIR/zone"
  chmod 755 "$SHUNIT_TMPDIR"
  lie free ''
  unlie
  [ "$(id -u)" = 0 ] && unprivileged='-u nobody' || unprivileged=
  rbldnsd -n $unprivileged -w "$SHUNIT_TMPDIR" -b "127.0.0.1/$LIAR_PORT" \
    bl.test:ip4set:zone >"$SHUNIT_TMPDIR/rbldnsd" 2>&1 &
  LIARS=$!
  await grep -q -i started "$SHUNIT_TMPDIR/rbldnsd"
  assertEquals "$listed" "$(lists ask "$FILE" "$LIAR" 4000 192.0.2.7)"
  assertEquals "$nothing" \
    "$(lists ask "$FILE" "$LIAR" 4000 192.0.2.8)"
}

. shunit2
