# How many recipients a client may name depends on what it is, and holds over
# the whole connection. Whoever is over the limit may come again with the rest.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

setUp() {
  fresh_home
}

mail() {
  printf '%s\n' 'C: MAIL FROM:<a@client.example>' 'S: 250 ok'
}

# So many recipients, accepted.
to() {
  i=0
  while [ "$i" -lt "$1" ]
  do
    i=$((i + 1))
    printf '%s\n' "C: RCPT TO:<user$i@example.org>" 'S: 250 ok'
  done
}

one_too_many() {
  cat <<'END'
C: RCPT TO:<more@example.org>
S: 452 4.5.3 Too many recipients, try the rest later.
END
}

message() {
  cat <<'END'
C: DATA
S: 354 go on
C: .
S: 250 queued
END
}

bye() {
  printf '%s\n' 'C: QUIT' 'S: 221 bye' 'S: <closed>'
}

greeting='S: 220 obedient ESMTP'

# K10, K11: the second recipient of a stranger is welcome; what counts are
# those accepted in the whole connection; 452 means that the rest may come
# later; and a reason stands in the log.
# (Alone in its networks, it would be asked to come again.)
test_a_bad_client_has_two_in_all_its_transactions() {
  echo karma | checks
  past 192.0.2.7 1 n
  client 192.0.2.7 <<END
$greeting
$(mail)
$(to 1)
C: RCPT TO:<550.5.1.1@example.org>
S: 550 5.1.1 as you wish
C: RSET
S: 250 ok
$(mail)
$(to 1)
$(one_too_many)
C: RSET
S: 250 ok
$(mail)
$(one_too_many)
$(bye)
END
  expect_word karma 'fail: more recipients than 2'
}

# It is bad as soon as its karma is: three points lost are enough. So is an
# unknown client a good one as soon as it has sent a message.
test_the_class_is_asked_for_at_each_recipient() {
  client 192.0.2.7 KARMA_RECIPIENTS_UNKNOWN=3 <<END
$greeting
$(mail)
$(to 3)
$(one_too_many)
C: RSET
S: 250 ok
C: FOO
S: 500 5.5.1 Unknown command.
C: FOO
S: 500 5.5.1 Unknown command.
C: FOO
S: 500 5.5.1 Unknown command.
$(mail)
$(one_too_many)
$(bye)
END
  expect_word karma 'fail: more recipients than 3'
  client 192.0.2.8 KARMA_RECIPIENTS_UNKNOWN=1 <<END
$greeting
$(mail)
$(to 1)
$(one_too_many)
$(message)
$(mail)
$(to 5)
$(message)
$(bye)
END
}

test_an_unknown_client_has_a_hundred() {
  client 192.0.2.7 <<END
$greeting
$(mail)
$(to 100)
$(one_too_many)
$(message)
$(bye)
END
  expect_journal <<'END'
192.0.2.7 2 100 0 0 g quit message_accepted
END
}

test_a_good_client_has_no_limit_unless_it_is_given_one() {
  past 192.0.2.7 1 g
  client 192.0.2.7 <<END
$greeting
$(mail)
$(to 101)
$(bye)
END
  client 192.0.2.7 KARMA_RECIPIENTS_GOOD=2 <<END
$greeting
$(mail)
$(to 2)
$(one_too_many)
$(bye)
END
}

test_private_clients_and_immune_ones_have_no_limit() {
  client 192.168.0.7 KARMA_RECIPIENTS_UNKNOWN=1 <<END
$greeting
$(mail)
$(to 2)
$(bye)
END
  client 192.0.2.7 KARMA_RECIPIENTS_UNKNOWN=1 <<END
$greeting
C: AUTH PLAIN good
S: 235 welcome
$(mail)
$(to 2)
$(bye)
END
}

test_reject_0_only_records() {
  client 192.0.2.7 KARMA_RECIPIENTS_UNKNOWN=1 KARMA_REJECT=0 <<END
$greeting
$(mail)
$(to 2)
$(bye)
END
  expect_word karma 'fail, tolerated: more recipients than 1'
}

. shunit2
