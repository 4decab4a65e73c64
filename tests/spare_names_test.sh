# @domains of control/spare: who is spared by the name of its address. The name
# server lies (tests/liar.sh).

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"
. "$(dirname "$0")/liar.sh"
. "$(dirname "$0")/server.sh"

oneTimeSetUp() {
  fresh_home
  unit liar
}

setUp() {
  rm -f "$QKARMA"/*.cdb "$QKARMA"/control/*
  new_journal
  plan karma rdns traps
  echo b@example.org >"$QKARMA/control/traps"
  echo '@example.com   # a large provider' >"$QKARMA/control/spare"
}

tearDown() {
  unlie
}

answers() {
  lie names "$@"
  DNS_SERVER=$LIAR
  export DNS_SERVER
}

plan() {
  printf '%s\n' "$@" protocol naughty | checks
}

# The name of 192.0.2.7, and whose that is.
named() {
  answers "7.2.0.192.in-addr.arpa ptr=$1 ${3-}" "$1 a=${2-192.0.2.7} ${3-}"
}

# Not judged: it may write to a trap.
spared() {
  sends 192.0.2.7
  assertContains "$(journal_line)" ' i quit '
}

judged() {
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 550 5.1.1 There is no such mailbox.
C: QUIT
S: 221 bye
S: <closed>
END
}

journal_line() {
  sed 1d "$QKARMA/journal/current" | tail -n 1
}

test_a_confirmed_name_in_the_domain() {
  named mx7.Out.EXAMPLE.com
  spared
  expect_word traps 'skip: immune by control/spare'
  expect_word rdns 'pass: mx7.Out.EXAMPLE.com'
  assertEquals 'only the name, and where it leads' '12 7.2.0.192.in-addr.arpa
1 mx7.Out.EXAMPLE.com' "$(asked)"
}

test_the_domain_itself() {
  named example.com
  spared
}

test_by_the_table_as_by_the_text() {
  qkarma-fold -n 2>/dev/null
  echo '@sub.example.com' >"$QKARMA/control/spare"
  qkarma spare @example.com >/dev/null
  assertTrue '[ -e "$QKARMA/control/spare.cdb" ]'
  named mx7.out.example.com
  spared
  unlie
  named mx7.badexample.com
  judged
}

test_a_long_domain_in_the_table() {
  label=$(printf '%060d' 0)
  long=$label.$label.$label.example.com
  rm "$QKARMA/control/spare"
  qkarma spare "@$long" >/dev/null
  named "mx7.$long"
  spared
  unlie
  named "mx7.x$label.$label.$label.example.com"
  judged
}

test_other_names() {
  for name in mx7.badexample.com example.com.example.net com mx7.example.co
  do
    named $name
    judged
    assertEquals "of $name nobody asks where it leads" 1 "$(asked | wc -l)"
    unlie
  done
}

# Whoever has the reverse zone writes into it what he likes.
test_a_name_that_does_not_lead_back() {
  named mx7.example.com 192.0.2.8
  judged
}

test_no_name() {
  answers 'example.com a=192.0.2.7'
  judged
}

test_one_of_several_names() {
  answers '7.2.0.192.in-addr.arpa ptr=other.example ptr=mx7.example.com' \
    'mx7.example.com a=192.0.2.7' 'other.example a=192.0.2.7'
  spared
}

test_ipv6() {
  answers '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa ptr=mx7.example.com' \
    'mx7.example.com aaaa=2001:db8::1'
  sends 2001:db8::1
  assertContains "$(journal_line)" ' i quit '
}

# The greeting waits for it, and for nobody else's name.
test_an_answer_that_takes_a_while() {
  named mx7.example.com 192.0.2.7 late=300
  spared
}

test_no_answer() {
  named mx7.example.com 192.0.2.7 silent
  judged
}

test_without_the_check_nobody_is_asked() {
  named mx7.example.com
  plan karma traps
  judged
  assertNull "$(asked)"
}

test_without_a_domain_nobody_waits_for_a_name() {
  named mx7.example.com
  echo 192.0.2.9 >"$QKARMA/control/spare"
  judged
  assertEquals '12 7.2.0.192.in-addr.arpa' "$(asked)"
}

# Nobody asks lists about who is in the box; its name is asked for, for this.
test_who_is_in_the_box() {
  named mx7.example.com
  echo 'bl.test' >"$QKARMA/control/dnsbl"
  plan 'karma reject 1' rdns traps dnsbl
  naughty_ago 192.0.2.7 60 1
  spared
  assertEquals 2 "$(asked | wc -l)"
  unlie
  named mx7.example.com 192.0.2.8
  client 192.0.2.7 <<'END'
S: 421 4.7.1 You were naughty. You cannot connect for ...
S: <closed>
END
}

# Nor about one with a good history; rdns does not judge it, either.
test_who_has_a_good_history() {
  named mx7.example.com
  plan karma 'rdns require confirmed reject 1' traps
  past 192.0.2.7 6 g
  spared
  unlie
  named mx7.example.com 192.0.2.8
  judged
}

test_under_qkarma_server() {
  answers '3.0.0.127.in-addr.arpa ptr=mx7.example.com' \
    'mx7.example.com a=127.0.0.3'
  plan 'earlytalker wait 0.1' 'karma reject 1 private 1' rdns traps
  naughty_ago 127.0.0.3 60 1
  for answer in 'mx7.example.com' 'other.example'
  do
    EARLYTALKER_WAIT=0.1 DNS_PRIVATE=1 server -v -- obedient-backend
    guest 127.0.0.3 "${answer%%.*}"
    case $answer in
      mx7*) expect_guest mx7 '^220 obedient' ;;
      *) expect_guest other '^421 4.7.1 You were naughty' ;;
    esac
    unserve
    echo @example.net >"$QKARMA/control/spare"
  done
}

test_explain() {
  named mx7.example.com
  assertEquals '192.0.2.7 is served, if it does nothing wrong' \
    "$(qkarma explain 192.0.2.7 | sed 1q)"
  assertEquals \
    '192.0.2.7 is immune by control/spare, line 1: a large provider' \
    "$(qkarma explain --ask 192.0.2.7 | sed 1q)"
  plan 'karma reject 1' rdns
  naughty_ago 192.0.2.7 60 1
  assertContains "$(qkarma explain 192.0.2.7)" \
    'rdns                  would ask for its name, for control/spare'
}

. shunit2
