# karma mixed: who has sent good mail is boxed only when bad mail is most of it.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

oneTimeSetUp() {
  fresh_home
}

setUp() {
  rm -f "$QKARMA"/*.cdb
  new_journal
  printf '%s\n' karma protocol naughty | checks
}

# A connection that becomes naughty, folded.
misbehaves() {
  client 192.0.2.7 "$@" <<'END'
S: 220 obedient ESMTP
C: GET / HTTP/1.1
S: 521 5.5.1 I speak SMTP only.
S: <closed>
END
  fold
}

test_a_line_says_what_was_in_force() {
  misbehaves
  assertContains "$(cat "$QKARMA/journal/current")" ' neg=1 pd=1 pm=30 mx=10 '
  new_journal
  rm -f "$QKARMA"/*.cdb
  misbehaves KARMA_MIXED=0
  assertNotContains "$(cat "$QKARMA/journal/current")" ' mx='
}

test_a_client_without_good_mail() {
  misbehaves
  boxed 192.0.2.7
}

# One good message, and then: the third offence boxes it, not the second.
test_a_client_with_good_mail() {
  past 192.0.2.7 1 g
  misbehaves KARMA_MIXED=3
  misbehaves KARMA_MIXED=3
  misbehaves KARMA_MIXED=3
  boxed 192.0.2.7
}

test_as_it_was_before() {
  past 192.0.2.7 1 g
  misbehaves KARMA_MIXED=0
  misbehaves KARMA_MIXED=0
  boxed 192.0.2.7
}

test_explain_counts_it() {
  past 192.0.2.7 1 g
  assertContains "$(qkarma explain 192.0.2.7)" 'would not box it'
}

# Who is not boxed for its bad mail is not treated as bad either: its good mail
# must come through.
test_it_is_not_bad_either() {
  past 192.0.2.7 1 g
  past 192.0.2.7 2 n
  assertContains "$(qkarma explain 192.0.2.7)" 'unknown, history -1: 100'
  assertContains "$(KARMA_MIXED=2 qkarma explain 192.0.2.7)" \
    'bad, history -1: 2 recipients at most'
  assertContains "$(KARMA_MIXED=0 qkarma explain 192.0.2.7)" 'bad, history -1'
}

. shunit2
