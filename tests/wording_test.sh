# What a refused client is told can be the operator's own words, with a place to
# turn to.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

oneTimeSetUp() {
  fresh_home
}

setUp() {
  rm -f "$QKARMA"/*.cdb
  new_journal
}

# What a client in the box hears that sends all at once.
hears() {
  printf 'MAIL FROM:<a@client.example>\r\nRCPT TO:<b@example.org>\r\n' |
    TCPREMOTEIP=192.0.2.7 TCPLOCALHOST=mx.example.org qkarma-smtpd \
      obedient-backend 2>"$SHUNIT_TMPDIR/log" | tr -d '\r' | tail -n "$1"
}

test_a_boxed_client() {
  naughty_ago 192.0.2.7 100 2
  printf '%s\n' 'karma text "Wait %d days, %i, or call %h."' naughty | checks
  assertEquals '421 4.7.1 Wait 2.00 days, 192.0.2.7, or call mx.example.org.' \
    "$(hears 1)"
}

test_a_flagged_client() {
  naughty_ago 192.0.2.7 100 2
  printf '%s\n' 'karma text "Wait %d days."' \
    'naughty text "Not today, by %h: 100%%."' | checks
  assertEquals '421 4.7.1 Not today, by mx.example.org: 100%.' "$(hears 1)"
}

test_a_contact_is_the_last_line_of_each_refusal() {
  naughty_ago 192.0.2.7 100 2
  printf '%s\n' 'karma reject connect text "Wait %d days."' \
    'limits contact "Call +49 30 1234, from %i."' | checks
  assertEquals '421-4.7.1 Wait 2.00 days.
421 4.7.1 Call +49 30 1234, from 192.0.2.7.' "$(hears 2)"
}

# It need not be listed.
test_a_contact_from_the_environment() {
  naughty_ago 192.0.2.7 100 2
  printf '%s\n' karma naughty | checks
  assertEquals '421 4.7.1 https://example.org/why' \
    "$(LIMITS_CONTACT=https://example.org/why hears 1)"
}

# By which the journal can be asked.
test_an_id_to_tell_by_telephone() {
  naughty_ago 192.0.2.7 100 2
  printf '%s\n' 'karma text "Ask for %c."' \
    'limits contact "Really, for %c."' naughty | checks
  said=$(hears 2)
  id=$(echo "$said" | sed -n 's/.*Really, for \([0-9a-f]\{10\}\)\..*/\1/p')
  assertContains "$said" "Ask for $id."
  assertContains "$(tail -n 1 "$QKARMA/journal/current")" " id=$id "
}

test_nobody_has_an_id_who_was_told_none() {
  naughty_ago 192.0.2.7 100 2
  printf '%s\n' karma naughty | checks
  hears 1 >/dev/null
  assertNotContains "$(cat "$QKARMA/journal/current")" ' id='
}

test_what_is_no_line_of_a_reply() {
  while read -r line why
  do
    echo "$line" | tr + ' ' | checks
    said=$(qkarma check 2>&1)
    assertContains "$line" "$said" "$why"
  done <<END
karma+text+"%x" karma text may have %i, %h, %c, %d and %%, and no other %
naughty+text+"%d" naughty text may have %i, %h, %c and %%, and no other %
limits+contact+"100%" limits contact may have %i, %h, %c and %%, and no other %
naughty+text+"Grüße" naughty text has more than ASCII
naughty+text+$(awk 'BEGIN { while (i++ < 151) printf "x" }') \
naughty text is longer than 150 bytes
END
}

. shunit2
