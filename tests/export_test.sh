# What `qkarma export` writes is understood by those for whom it is: nft loads
# it, tcpserver obeys it, rbldnsd serves it.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/zone.sh"
. "$(dirname "$0")/store.sh"

oneTimeSetUp() {
  NOW=$(date +%s)
  clients
  WORK=$SHUNIT_TMPDIR/export
  mkdir "$WORK"
  chmod 755 "$WORK"
}

# Boxed: 127.0.0.4, 192.0.2.7, 2001:db8:0:1::/64. Of a bad history only:
# 198.51.100.10. Nice: 198.51.100.9.
clients() {
  fresh_home
  journal <<END
$((NOW - 90000)) 198.51.100.9 2 3 0 0 g quit message_accepted
$((NOW - 90000)) 198.51.100.10 -3 0 0 2 n quit non_smtp neg=1 pd=1 pm=30
$((NOW - 3600)) 192.0.2.7 -3 0 0 2 n quit non_smtp neg=1 pd=2 pm=30
$((NOW - 60)) 127.0.0.4 -3 0 0 2 n quit non_smtp neg=1 pd=1 pm=30
$((NOW - 60)) 2001:db8:0:1::9 -3 0 0 2 n quit non_smtp neg=1 pd=3 pm=30
END
  fold
}

# Another state of things: 192.0.2.7 is out, 192.0.2.8 in, and
# 2001:db8:0:1::/64 in for longer.
later() {
  qkarma release 192.0.2.7 >/dev/null
  qkarma capture 192.0.2.8 2001:db8:0:1::1 --days 4 >/dev/null
  fold
}

until_of() {
  qkarma show --json "$1" | jq .until
}

utc() {
  date -u -d "@$1" '+%Y-%m-%d %H:%M:%S UTC'
}

# An export without what the clock decides: the date of it, and how long.
export_of() {
  qkarma export "$@" | sed "1s/, 20..-..-.. ..:..:.. UTC\$/, DATE/
    s/ timeout [0-9ds]*/ timeout Ns/"
}

test_nft() {
  assertEquals "\
# qkarma export nft, DATE
table inet qkarma {
  set boxed4 {
    type ipv4_addr
    flags timeout
  }
  set boxed6 {
    type ipv6_addr
    flags interval, timeout
  }
}
flush set inet qkarma boxed4
flush set inet qkarma boxed6
add element inet qkarma boxed4 {
  192.0.2.7 timeout Ns,  # until $((NOW + 169200))
}
add element inet qkarma boxed6 {
  2001:db8:0:1::/64 timeout Ns,  # until $((NOW + 259140))
}" "$(export_of nft)"
}

# 1 s more or less is the clock's.
test_an_element_lasts_as_long_as_the_box() {
  before=$(date +%s)
  got=$(qkarma export nft | sed -n 's/^  192.0.2.7 timeout 1d\([0-9]*\)s.*/\1/p')
  after=$(date +%s)
  until=$(($(until_of 192.0.2.7) - 86400))
  assertTrue "$got" \
    "[ $got -le $((until - before)) ] && [ $got -ge $((until - after)) ]"
}

# Looks at a ruleset, as the manual says.
nft_check() {
  nft -c -f "$1" >"$WORK/said" 2>&1 && return
  grep -q 'not permitted' "$WORK/said" &&
    unshare -rn nft -c -f "$1" >"$WORK/said" 2>&1
}

nft_can() {
  echo 'table inet qkarma { }' >"$WORK/trial"
  nft_check "$WORK/trial" || skipped 'nft -c needs CAP_NET_ADMIN'
}

# Commands in a network of their own, whose packet filter is nobody else's.
apart() {
  unshare -rn sh -e -c "$1"
}

apart_can() {
  nft_can && { apart 'nft add table inet trial' 2>/dev/null ||
    skipped 'needs a network namespace'; }
}

# 127.0.0.4 stands for this host, 100.64.0.0/10 for a provider's customers.
test_private_addresses_are_left_out() {
  journal <<END
$((NOW - 60)) 100.64.1.2 -3 0 0 2 n quit non_smtp neg=1 pd=1 pm=30
$((NOW - 60)) 100.128.1.2 -3 0 0 2 n quit non_smtp neg=1 pd=1 pm=30
END
  fold
  qkarma export nft >"$WORK/nft"
  assertNotContains "$(cat "$WORK/nft")" 127.0.0.4
  assertNotContains "$(cat "$WORK/nft")" 100.64.1.2
  assertContains "$(cat "$WORK/nft")" 100.128.1.2
  assertContains "$(qkarma export --private nft)" 100.64.1.2
  clients
}

test_nft_understands_it() {
  nft_can || return 0
  for words in --boxed '--below 1' '--below -100' --private
  do
    qkarma export $words nft >"$WORK/nft"
    nft_check "$WORK/nft"
    assertEquals "$words: $(cat "$WORK/said")" 0 $?
  done
}

# The clients that the kernel has in its sets.
in_kernel='nft list table inet qkarma | grep -o "[0-9a-f.:/]\{3,\} timeout" |
  sed "s/ timeout//" | tr "\n" " "'

test_nft_loads_it_again_and_again() {
  apart_can || return 0
  qkarma export nft >"$WORK/nft"
  assertEquals "192.0.2.7 2001:db8:0:1::/64 " "$(
    apart "nft -f '$WORK/nft'; nft -f '$WORK/nft'; $in_kernel")"
}

# From whatever was loaded: a whole export is what the sets then hold, and a box
# that became longer lasts longer.
test_nft_loads_it_over_an_older_one() {
  apart_can || return 0
  qkarma export nft >"$WORK/old"
  later
  qkarma export nft >"$WORK/new"
  clients
  assertEquals "192.0.2.8 2001:db8:0:1::/64 " "$(
    apart "nft -f '$WORK/old'; nft -f '$WORK/new'; $in_kernel")"
  apart "nft -f '$WORK/old'; nft -f '$WORK/new'
    nft list set inet qkarma boxed6" >"$WORK/set"
  assertTrue "$(cat "$WORK/set")" "grep -q 'timeout [34]d.* expires 3d23h' '$WORK/set'"
}

# The rules that doc/EXPORT shows work with these sets.
test_the_ruleset_in_the_manual() {
  nft_can || return 0
  awk '/^    table inet qkarma \{/ { on = 1 } on { print substr($0, 5) }
    /^    }/ { on = 0 }' "$ROOT/doc/EXPORT" >"$WORK/rules"
  assertContains "$(cat "$WORK/rules")" 'chain'
  qkarma export nft >>"$WORK/rules"
  nft_check "$WORK/rules"
  assertEquals "$(cat "$WORK/said")" 0 $?
}

# The crontab lines there do as well, each of them twice, in directories of
# ours.
test_the_crontab_lines_in_the_manual() {
  apart_can || return 0
  echo ':allow' >"$WORK/smtp"
  sed -n 's/^    \* \* \* \* \* root cd [^ ]* && //p' "$ROOT/doc/EXPORT" \
    >"$WORK/crontab"
  assertEquals 3 "$(grep -c '' "$WORK/crontab")"
  while read -r line
  do
    assertContains "$line" 'qkarma export'
    said=$(cd "$WORK" && unshare -rn sh -c "$line
      : again; $line" 2>&1)
    assertEquals "$line: $said" 0 $?
  done <"$WORK/crontab"
  assertContains "$(cdb -d "$WORK/smtp.cdb")" 192.0.2.7
  assertContains "$(cat "$WORK/karma")" 192.0.2.7
}

test_below() {
  assertEquals "192.0.2.7 198.51.100.10 2001:db8:0:1::/64 " "$(
    qkarma export rbldnsd --below 0 | sed -n '/clients4/,$s/ :.*//p' |
      tr '\n' ' ')"
  assertContains "$(qkarma export rbldnsd --below 0)" \
    '198.51.100.10 :127.0.0.3:Your karma is -1.'
  assertNotContains "$(qkarma export rbldnsd --below -1)" karma\ is
}

# So that it goes even if no export follows. The day may end meanwhile.
test_one_that_is_not_boxed_is_listed_until_tomorrow_ends() {
  first=$(date -u +%F)
  line=$(qkarma export nft --below 0 | grep 198.51.100.10)
  [ "$first" = "$(date -u +%F)" ] || return 0
  assertContains "$line" "# until $(date -u -d "$first + 2 days" +%s)"
}

test_tcprules() {
  assertEquals "\
# qkarma export tcprules, DATE
192.0.2.7:allow,RBLSMTPD=\"You were naughty. You cannot connect until $(
    utc $((NOW + 169200))).\"
# 1 IPv6 client is left out: an address of tcprules ends at its first colon" \
    "$(export_of tcprules)"
  assertContains "$(qkarma export tcprules --set BOXED)" \
    '192.0.2.7:allow,BOXED="You were'
  assertPart "$(qkarma export tcprules --deny)" '192.0.2.7:deny
'
}

# Does tcpserver let this client in, and with which variable?
asks() {
  tcpclient -RHl0 -i "$1" 127.0.0.1 "$PORT" sh -c 'cat <&6' 2>&1
}

test_tcpserver_obeys() {
  RULES=$WORK/rules
  echo ':allow,RBLSMTPD="nobody"' >"$WORK/own"
  qkarma export tcprules --private | cat "$WORK/own" - |
    tcprules "$RULES" "$RULES.tmp"
  assertEquals 'tcprules' 0 $?
  serve sh -c 'echo "$RBLSMTPD"'
  assertEquals 'nobody' "$(asks 127.0.0.1)"
  assertEquals "You were naughty. You cannot connect until $(
    utc "$(until_of 127.0.0.4)")." "$(asks 127.0.0.4)"
  # A running tcpserver sees new rules.
  qkarma export tcprules --private --deny | cat "$WORK/own" - |
    tcprules "$RULES" "$RULES.tmp"
  assertEquals '' "$(asks 127.0.0.4)"
  assertEquals 'nobody' "$(asks 127.0.0.1)"
  unserve
  unset RULES
}

# Our own front takes the variable, too.
test_qkarma_smtpd_obeys() {
  RULES=$WORK/rules
  printf '%s\n' 'earlytalker wait 0' rblsmtpd naughty >"$QKARMA/control/checks"
  qkarma export tcprules --private | tcprules "$RULES" "$RULES.tmp"
  serve qkarma-smtpd obedient-backend
  expect_session -i 127.0.0.4 <<END
S: 220 localhost ESMTP
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 450 4.7.1 You were naughty. You cannot connect until $(
    utc "$(until_of 127.0.0.4)").
C: QUIT
S: 221 2.0.0 Bye.
S: <closed>
END
  unserve
  unset RULES
  clients
}

# An address of IPv6 in all its 32 digits as the name to ask for.
reversed6() {
  printf '%s' "$1" | sed 's/./&./g' | tr -d '\n' |
    awk -F . '{ for (i = NF - 1; i > 0; i--) printf "%s%s", $i, (i > 1 ? "." : "") }'
}

test_rbldnsd_serves_it() {
  qkarma export rbldnsd --below 0 >"$WORK/zone"
  serve_zone "$WORK/zone" || return
  assertEquals 127.0.0.2 "$(ask 7.2.0.192 A)"
  assertEquals "\"You were naughty. You cannot connect until $(
    utc $((NOW + 169200))).\"" "$(ask 7.2.0.192 TXT)"
  assertEquals 127.0.0.3 "$(ask 10.100.51.198 A)"
  assertEquals '"Your karma is -1."' "$(ask 10.100.51.198 TXT)"
  assertEquals 'not listed' '' "$(ask 9.100.51.198 A)"
  assertEquals 'all of the /64' 127.0.0.2 \
    "$(ask "$(reversed6 20010db8000000010000000000000009)" A)"
  assertEquals 'the next /64' '' \
    "$(ask "$(reversed6 20010db8000000020000000000000009)" A)"
  # RFC 5782 on how to see that a list is alive, and not everything.
  assertEquals 127.0.0.2 "$(ask 2.0.0.127 A)"
  assertEquals '' "$(ask 1.0.0.127 A)"
  assertEquals 127.0.0.2 \
    "$(ask "$(reversed6 00000000000000000000ffff7f000002)" A)"
  assertEquals '' "$(ask "$(reversed6 00000000000000000000ffff7f000001)" A)"
  unserve_zone
}

test_nobody_is_boxed() {
  fresh_home
  assertEquals '# qkarma export tcprules, DATE' "$(export_of tcprules)"
  for format in nft rbldnsd
  do
    qkarma export $format >"$WORK/none" || fail "$format"
  done
  qkarma export nft >"$WORK/none"
  nft_can && {
    nft_check "$WORK/none"
    assertEquals "$(cat "$WORK/said")" 0 $?
  }
  qkarma export rbldnsd >"$WORK/zone"
  serve_zone "$WORK/zone" &&
    assertEquals 127.0.0.2 "$(ask 2.0.0.127 A)"
  unserve_zone
  clients
}

test_a_box_for_a_hundred_years() {
  qkarma capture 192.0.2.9 --days 36500 >/dev/null
  fold
  qkarma export nft >"$WORK/nft"
  nft_can && {
    nft_check "$WORK/nft"
    assertEquals "$(cat "$WORK/said")" 0 $?
  }
  clients
}

test_called_wrongly() {
  for words in '' nginx 'nft tcprules' '--boxed --below 1 nft' 'nft --deny' \
    '--deny --set X tcprules' '--set 1X tcprules' '--set X=Y tcprules' \
    '--below x nft' '--below - nft' '--diff nft nft'
  do
    qkarma export $words >/dev/null 2>&1
    assertEquals "$words" 100 $?
  done
  assertEquals 'qkarma export: fatal: --below cannot be 1.5; allowed is a' \
    "$(qkarma export nft --below 1.5 2>&1 | sed 's/ number.*//')"
}

test_a_full_disk_is_an_error() {
  for format in nft tcprules rbldnsd
  do
    qkarma export $format 2>/dev/null >/dev/full
    assertEquals $format 111 $?
  done
}

. shunit2
