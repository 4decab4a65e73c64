# The rules without files: addresses, keys, journal lines, and what one line
# does to one record. Each table has a line of input, then `->` its answer.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

oneTimeSetUp() {
  unit rules
}

# `table address <<END`, lines `input -> answer`.
table() {
  cat >"$SHUNIT_TMPDIR/table"
  sed 's/ *->.*//' "$SHUNIT_TMPDIR/table" | rules "$@" |
    paste -d '|' "$SHUNIT_TMPDIR/table" - | while IFS= read -r both
  do
    input=${both%% *->*} got=${both##*|}
    wanted=${both#*-> } wanted=${wanted%|*}
    [ "$wanted" = "$got" ] || echo "$input: wanted $wanted, got $got"
  done >"$SHUNIT_TMPDIR/wrong"
  assertNull "$*: $(cat "$SHUNIT_TMPDIR/wrong")" "$(cat "$SHUNIT_TMPDIR/wrong")"
}

test_addresses_and_their_clients() {
  table address <<END
192.0.2.7 -> 192.0.2.7 192.0.2.7
2001:DB8:0:1::9 -> 2001:db8:0:1::9 2001:db8:0:1::/64
::ffff:192.0.2.7 -> 192.0.2.7 192.0.2.7
::ffff:c000:207 -> 192.0.2.7 192.0.2.7
64:ff9b::192.0.2.7 -> 192.0.2.7 192.0.2.7
127.0.0.1 -> 127.0.0.1 private 127.0.0.1
100.63.255.255 -> 100.63.255.255 100.63.255.255
100.64.0.0 -> 100.64.0.0 private 100.64.0.0
100.127.255.255 -> 100.127.255.255 private 100.127.255.255
::ffff:100.64.0.1 -> 100.64.0.1 private 100.64.0.1
100.128.0.0 -> 100.128.0.0 100.128.0.0
172.31.255.255 -> 172.31.255.255 private 172.31.255.255
172.32.0.0 -> 172.32.0.0 172.32.0.0
fe80::1 -> fe80::1 private fe80::/64
fd00::1 -> fd00::1 private fd00::/64
::1 -> ::1 private ::/64
256.1.1.1 -> unknown
192.0.2 -> unknown
192.0.2.07 -> unknown
0.0.0.0 -> 0.0.0.0 0.0.0.0
255.255.255.255 -> 255.255.255.255 255.255.255.255
1.2.3.4. -> unknown
.1.2.3.4 -> unknown
1..3.4 -> unknown
1.2.3.4.5 -> unknown
00.2.3.4 -> unknown
1.2.3.0004 -> unknown
1.2.3.-4 -> unknown
1.2.3.4x -> unknown
:: -> :: ::/64
1:: -> 1:: 1::/64
1:2:3:4:5:6:7:8 -> 1:2:3:4:5:6:7:8 1:2:3:4::/64
1:2:3:4:5:6:7:: -> 1:2:3:4:5:6:7:0 1:2:3:4::/64
1:2:3:4:5:6:192.0.2.7 -> 1:2:3:4:5:6:c000:207 1:2:3:4::/64
0001::00ff -> 1::ff 1::/64
1:2:3:4:5:6:7 -> unknown
1:2:3:4:5:6:7:8:9 -> unknown
1::2::3 -> unknown
:::1 -> unknown
1::: -> unknown
1: -> unknown
:1 -> unknown
1:00002:: -> unknown
1::g -> unknown
1:0:0:2::3 -> 1:0:0:2::3 1:0:0:2::/64
64:ff9b:1::1 -> 64:ff9b:1::1 64:ff9b:1::/64
64:ff9b::1:2:3 -> 64:ff9b::1:2:3 64:ff9b::/64
fe80::1%eth0 -> unknown
unknown -> unknown
END
}

test_keys_and_the_networks_around_them() {
  table key <<END
192.0.2.7 -> client 192.0.2.0/24 192.0.0.0/16 192.0.0.0/8 0.0.0.0/0
2001:db8:0:1::/64 -> client 2001:db8::/48 2001:db8::/32 ::/0
192.0.0.0/16 -> network 192.0.0.0/8 0.0.0.0/0
::/0 -> network
::/64 -> client ::/48 ::/32 ::/0
0:0:1::/48 -> network ::/32 ::/0
64:ff9b::/32 -> network ::/0
1:2:3:4::/64 -> client 1:2:3::/48 1:2::/32 ::/0
1:2:3:0::/64 -> no key
1:2:3:4:5::/64 -> no key
1:02:3:4::/64 -> no key
1:2:3::4::/64 -> no key
:1::/64 -> no key
1:2:3:4:/64 -> no key
192.0.2.0/0 -> no key
192.0.2.7/ -> no key
192.0.2.0/25 -> no key
192.0.2.7/24 -> no key
192.0.2.7/32 -> no key
2001:db8::1 -> no key
2001:db8:0:1::1/64 -> no key
2001:DB8::/32 -> no key
0192.0.2.7 -> no key
192.0.2.0/024 -> no key
qkarma -> no key
END
}

test_the_order_of_the_databases() {
  keys='::/0 2001:db8::/64 0.0.0.0/0 192.0.2.0/24 192.0.3.1 192.0.2.255
192.0.2.7 192.0.0.0/16 2001:db8::/48 9.0.0.1'
  assertEquals " 9.0.0.1 192.0.2.7 192.0.2.255 192.0.2.0/24 192.0.3.1\
 192.0.0.0/16 0.0.0.0/0 2001:db8::/64 2001:db8::/48 ::/0" \
    "$(printf '%s\n' $keys | rules order | tail -n 1)"
}

# `lines <<END`, tables of unsigned lines.
lines() {
  cat >"$SHUNIT_TMPDIR/unsigned"
  sed 's/ ->.*//; s/^/1700000000 /' "$SHUNIT_TMPDIR/unsigned" | sign |
    paste -d '|' - "$SHUNIT_TMPDIR/unsigned" |
    sed 's/|.*\( -> .*\)/\1/' >"$SHUNIT_TMPDIR/signed"
  table line <"$SHUNIT_TMPDIR/signed"
}

test_lines_that_are_good() {
  lines <<END
192.0.2.7 2 1 0 0 g quit message_accepted -> connection g
192.0.2.7 -3 0 0 0 n quit non_smtp neg=1 pd=0.5 pm=30 -> connection n
192.0.2.7 -3 0 0 0 n quit x neg=1 pd=1 pm=30 helo=a\x20b t=3 -> connection n
unknown 0 0 0 0 - lost - -> connection -
192.0.2.7 capture days=1.5 why=spam -> capture 15000
192.0.2.7 release why=sorry -> release 0
192.0.2.7 import since=0 days=0 naughty=0 nice=4 connects=9 -> import 0
192.0.2.7 import nice=4 days=2 x=y connects=9 naughty=0 since=17 -> import 20000
- set expire_days=60 -> set 60
- prune days=7 -> prune 70000
- prune days=7 why=x -> prune 70000
END
}

test_lines_that_are_not() {
  lines <<END
192.0.2.7 2 1 0 0 z quit message_accepted -> bad class
192.0.2.7 2 1 0 -1 g quit message_accepted -> bad counts
192.0.2.7 2 1 0 4294967296 g quit message_accepted -> bad counts
192.0.2.7 - 1 0 0 g quit message_accepted -> bad karma
192.0.2.7 2 1 0 0 g quit -> no events
192.0.2.7 2  1 0 0 g quit x -> a blank too many
192.0.2.7 2 1 0 0 g quit x t=3  -> a blank too many
- 2 1 0 0 g quit x -> bad address
192.0.2.7 -3 0 0 0 n quit non_smtp -> bad or missing neg, pd or pm
192.0.2.7 -3 0 0 0 n quit non_smtp neg=1 pd=1 -> bad or missing neg, pd or pm
192.0.2.7 -3 0 0 0 n quit x neg=1 pd=1.00001 pm=3 -> bad or missing neg, pd or pm
192.0.2.7 0 0 0 0 b boxed - neg=x -> bad or missing neg, pd or pm
192.0.2.7 -3 0 0 0 n quit x neg= pd=1 pm=3 -> bad or missing neg, pd or pm
192.0.2.7 -3 0 0 0 n quit x neg=1 pd=1 pm=3 mx=x -> bad mx
192.0.2.7 -3 0 0 0 n quit x neg=1 pd=1 pm=3 mx= -> bad mx
192.0.2.7 -3 0 0 0 n quit x neg=1 pd=1 pm=3 mx=-1 -> bad mx
192.0.2.7 0 0 0 0 - rejected x nb=1 -> connection -
192.0.2.7 0 0 0 0 - rejected x nb=0 -> connection -
192.0.2.7 0 0 0 0 - rejected x nb=2 -> bad nb
192.0.2.7 0 0 0 0 - rejected x nb= -> bad nb
300.0.2.7 2 1 0 0 g quit message_accepted -> bad address
- capture days=1 -> no address
- import since=0 days=0 naughty=0 nice=4 connects=9 -> no address
192.0.2.7 import since=0 days=0 naughty=0 nice=4 -> bad or missing value of import
192.0.2.7 import since=0 days=0 naughty=0 nice=x connects=9 -> bad or missing value of import
192.0.2.7 import since=0 days=0 naughty=0 nice= connects=9 -> bad or missing value of import
192.0.2.7 import -> bad or missing value of import
- set expire_days=0 -> bad expire_days
- set expire_days=60  -> a blank too many
- set  expire_days=60 -> a blank too many
- set expire_days=60 61 -> a word too many
192.0.2.7 set expire_days=60 -> an address too many
unknown set expire_days=60 -> an address too many
- prune days=7  -> a blank too many
- prune days=7 x -> a word too many
192.0.2.7 prune days=7 -> an address too many
unknown capture days=1 -> no address
- forgive days=1 -> unknown order
END
}

test_the_check_covers_every_byte() {
  line=$(echo '1700000000 192.0.2.7 2 1 0 0 g quit -' | sign)
  assertEquals "connection g" "$(echo "$line" | rules line)"
  for change in 's/192/193/' 's/ 2 1 / 1 2 /' 's/~./~g/' 's/^@4/@5/' \
    's/quit/quiT/' 's/$/ /'
  do
    assertEquals "$change" "wrong check" \
      "$(echo "$line" | sed "$change" | rules line)"
  done
}

# The check is taken of many bytes at once; awk takes it of one after the other.
test_the_check_of_lines_of_every_length() {
  awk 'BEGIN {
    for (n = 1; n < 100; n++) {
      name = name sprintf("%c", 33 + n * 7 % 94)
      print 1700000000, "192.0.2.7 0 0 0 0 - quit -", "helo=" name
    }
  }' </dev/null | sign | rules line >"$SHUNIT_TMPDIR/answers"
  assertEquals "99 connection -" "$(uniq -c "$SHUNIT_TMPDIR/answers" |
    sed 's/^ *//')"
}

test_no_byte_that_is_not_printable_gets_through() {
  for byte in '\001' '\033' '\037' '\177' '\200' '\237' '\377'
  do
    for before in '' a ab abc abcd abcde abcdef abcdefg
    do
      printf "1700000000 192.0.2.7 0 0 0 0 - quit - helo=$before$byte.\n"
    done
  done | sign | rules line >"$SHUNIT_TMPDIR/answers"
  assertEquals "56 not printable" "$(uniq -c "$SHUNIT_TMPDIR/answers" |
    sed 's/^ *//')"
}

test_a_value_of_another_key_or_cut_or_changed_is_broken() {
  v=1700000000:1700086400:1::5:1700000009:655:::2::::7247
  assertEquals -1 "$(echo $v | rules value 192.0.2.7)"
  assertEquals broken "$(echo $v | rules value 192.0.2.8)"
  assertEquals broken "$(echo ${v%7} | rules value 192.0.2.7)"
  assertEquals broken "$(echo $v | sed s/:5:/:6:/ | rules value 192.0.2.7)"
  assertEquals broken "$(echo | rules value 192.0.2.7)"
}

# With its five fields more, likewise; no number of fields between the two.
test_values_of_both_versions() {
  for fields in '' : :: ::: :::: ::::: ::::::
  do
    printf '192.0.2.7:1700000000:1700086400:1::5:1700000009:655:::2::::%s\n' \
      "$fields" | digits | sed 's/^192.0.2.7://; s/ ~//' | rules value 192.0.2.7
  done >"$SHUNIT_TMPDIR/values"
  assertEquals '-1 broken broken broken broken -1 broken' \
    "$(xargs <"$SHUNIT_TMPDIR/values")"
}

# `story 60 <<END`: lines about one client in turn, `time class more -> record`.
story() {
  cat >"$SHUNIT_TMPDIR/told"
  sed 's/ *->.*//
    s/ n$/ n neg=1 pd=1 pm=30/
    s/ n \(.*\)/ 192.0.2.7 -3 0 0 0 n quit x \1/
    s/ g$/ 192.0.2.7 2 1 0 0 g quit x/
    s/ none$/ 192.0.2.7 0 0 1 1 - quit x/
    s/ \(.\) nb=1$/ 192.0.2.7 0 0 0 0 \1 rejected neighbourhood nb=1/
    s/ \([bi-]\)$/ 192.0.2.7 0 1 1 1 \1 quit x/
    s/ \(capture\|release\|import\)/ 192.0.2.7 \1/' "$SHUNIT_TMPDIR/told" | sign |
    paste -d '|' - "$SHUNIT_TMPDIR/told" |
    sed 's/|.*\( -> .*\)/\1/' >"$SHUNIT_TMPDIR/signed"
  table "${RULES-fold}" "$1" <"$SHUNIT_TMPDIR/signed"
}

test_an_offence_boxes_for_a_day_and_is_not_lengthened() {
  story 60 <<END
1700000000 n -> 1700000000:1700086400:1::1:1700000000:655::::::
1700000001 n -> 1700000000:1700086400:1::2:1700000001:655::::::
1699996400 n -> 1700000000:1700086400:1::3:1700000001:655::::::
1699996399 n -> 1700000000:1700086400:2::4:1700000001:655::::::
1700086400 n -> 1700086400:1700172800:3::5:1700086400:655::::::
END
}

# From an hour before it begins up to its last second.
test_when_a_box_is_in_force() {
  table boxed <<END
0 0 5000 -> free
10000 20000 6399 -> free
10000 20000 6400 -> boxed
10000 20000 10000 -> boxed
10000 20000 19999 -> boxed
10000 20000 20000 -> free
10000 20000 20001 -> free
END
}

test_immune_and_boxed_lines_count_connects_and_last_only() {
  story 60 <<END
1700000000 - -> ::::1:1700000000:655:1:1:1:::
1700000001 i -> ::::2:1700000001:655:1:1:1:::
1700000002 b -> ::::3:1700000002:655:1:1:1:::
END
}

test_a_client_with_some_credit_is_not_boxed() {
  story 60 <<END
1700000000 g -> :::1:1:1700000000:655:1:::::
1700000001 n -> ::1:1:2:1700000001:655:1:::::
1700000002 n -> 1700000002:1700086402:2:1:3:1700000002:655:1:::::
END
}

# Who sends good mail, too, is boxed only when bad mail is so many times as
# much; what a line does not say is as it was.
test_a_client_with_good_and_bad_mail() {
  story 60 <<END
1700000000 g -> :::1:1:1700000000:655:1:::::
1700000001 n neg=1 pd=1 pm=30 mx=3 -> ::1:1:2:1700000001:655:1:::::
1700000002 n neg=1 pd=1 pm=30 mx=3 -> ::2:1:3:1700000002:655:1:::::
1700000003 n neg=1 pd=1 pm=30 mx=3 -> 1700000003:1700086403:3:1:4:1700000003:655:1:::::
1700000004 g -> 1700000003:1700086403:3:1:5:1700000004:655:1:::::
1700100000 g -> 1700000003:1700086403:3:2:6:1700100000:655:2:::::
1700100001 n neg=1 pd=1 pm=30 mx=3 -> 1700000003:1700086403:4:2:7:1700100001:655:2:::::
1700100002 n neg=1 pd=1 pm=30 mx=2 -> 1700100002:1700186402:5:2:8:1700100002:655:2:::::
END
}

test_a_client_without_good_mail_is_as_ever() {
  story 60 <<END
1700000000 n neg=1 pd=1 pm=30 mx=10 -> 1700000000:1700086400:1::1:1700000000:655::::::
END
  story 60 <<END
1700000000 g -> :::1:1:1700000000:655:1:::::
1700000001 n neg=0 pd=1 pm=30 mx=0 -> 1700000001:1700086401:1:1:2:1700000001:655:1:::::
END
}

test_half_a_day_and_the_longest_penalty() {
  story 60 <<END
1700000000 n neg=1 pd=0.5 pm=30 -> 1700000000:1700043200:1::1:1700000000:655::::::
1700050000 n neg=3 pd=1 pm=30 -> 1700000000:1700043200:2::2:1700050000:655::::::
1700060000 n neg=1 pd=40 pm=30 -> 1700060000:1702652000:3::3:1700060000:655::::::
END
}

# The window before is the one before, not an older one.
test_windows() {
  story 60 <<END
1700000000 g -> :::1:1:1700000000:655:1:::::
1702592000 g -> :::2:2:1702592000:656:1:::1::
1707776000 g -> :::3:3:1707776000:658:1:::::
END
}

test_orders() {
  story 60 <<END
1700000000 release why=x -> none
1700000001 capture days=2 why=x -> 1700000001:1700172801:1:::1700000001:::::::
1700000002 n -> 1700000001:1700172801:1::1:1700000002:::::::
1700000003 release why=x -> ::::1:1700000002:::::::
END
}

test_an_import_is_the_least_that_is_known_and_may_come_again() {
  story 60 <<END
1700000000 import since=0 days=0 naughty=0 nice=0 connects=0 -> none
1700000001 import since=1699999000 days=1 naughty=3 nice=1 connects=9 -> \
1699999000:1700085400:3:1:9:1700000001:::::::
1700000002 i -> 1699999000:1700085400:3:1:10:1700000002:::::::
1700009000 import since=1699999000 days=1 naughty=3 nice=1 connects=9 -> \
1699999000:1700085400:3:1:10:1700000002:::::::
1700009001 import since=0 days=0 naughty=2 nice=4 connects=11 -> \
1699999000:1700085400:3:4:11:1700009001:::::::
1705193002 import since=0 days=0 naughty=0 nice=0 connects=0 -> anew none
END
}

test_expiry_goes_by_the_newest_line_not_by_when_it_is_folded() {
  story 60 <<END
1700000000 g -> :::1:1:1700000000:655:1:::::
1705184000 g -> :::2:2:1705184000:657:1:::::
1710368001 g -> anew :::1:1:1710368001:659:1:::::
END
}

test_who_came_once_is_forgotten_after_three_days() {
  story 60 <<END
1700000000 none -> ::::1:1700000000:655::1:1:::
1700259201 none -> anew ::::1:1700259201:655::1:1:::
END
}

# By the rules of version 1 also one of whom a message was accepted; since then
# only when that is two windows ago.
test_a_rare_sender_whose_message_was_accepted() {
  RULES=before story 60 <<END
1700000000 - -> ::::1:1700000000:655:1:1:1:::
1700259201 - -> anew ::::1:1700259201:655:1:1:1:::
END
  story 60 <<END
1700000000 - -> ::::1:1700000000:655:1:1:1:::
1704320000 none -> ::::2:1704320000:657::1:1:::
1704579201 none -> anew ::::1:1704579201:657::1:1:::
END
  story 60 <<END
1700000000 - -> ::::1:1700000000:655:1:1:1:::
1702600000 none -> ::::2:1702600000:656::1:1:1:1:1
1702859201 none -> ::::3:1702859201:656::2:2:1:1:1
END
}

# Connections of class g and n; in the box they count no more than others do,
# and nobody's orders are connections.
test_good_and_bad_connections() {
  RULES=judged story 60 <<END
1700000000 - -> ::::
1700000001 g -> 1::::
1700000002 i -> 1::::
1700000003 b -> 1::::
1700000004 n neg=5 pd=1 pm=30 -> 1:1:::
1700000005 n neg=1 pd=1 pm=30 mx=9 -> 1:2:::
1700351999 g -> 2:2:::
1700352000 g -> 1::2:2:
1700351999 g -> 1::3:2:
1700352000 n neg=9 pd=1 pm=30 -> 1:1:3:2:
1697759999 g -> 1:1:3:2:
1700352003 capture days=1 -> 1:1:3:2:
1700352004 n -> 1:1:3:2:
1700352005 release why=x -> 1:1:3:2:
1700352006 import since=0 days=0 naughty=9 nice=9 connects=9 -> 1:1:3:2:
1702944000 - -> ::1:1:
1708128000 none -> ::::
1799999999 none -> anew ::::
END
}

# Of class i and b nobody was asked anything. A day after the first time it may
# begin anew; a line from before does nothing.
test_when_a_client_was_asked_to_come_again() {
  RULES=judged story 60 <<END
1700000000 i nb=1 -> ::::
1700000001 b nb=1 -> ::::
1700000002 - nb=1 -> ::::1700000002
1700086402 - nb=1 -> ::::1700000002
1700086403 - nb=1 -> ::::1700086403
1700000003 - nb=1 -> ::::1700086403
1700172803 - -> ::::1700086403
1700172804 g -> 1::::1700086403
1700172805 n neg=1 pd=1 pm=30 nb=1 -> 1:1:::1700172805
1700172806 n neg=1 pd=1 pm=30 nb=0 -> 1:2:::1700172805
1700172807 capture days=2 -> 1:2:::1700172805
1700259206 - nb=1 -> 1:2:::1700259206
1700259207 release why=x -> 1:2:::1700259206
END
  RULES=judged story 60 <<END
1700000000 - nb=1 -> ::::1700000000
1700259201 - -> anew ::::
END
}

test_a_box_outlasts_expiry() {
  story 60 <<END
1700000000 capture days=100 -> 1700000000:1708640000:1:::1700000000:::::::
1705300000 i -> 1700000000:1708640000:1::1:1705300000:::::::
END
}

# Only who was never nice is boxed for longer each time.
test_many_offences_of_one_who_was_nice_once() {
  story 60 <<END
1700000000 import since=0 days=0 naughty=9 nice=1 connects=10 -> ::9:1:10:1700000000:::::::
1700000010 n -> 1700000010:1700086410:10:1:11:1700000010:655::::::
END
}

test_a_release_of_an_expired_client_leaves_nothing() {
  story 60 <<END
1700000000 g -> :::1:1:1700000000:655:1:::::
1705184001 release why=x -> anew none
END
}

test_faults_of_form_take_two_points_at_most() {
  table karma <<END
- -> 0
unknown_command -> -1
unknown_command*2 -> -2
unknown_command*3 -> -2
unknown_command*9 -> -2
bad_pipelining,bare_lf,unknown_command*3,bad_envelope*2 -> -2
bare_lf,bad_envelope*2,message_accepted -> 0
unknown_command*3,message_accepted*2,good_history -> 3
message_refused -> -2
bare_lf,message_refused -> -2
bare_lf,unknown_command*9,message_refused -> -2
bad_recipient -> -1
bare_lf,bad_recipient -> -2
bare_lf,unknown_command*9,bad_recipient -> -2
bare_lf,bad_recipient,message_refused -> -3
unknown_command*2,auth_failure*2 -> -2
unknown_command*9,auth_failure*2 -> -2
END
}

# Two refused messages or recipients, or anything else that takes a point.
test_with_something_of_substance_each_of_them_counts() {
  table karma <<END
unknown_command*3,message_refused*2 -> -7
unknown_command*3,bad_recipient*2 -> -5
unknown_command*3,early_talk -> -4
unknown_command*3,early_data -> -4
unknown_command*3,non_smtp -> -6
unknown_command*3,listed -> -4
unknown_command*3,bad_sender -> -4
unknown_command*3,auth_failure*3 -> -4
bare_lf,unknown_command*3,early_talk,message_accepted -> -3
END
}

# What sender_tld and adjust grant can be had again from the karma.
test_points_that_were_granted() {
  table karma <<END
adjust 3 -> 3
adjust -1 -> -1
unknown_command*3,adjust -1 -> -4
unknown_command*3,adjust*2 0 -> -2
unknown_command*3,adjust 2 -> 0
unknown_command*9,sender_tld,adjust 5 -> 3
unknown_command*9,sender_tld,adjust -5 -> -14
unknown_command*9,sender_tld,early_talk 1 -> -9
END
}

# Recipients, probes, bounces, bounced messages, accepted.
test_recipients_refused_for_good() {
  table recipients <<END
0 0 0 0 0 -> -
3 0 0 0 0 -> -
4 0 0 0 0 -> bad_recipient
9 0 0 0 0 -> bad_recipient*6
9 0 0 0 7 -> bad_recipient*2
9 0 0 0 9 -> -
0 0 3 0 0 -> -
0 0 4 0 0 -> bad_recipient
0 0 400 0 0 -> bad_recipient
0 0 4 0 4 -> -
0 0 0 1 0 -> bad_recipient
0 0 9 1 0 -> bad_recipient
0 0 0 2 9 -> bad_recipient
0 3 0 0 0 -> -
0 4 0 0 0 -> bad_recipient
0 20 0 0 0 -> bad_recipient
0 21 0 0 0 -> bad_recipient*18
0 21 0 0 21 -> -
0 20 9 1 0 -> bad_recipient
0 21 9 0 0 -> bad_recipient*19
3 1 0 0 0 -> bad_recipient
6 0 1 0 0 -> bad_recipient*4
6 20 1 1 0 -> bad_recipient*4
6 21 0 0 0 -> bad_recipient*24
4294967295 4294967295 1 1 0 -> bad_recipient*4294967295
END
}

. shunit2
