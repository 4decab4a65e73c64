# control/dnsbl and control/rhsbl: what can be said there, what is asked, and
# what the answers come to. The rules alone; nobody is asked.

. "$(dirname "$0")/lib.sh"

oneTimeSetUp() {
  unit lists
  FILE=$SHUNIT_TMPDIR/dnsbl
}

says() {
  cat >"$FILE"
}

# `table score 1 <<END`, lines `input -> answer`.
table() {
  mode=$1
  shift
  cat >"$SHUNIT_TMPDIR/table"
  sed 's/ *->.*//' "$SHUNIT_TMPDIR/table" | lists "$mode" "$FILE" "$@" |
    paste -d '^' "$SHUNIT_TMPDIR/table" - | while IFS= read -r both
  do
    input=${both%% *->*} got=${both##*^}
    wanted=${both#*-> } wanted=${wanted%^*}
    [ "$wanted" = "$got" ] || echo "$input: wanted $wanted, got $got"
  done >"$SHUNIT_TMPDIR/wrong"
  assertNull "$*: $(cat "$SHUNIT_TMPDIR/wrong")" "$(cat "$SHUNIT_TMPDIR/wrong")"
}

# mistake LINE WHY: of a file with this line alone.
mistake() {
  printf '%s\n' "$1" | says
  assertEquals "$1" "$FILE: line 1: $2" "$(lists lint "$FILE")"
}

test_what_postfix_says_can_be_copied() {
  says <<'END'
example.com*2
example.net
example.org
b.example.com=127.0.0.4
list.dnswl.org=127.[0..255].[0..255].0*-2
list.dnswl.org=127.[0..255].[0..255].[2;3]*-5
zen.spamhaus.org=127.0.0.[2..11]*3
odd.example.com=127.0.0.[1;3..5;255]*+1
END
  assertEquals 'example.com
  2
example.net
  1
example.org
  1
b.example.com
  1 [127].[0].[0].[4]
list.dnswl.org
  -2 [127].[0..255].[0..255].[0]
  -5 [127].[0..255].[0..255].[2..3]
zen.spamhaus.org
  3 [127].[0].[0].[2..11]
odd.example.com
  1 [127].[0].[0].[1;3..5;255]' "$(lists read "$FILE")"
  assertEquals '' "$(lists lint "$FILE")"
}

test_the_manuals_example_is_right() {
  sed -n '/^\.Bd -literal/,/^\.Ed/ { /^\./!p; }' "$ROOT/doc/qkarma-dnsbl.5" | says
  assertEquals '' "$(lists lint "$FILE")"
  assertEquals 4 "$(lists read "$FILE" | grep -c '^[^ ]')"
}

test_what_is_said_of_a_list_holds_for_all_its_lines() {
  says <<'END'
a.example=127.0.0.2*3 as Spamhaus "https://x.example/q/%i" # a comment
b.example canary off ipv6 0
A.example=127.0.0.3 ipv4 0
b.example*2 as b "ask the postmaster"
a.example*9 as Spamhaus
END
  assertEquals 'Spamhaus not ipv4 https://x.example/q/%i
  3 [127].[0].[0].[2]
  1 [127].[0].[0].[3]
  9
b no canary not ipv6 ask the postmaster
  1
  2' "$(lists read "$FILE")"
}

test_mistakes() {
  zone='a line begins with a zone, as bl.example.org'
  filter='behind the = stands a filter, as 127.0.0.2 or 127.0.0.[2;4..11]'
  weight='behind the * stands a weight, a number from -1000 to 1000'
  words='behind the first word may stand as NAME, a text (words or a URL; %i '
  words="${words}is the address), canary off, ipv4 0, ipv6 0"
  for word in =127.0.0.2 '*3' example .example.org example.org. a..b 'a,b.c' \
    "$(printf 'a%.0s.' $(seq 91))b"
  do
    mistake "$word" "$zone"
  done
  for word in 127 127.0.0 127.0.0. 127.0.0.256 127.0.0.x 127.0.0.[] \
    '127.0.0.[2' '127.0.0.[2;]' '127.0.0.[;2]' '127.0.0.[2..]' '127.0.0.[..2]' \
    '127.0.0.[3..2]' '127.0.0.[2...4]' '127.0.0.[2..256]' '127.0.0.2..4' ''
  do
    mistake "a.example=$word" "$filter"
  done
  for word in '*' '*x' '*1001' '*-1001' '*1.5' '*--1' '*2*3' \
    '=127.0.0.2*' '=127.0.0.2*2=127.0.0.3'
  do
    mistake "a.example$word" "$weight"
  done
  for word in as 'as a,b' 'as a:b' 'as "a b"' canary 'canary on' \
    'canary off off' 'ipv6 1' 'ipv4' Spamhaus http:x '"50 % off"' \
    "as $(printf 'x%.0s' $(seq 33))"
  do
    mistake "a.example $word" "$words"
  done
  mistake 'a.example as a as b' 'the list is called two names'
  mistake 'a.example "a b" "b c"' 'the list has two texts'
}

test_all_mistakes_are_told() {
  says <<'END'
a.example as a
a.example as b
x
END
  assertEquals "$FILE: line 2: the list is called two names
$FILE: line 3: a line begins with a zone, as bl.example.org" \
    "$(lists lint "$FILE")"
  assertEquals "$FILE: line 2: the list is called two names" \
    "$(lists read "$FILE")"
}

test_how_many() {
  for i in $(seq 16)
  do
    printf '%s\n' "$i.example=127.0.0.2" "$i.example=127.0.0.3" \
      "$i.example=127.0.0.4"
  done | says
  assertEquals '' "$(lists lint "$FILE")"
  echo 1.example >>"$FILE"
  assertEquals "$FILE: line 49: there are more than 48 lines" \
    "$(lists lint "$FILE")"
  seq -f '%g.example' 17 | says
  assertEquals "$FILE: line 17: there are more than 16 lists" \
    "$(lists lint "$FILE")"
}

# The key of an operator is in no log, even where qkarma check was not asked.
test_a_key_is_not_told() {
  key=abcdefghij0123456789
  says <<END
a.example
$key.zen.dq.example=127.0.0.2*3
$key.b.example as b
abcdefghij0123456-89.c.example
END
  assertEquals "$FILE: line 2: that looks like a key: give the list another \
name, as NAME, for the log and the client" "$(lists lint "$FILE")"
  assertEquals 'a.example
zen.dq.example
b
abcdefghij0123456-89.c.example' "$(lists read "$FILE" | grep -v '^ ')"
  assertEquals "7.2.0.192.$key.zen.dq.example" \
    "$(sed -i 1d "$FILE"; echo 192.0.2.7 | lists question "$FILE" |
      sed 's/ .*//')"
}

test_what_is_asked() {
  echo bl.example | says
  table question <<'END'
192.0.2.7 -> 7.2.0.192.bl.example 1.0.0.127.bl.example
::ffff:192.0.2.7 -> 7.2.0.192.bl.example 1.0.0.127.bl.example
2001:db8::9 -> 9.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.bl.example 1.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.bl.example
x -> nothing
domain spam.example -> spam.example.bl.example invalid.bl.example
domain spam.example. -> spam.example.bl.example invalid.bl.example
domain . -> nothing
END
  long=$(printf 'a%.0s.' $(seq 122))
  table question <<END
domain ${long%.} -> nothing
domain ${long%a.} -> ${long%a.}bl.example invalid.bl.example
END
  echo bl.example ipv6 0 | says
  table question <<'END'
192.0.2.7 -> 7.2.0.192.bl.example 1.0.0.127.bl.example
::1 -> 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.bl.example 1.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.bl.example not asked
END
}

# A table's third column is the journal's.
test_one_list() {
  echo bl.example | says
  table score 1 <<'END'
no ->  |  |  | hopeless
open -> open bl.example |  |  | depends
unasked ->  |  |  | hopeless
127.0.0.2/no -> score 1 bl.example*1 |  | bl.example:1 | certain
127.0.0.2,127.0.0.3/no -> score 1 bl.example*1 |  | bl.example:1 | certain
127.0.0.2/open -> open bl.example |  |  | depends
127.0.0.2 -> open bl.example |  |  | depends
127.0.0.2/127.0.0.2 ->  | bl.example names the whole world |  | hopeless
127.0.0.2/timeout ->  | bl.example did not answer in time |  | hopeless
127.0.0.2/SERVFAIL ->  | bl.example does not answer |  | hopeless
timeout ->  | bl.example did not answer in time |  | hopeless
SERVFAIL ->  | bl.example does not answer |  | hopeless
REFUSED ->  | bl.example does not answer |  | hopeless
FORMERR ->  | bl.example does not answer |  | hopeless
truncated ->  | bl.example does not answer |  | hopeless
broken ->  | bl.example does not answer |  | hopeless
unreachable ->  | bl.example does not answer |  | hopeless
127.255.255.254 ->  | bl.example refuses to answer |  | hopeless
127.0.0.1 ->  | bl.example refuses to answer |  | hopeless
127.0.0.255 ->  | bl.example refuses to answer |  | hopeless
127.0.0.1,127.0.0.2/no -> score 1 bl.example*1 |  | bl.example:1 | certain
203.0.113.7 ->  | bl.example answers outside 127/8 |  | hopeless
127.0.0.2,203.0.113.7/no ->  | bl.example answers outside 127/8 |  | hopeless
END
  echo bl.example canary off | says
  table score 1 <<'END'
127.0.0.2 -> score 1 bl.example*1 |  | bl.example:1 | certain
127.0.0.1 ->  | bl.example refuses to answer |  | hopeless
END
}

test_filters() {
  says <<'END'
bl.example=127.0.0.2 as b
bl.example=127.0.0.[3..5]*2
bl.example=127.0.[1;9].[0..255]*4
bl.example=127.255.255.254*8
bl.example=203.0.113.7*16
END
  table score 1 <<'END'
127.0.0.2/no -> score 1 b*1 |  | b:1 | certain
127.0.0.4/no -> score 2 b*2 |  | b:2 | certain
127.0.0.3,127.0.0.4/no -> score 2 b*2 |  | b:2 | certain
127.0.0.3,127.0.0.2/no -> score 3 b*3 |  | b:3 | certain
127.0.1.200/no -> score 4 b*4 |  | b:4 | certain
127.0.9.255/no -> score 4 b*4 |  | b:4 | certain
127.0.5.2/no ->  |  |  | hopeless
127.0.0.6/no ->  |  |  | hopeless
127.255.255.254/no -> score 8 b*8 |  | b:8 | certain
127.255.255.252/no ->  | b refuses to answer |  | hopeless
203.0.113.7/no ->  | b answers outside 127/8 |  | hopeless
END
}

test_a_sum() {
  says <<'END'
a.example*3 as listed
b.example*-2 as allow
c.example as listed3
END
  table score 1 <<'END'
127.0.0.2/no 127.0.0.2/no 127.0.0.2/no -> score 2 listed*3 allow*-2 listed3*1 |  | listed:3,allow:-2,listed3:1 | certain
no 127.0.0.2/no 127.0.0.2/no -> score -1 allow*-2 listed3*1 |  | allow:-2,listed3:1 | hopeless
127.0.0.2/no open open -> score 3 listed*3, open allow listed3 |  | listed:3 | certain
no open 127.0.0.2/no -> score 1 listed3*1, open allow |  | listed3:1 | depends
open no 127.0.0.2/no -> score 1 listed3*1, open listed |  | listed3:1 | certain
no no open -> open listed3 |  |  | depends
no 127.0.0.2/no open -> score -2 allow*-2, open listed3 |  | allow:-2 | hopeless
no 127.0.0.2/open 127.0.0.2/no -> score 1 listed3*1, open allow |  | listed3:1 | depends
no timeout 127.0.0.2/no -> score 1 listed3*1 | allow did not answer in time | listed3:1 | certain
SERVFAIL 203.0.113.7 no ->  | listed does not answer, allow answers outside 127/8 |  | hopeless
END
  table score 4 <<'END'
127.0.0.2/no no open -> score 3 listed*3, open listed3 |  | listed:3 | depends
127.0.0.2/no no no -> score 3 listed*3 |  | listed:3 | hopeless
127.0.0.2/no no 127.0.0.2/no -> score 4 listed*3 listed3*1 |  | listed:3,listed3:1 | certain
END
}

test_what_the_client_is_told() {
  says <<'END'
a.example*2 as a
b.example*3 "https://b.example/%i?x=%i"
c.example*4
d.example*-9 as d
e.example*5 as e "Ask e."
END
  table reply 192.0.2.7 <<'END'
127.0.0.2/no no no no no -> Your address is listed by a.
127.0.0.2/no 127.0.0.2/no no 127.0.0.2/no no -> Your address is listed as a source of spam: https://b.example/192.0.2.7?x=192.0.2.7
127.0.0.2/no 127.0.0.2/no 127.0.0.2/no no no -> Your address is listed as a source of spam.
127.0.0.2/no no no no 127.0.0.2/no -> Your address is listed as a source of spam: Ask e.
END
}

# Whatever comes in whatever order: at the end the sum decides, and what was
# certain before is so.
test_the_verdict_is_that_of_the_sum() {
  assertEquals '20000 rounds' "$(lists property 1 20000)"
  assertEquals '20000 rounds' "$(lists property 4711 20000)"
}

. shunit2
