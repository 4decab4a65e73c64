# qkarma top: connections of the journal, added up by client, network, event,
# end, and HELO name.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

setUp() {
  fresh_home
  NOW=$(date +%s)
  journal <<END
1700000000 192.0.2.7 -4 0 0 2 n rejected unknown_command*4 neg=1 pd=1 pm=30\
 helo=a.example t=3
1700000001 192.0.2.8 2 3 1 0 g quit message_accepted helo=mx.example t=1
1700000005 192.0.2.7 0 0 0 0 b boxed - flag=karma/temp_disconnect t=0
1700000005 192.0.2.7 0 0 0 0 b boxed - flag=karma/temp_disconnect t=0
1700000006 2001:db8:0:1::9 0 0 1 0 - lost unknown_command,early_talk t=0
1700000007 192.0.2.99 capture days=2
1700000009 unknown 0 0 0 0 i immune - t=0
$((NOW - 3600)) 198.51.100.1 2 1 0 0 g quit message_accepted helo=mx.example
END
}

# The rows of a table without the two lines above them, blanks folded.
rows() {
  qkarma top "$@" --since 2023-11-14 --until 2023-11-15 |
    sed '1,2d; s/  */ /g'
}

test_clients() {
  assertEquals "\
6 connections since 2023-11-14 00:00:00 UTC, before 2023-11-15 00:00:00 UTC
CLIENT                  CONNECTS NAUGHTY BOXED NICE ACCEPTED REFUSED
192.0.2.7                      3       1     2    0        0       2 ###########
192.0.2.8                      1       0     0    1        3       0 ####
2001:db8:0:1::/64              1       0     0    0        0       0 ####
unknown                        1       0     0    0        0       0 ####" \
    "$(qkarma top --since 2023-11-14 --until 2023-11-15)"
  assertEquals "$(rows)" "$(rows clients)"
}

test_networks() {
  assertEquals "\
192.0.2.0/24 4 1 2 1 3 2 0.5000
2001:db8::/48 1 0 0 0 0 0 0.5000
unknown 1 0 0 0 0 0 -" "$(rows networks)"
}

# What it says of strangers now; `explain' tells how it comes to that.
test_what_a_network_says() {
  echo "$NOW 192.0.2.7 -3 0 0 0 n quit non_smtp neg=1 pd=1 pm=30" | journal
  fold
  assertEquals '192.0.2.0/24 4 1 2 1 3 2 0.9375
2001:db8::/48 1 0 0 0 0 0 0.5000
unknown 1 0 0 0 0 0 -' "$(rows networks)"
  assertEquals '0.9375 null' "$(qkarma top networks --since 2023-11-14 --json \
    --until 2023-11-15 | jq -r .q | xargs | cut -d ' ' -f 1,3)"
}

# A name may be asked about twice, by other lists; what is no list is none.
test_lists() {
  journal <<END
1700000010 192.0.2.7 -1 0 0 1 - quit listed dns=9/0/0/20 lists=Spamhaus:3,dnswl:-1
1700000011 192.0.2.8 -1 0 0 1 - quit listed dns=9/0/0/20 lists=Spamhaus:3
1700000012 192.0.2.9 0 0 0 0 - quit - dns=4/0/0/20
1700000013 192.0.2.9 0 0 0 0 - quit - lists=,x,y:,:1,z:-,a:1x,b.c:4,
END
  assertEquals "\
Spamhaus 2 0 0 0 0 2 ###########
dnswl 1 0 0 0 0 1 ######
b.c 1 0 0 0 0 0 ######" "$(rows lists)"
  assertEquals 'LIST CONNECTS' "$(qkarma top lists --since 2023-01-01 |
    sed -n '2s/ \{1,\}/ /gp' | cut -d ' ' -f 1,2)"
}

# Whose mail was refused, or would have been: in small letters, without who was
# there besides.
test_senders_and_recipients() {
  journal <<'END'
1700000010 192.0.2.7 -4 0 0 2 n quit - from=<Ann@Client.example> to=<bob@example.org>+2 neg=1 pd=1 pm=30
1700000011 192.0.2.7 0 0 0 0 - quit - from=<ann@client.example> to=<Bob@example.org>
1700000012 192.0.2.7 0 0 0 0 - quit - from=<> to=<carl@example.org>
1700000013 192.0.2.7 0 0 0 0 - quit - from=<\xc3\x84@client.example> to=bob@example.org
END
  assertEquals "\
ann@client.example 2 1 0 0 0 2 ###########
<> 1 0 0 0 0 0 ######
\\xc3\\x84@client.example 1 0 0 0 0 0 ######" "$(rows senders)"
  assertEquals "\
bob@example.org 2 1 0 0 0 2 ###########
carl@example.org 1 0 0 0 0 0 ######" "$(rows recipients)"
}

# Each has a name of its own as an object, too.
test_what_objects_are_called() {
  journal <<END
1700000010 192.0.2.7 -6 0 0 1 - quit trap trap=a@b.example lists=Blue:1 helo=x from=<x@y> to=<z@y>
END
  for what in client network event end helo trap list sender recipient
  do
    plural=${what}s
    [ $what != helo ] || plural=helo
    assertEquals "$what" "$(qkarma top $plural --json --since 2023-01-01 |
      jq -r 'keys_unsorted[0]' | sort -u)"
  done
}

test_events_ends_and_names() {
  assertEquals "\
unknown_command 5 1 0 0 0 2 ###########
message_accepted 1 0 0 1 3 0 ##
early_talk 1 0 0 0 0 0 ##" "$(rows events)"
  assertContains "$(qkarma top events --since 2023-01-01 | sed -n 2p)" TIMES
  assertEquals "boxed 2 0 2 0 0 0 ###########" "$(rows ends | sed 1q)"
  assertEquals "- 4 0 2 0 0 0 ###########
a.example 1 1 0 0 0 2 ###
mx.example 1 0 0 1 3 0 ###" "$(rows helo)"
}

# By time, the last ones of it; those in which nobody came are not there.
test_days_and_hours() {
  assertEquals "\
2023-11-14 6 1 2 1 3 2 ###########" "$(rows days)"
  assertEquals "\
2023-11-14 22h 6 1 2 1 3 2 ###########" "$(rows hours)"
  fresh_home
  journal <<END
1700006400 192.0.2.7 0 0 0 0 - quit -
1700006399 192.0.2.7 0 0 0 0 - quit -
1700092800 192.0.2.7 0 0 0 0 - quit -
1700092801 192.0.2.7 0 0 0 0 - quit -
1700100000 192.0.2.7 0 0 0 0 - quit -
END
  assertEquals '2023-11-14 1
2023-11-15 1
2023-11-16 3' "$(qkarma top days --since 2023-11-01 --json |
    jq -r '"\(.day) \(.times)"')"
  assertEquals '2023-11-16 00h 2
2023-11-16 02h 1' "$(qkarma top hours --limit 2 --since 2023-11-01 --json |
    jq -r '"\(.hour) \(.times)"')"
  assertEquals '2023-11-16 01h' "$(TZ=XYZ-1 qkarma top hours --local --since \
    2023-11-16 --limit 2 --json | jq -r .hour | head -n 1)"
}

test_a_day_is_what_one_wants_to_know() {
  assertEquals 1 "$(qkarma top --json | wc -l | tr -d ' ')"
  assertEquals "198.51.100.1 1 1 1" \
    "$(qkarma top --json | jq -r '.client, .connects, .nice, .accepted' |
      xargs)"
}

test_limits_and_objects() {
  assertEquals "192.0.2.7 192.0.2.8" \
    "$(rows --limit 2 | cut -d ' ' -f 1 | xargs)"
  assertEquals "unknown_command 5 2 1" "$(qkarma top events --json --limit 1 \
    --since 2023-11-14 | jq -r '.event, .times, .connects, .naughty' | xargs)"
  qkarma top --until 2023-11-01 --since 2023-10-01
  assertEquals 'nothing found' 1 $?
  qkarma top countries 2>/dev/null
  assertEquals 100 $?
}

# Many names, also such as would collide or unbalance: in order, in reverse.
test_many_names() {
  fresh_home
  awk 'BEGIN {
    for (i = 0; i < 3000; i++) print 1700000000, "192.0.2.1 0 0 0 0 - quit - " \
      "helo=" (i % 2 ? i : 6000 - i) ".example"
    for (i = 0; i < 3000; i += 3) print 1700000000, "192.0.2.1 0 0 0 0 - " \
      "quit - helo=" (i % 2 ? i : 6000 - i) ".example" }' | journal
  qkarma top helo --since 2023-11-14 --limit 5000 --json |
    jq -r '"\(.times) \(.helo)"' | sort >"$SHUNIT_TMPDIR/got"
  awk 'BEGIN { for (i = 0; i < 3000; i++)
    print (i % 3 ? 1 : 2), (i % 2 ? i : 6000 - i) ".example" }' | sort \
    >"$SHUNIT_TMPDIR/wanted"
  assertTrue 'the same counts' "cmp $SHUNIT_TMPDIR/wanted $SHUNIT_TMPDIR/got"
}

test_bars_in_eighths_on_a_terminal() {
  out=$(LANG=C.UTF-8 script -qec \
    'qkarma top clients --since 2023-11-14' /dev/null)
  assertContains "$out" '███████████'
  assertContains "$out" '███▋'
  out=$(LC_ALL=C LANG=C.UTF-8 script -qec \
    'qkarma top clients --since 2023-11-14' /dev/null)
  assertContains "$out" '###########'
  assertNotContains "$out" '█'
}

. shunit2
