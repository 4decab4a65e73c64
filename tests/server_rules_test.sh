# Rules decide under qkarma-server as under tcpserver.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"
. "$(dirname "$0")/server.sh"

oneTimeSetUp() {
  server_unit rules_say
  unit throng
}

setUp() {
  fresh_home
  echo 'earlytalker wait 0' | checks
  RULES=$SHUNIT_TMPDIR/rules
}

tearDown() {
  unserve
}

rules() {
  tcprules "$RULES" "$RULES.tmp"
}

# Rules over a few networks, so that many addresses have one of their own.
some_rules() {
  awk 'BEGIN {
    srand(7)
    for (i = 0; i < 300; i++) {
      n = int(rand() * 4) + 1
      a = ""
      for (j = 0; j < n; j++) a = a int(rand() * 6) (j < 3 ? "." : "")
      if (n < 4) sub(/\.*$/, ".", a)
      print a ":" (rand() < 0.3 ? "deny" : "allow,A=\"" i "\",B=\"" a "\"")
    }
    print ":allow,A=\"all\""
  }'
}

some_addresses() {
  awk 'BEGIN {
    srand(8)
    for (i = 0; i < 1000; i++)
      print int(rand() * 7) "." int(rand() * 7) "." int(rand() * 7) "." \
        int(rand() * 7)
  }'
}

# As rules_say says it: `deny', or the variables.
tcpserver_says() {
  while read -r address
  do
    echo "$address $(TCPREMOTEIP=$address tcprulescheck "$RULES" |
      sed -n 's/^deny connection$/deny/p; s/^set environment variable //p' |
      tr '\n' ' ')"
  done
}

test_the_same_as_tcprulescheck() {
  some_rules | rules
  some_addresses >"$SHUNIT_TMPDIR/addresses"
  tcpserver_says <"$SHUNIT_TMPDIR/addresses" >"$SHUNIT_TMPDIR/wanted"
  rules_say "$RULES" <"$SHUNIT_TMPDIR/addresses" >"$SHUNIT_TMPDIR/got"
  assertEquals '' "$(diff "$SHUNIT_TMPDIR/wanted" "$SHUNIT_TMPDIR/got" |
    head -n 10)"
  assertEquals 1000 "$(wc -l <"$SHUNIT_TMPDIR/got")"
  for what in ' deny' 'A=all' 'A=2'
  do
    assertTrue "$what" "grep -q '$what' '$SHUNIT_TMPDIR/got'"
  done
}

# tcprules of Debian cannot say IPv6; the table of the one that can is this.
test_ipv6() {
  {
    for rule in '2001:db8::7 A=whole' '2001:db8: A=network' \
      '2001:db8:1:2: A=smaller' '2001: A=big' '192.0.3. A=four' ' A=all'
    do
      key=${rule%% *} value=+${rule#* }
      echo "+${#key},$((${#value} + 1)):$key->$value$(printf '\001')"
    done
    echo
  } | tr '\001' '\000' | cdb -c -t "$RULES.tmp" "$RULES" -
  assertEquals '2001:db8::7 A=whole
2001:db8::8 A=network
2001:db8:1:2::9 A=smaller
2001:db9::1 A=big
2002::1 A=all
192.0.2.7 A=all
::ffff:192.0.3.7 A=four
64:ff9b::192.0.3.7 A=four
64:ff9b::c000:307 A=four' "$(printf '%s\n' 2001:db8::7 2001:db8::8 2001:db8:1:2::9 \
    2001:db9::1 2002::1 192.0.2.7 ::ffff:192.0.3.7 \
    64:ff9b::192.0.3.7 64:ff9b::c000:307 | rules_say "$RULES" | sed 's/ $//')"
}

# What tcprules does not write: instructions that do not end, or that nobody
# knows, a name twice, or none; and nothing.
test_strange_rules_mean_the_same_too() {
  {
    strange 1 '+A=1;+A=2;+A=1;'
    strange 2 '+A=1;+B=2'
    strange 3 'D'
    strange 4 'X;;Deny;'
    strange 5 '+=x;+A==;;;'
    strange 6 ''
    strange 7 ';+A=ÿ;'
    strange 8 'x+A=1;D+A=1'
    echo
  } | tr ';' '\000' | cdb -c -t "$RULES.tmp" "$RULES" -
  seq 1 9 | sed 's/^/192.0.2./' >"$SHUNIT_TMPDIR/addresses"
  tcpserver_says <"$SHUNIT_TMPDIR/addresses" >"$SHUNIT_TMPDIR/wanted"
  rules_say "$RULES" <"$SHUNIT_TMPDIR/addresses" >"$SHUNIT_TMPDIR/got"
  assertEquals "$(cat "$SHUNIT_TMPDIR/wanted")" "$(cat "$SHUNIT_TMPDIR/got")"
  assertEquals '192.0.2.1 A=1 A=2 A=1 ' "$(head -n 1 "$SHUNIT_TMPDIR/got")"
}

# strange N VALUE: a record of 192.0.2.N, with semicolons in the place of NULs.
strange() {
  value=$(printf '%b' "$2")
  printf '+9,%d:192.0.2.%d->%s\n' "$(printf %s "$value" | wc -c)" "$1" "$value"
}

hears() {
  expect_session -i "$1" <<END
$2
END
}

refused='S: <closed>'
served='S: 220 localhost mailfront ESMTP
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>'

test_deny_and_allow() {
  printf '127.0.0.2:deny\n127.0.1.:deny\n127.0.1.7:allow\n' | rules
  server -- smtpfront-echo accept
  hears 127.0.0.2 "$refused"
  hears 127.0.0.3 "$served"
  hears 127.0.1.2 "$refused"
  hears 127.0.1.7 "$served"
  await enough_connections 2
  assertEquals 'lines' 2 "$(grep -c '^@' "$QKARMA/journal/current")"
  await status 'of 4 connections 2 were closed'
}

# Nobody is asked for them, so whoever has none is refused by none.
test_names_and_users_never_hold() {
  printf '%s\n' '=localhost:deny' '=:deny' '=.:deny' 'joe@127.0.0.2:deny' \
    '@127.0.0.2:deny' | rules
  TCPREMOTEHOST=localhost TCPREMOTEINFO=joe server -- smtpfront-echo accept
  hears 127.0.0.2 "$served"
}

test_a_file_that_is_replaced_decides_at_once() {
  server=1
  echo ':deny' | rules
  server -- smtpfront-echo accept
  for n in 1 2 3
  do
    hears 127.0.0.2 "$refused"
    echo ':allow' | rules
    hears 127.0.0.2 "$served"
    echo ':deny' | rules
  done
}

# On a slow machine some of them stand ready for 30 seconds, and hear so; nobody
# is closed out, as one would be whom no rule lets in.
test_and_while_thousands_come() {
  echo ':allow' | rules
  server -- smtpfront-echo accept
  (while :
  do
    echo ':allow,A="1"' | tcprules "$RULES" "$RULES.1"
    echo ':allow,B="2"' | tcprules "$RULES" "$RULES.1"
  done) &
  replacing=$!
  throng 2000
  tell hear
  assertEquals '2000 closed:0 silent:0' "$(told | awk '{
    split($1, served, ":"); split($2, late, ":")
    if (late[1] != 421) late[2] = 0
    print served[2] + late[2], $(NF - 1), $NF }')"
  kill "$replacing"
  wait "$replacing" 2>/dev/null
  disperse
}

test_without_a_file_nobody_is_let_in_but_with_X() {
  RULES=$SHUNIT_TMPDIR/nowhere
  server -- smtpfront-echo accept
  hears 127.0.0.2 "$refused"
  expect_log "unable to look up $RULES: "
  unserve
  server -X -- smtpfront-echo accept
  hears 127.0.0.2 "$served"
}

# A file that is garbage is no reason to let everybody in.
test_a_file_that_is_broken() {
  head -c 5000 /dev/urandom >"$RULES"
  printf '\377\377\377\177' | dd of="$RULES" bs=1 seek=0 conv=notrunc 2>/dev/null
  server -- smtpfront-echo accept
  for n in 1 2 3 4 5
  do
    hears 127.0.0."$n" "$refused"
  done
}

test_more_variables_than_there_is_room_for() {
  awk 'BEGIN { printf ":allow"; while (i++ < 2000) printf ",A%d=\"\"", i
    print "" }' | rules
  server -- smtpfront-echo accept
  hears 127.0.0.2 "$refused"
  expect_log 'too many variables in a rule'
}

. shunit2
