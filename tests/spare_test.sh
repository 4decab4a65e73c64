# control/spare: clients that are not judged, under any server.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

oneTimeSetUp() {
  fresh_home
}

setUp() {
  new_journal
  printf '%s\n' 'traps' naughty | checks
  echo b@example.org >"$QKARMA/control/traps"
  rm -f "$QKARMA/control/spare.cdb"
  unset WHITELISTCLIENT
  cat >"$QKARMA/control/spare" <<'END'
192.0.2.7            # the secondary MX
198.51.100.0/25      # a provider's pool
2001:db8:7::/47
END
}

# The class and the end of this client's connection, and what is logged of it:
# the backend is run in our place when it is spared.
class_of() {
  new_journal
  env PROTO=TCP TCPREMOTEIP="$1" TCPLOCALPORT=25 LIMITS_TLS=pass \
    qkarma-smtpd ${2-} true </dev/null >/dev/null 2>"$SHUNIT_TMPDIR/log"
  sed 1d "$QKARMA/journal/current" | awk '{ print $7, $8 }'
}

test_who_is_spared_is_immune() {
  for address in 192.0.2.7 ::ffff:192.0.2.7 198.51.100.0 198.51.100.127 \
    2001:db8:6::1 2001:db8:7:ffff::1
  do
    assertEquals "$address" 'i immune' "$(class_of "$address")"
    assertEquals "$address" '' "$(grep warning "$SHUNIT_TMPDIR/log")"
  done
}

test_others_are_judged() {
  for address in 192.0.2.8 198.51.100.128 2001:db8:8::1 2001:db8:5:ffff::1
  do
    assertNotContains "$address" "$(class_of "$address")" immune
  done
}

test_networks_of_any_length() {
  echo 0.0.0.0/0 >"$QKARMA/control/spare"
  assertEquals 'i immune' "$(class_of 203.0.113.9)"
  assertNotContains "$(class_of 2001:db8::1)" immune
  echo ::/0 >"$QKARMA/control/spare"
  assertEquals 'i immune' "$(class_of 2001:db8::1)"
  assertNotContains "$(class_of 203.0.113.9)" immune
  echo 2001:db8::1/128 >"$QKARMA/control/spare"
  assertEquals 'i immune' "$(class_of 2001:db8::1)"
  assertNotContains "$(class_of 2001:db8::2)" immune
}

test_the_log_says_why() {
  class_of 192.0.2.7 -v >/dev/null
  assertContains "$(cat "$SHUNIT_TMPDIR/log")" \
    '192.0.2.7 traps: skip: immune by control/spare'
}

# The lines around it count, and mail flows.
test_a_wrong_line_spares_nobody_and_is_said() {
  for line in 192.0.2.0/33 192.0.2 '192.0.2.8 here' nonsense
  do
    printf '%s\n' "$line" 192.0.2.7 oops >"$QKARMA/control/spare"
    why='control/spare: line 1: a line is an address, a network as 192.0.2.0/24, or @ and a domain'
    assertEquals "$line" 'i immune' "$(class_of 192.0.2.7)"
    assertNotContains "$line" "$(class_of 192.0.2.8)" immune
    assertEquals "$line" "192.0.2.8 qkarma-smtpd: warning: $why" \
      "$(grep warning "$SHUNIT_TMPDIR/log")"
    assertContains "$(qkarma check)" "error: $why"
    assertContains "$(qkarma check)" 'error: control/spare: line 3:'
  done
}

test_without_the_file_nobody_is_spared() {
  rm "$QKARMA/control/spare"
  assertNotContains "$(class_of 192.0.2.7)" immune
  assertEquals '' "$(grep warning "$SHUNIT_TMPDIR/log")"
}

test_a_link_to_nothing_is_said() {
  ln -sf /nonexistent/spare "$QKARMA/control/spare"
  class_of 192.0.2.7 >/dev/null
  assertContains "$(cat "$SHUNIT_TMPDIR/log")" \
    'warning: control/spare: unable to read it: '
  rm "$QKARMA/control/spare"
}

# Of several lines that hold it, the narrowest; of two for the same, the first.
test_explain_says_which_line() {
  printf '%s\n' 198.51.100.9 198.51.100.9 198.51.0.0/16 >>"$QKARMA/control/spare"
  pool="198.51.100.8 is immune by control/spare, line 2: a provider's pool"
  for table in 0 1
  do
    assertEquals "$pool" "$(qkarma explain 198.51.100.8 | sed -n 1p)"
    assertEquals '198.51.100.9 is immune by control/spare, line 4' \
      "$(qkarma explain 198.51.100.9 | sed -n 1p)"
    tabled
  done
  assertNotContains "$(qkarma explain 203.0.113.9)" immune
}

# The table that is made of the file.

# A fold makes it.
tabled() {
  qkarma-fold -n 2>/dev/null
}

# Which files a connection reads: `looks 192.0.2.7`.
looks() {
  new_journal
  env PROTO=TCP TCPREMOTEIP="$1" TCPLOCALPORT=25 ${2+"$2"} \
    ASAN_OPTIONS=detect_leaks=0 strace -o "$SHUNIT_TMPDIR/trace" -e trace=file \
    qkarma-smtpd true </dev/null >/dev/null 2>"$SHUNIT_TMPDIR/log"
  sed -n 's|^[a-z]*(\(newfs\)*.*"\(control/spare[^"]*\)".*|\2|p' \
    "$SHUNIT_TMPDIR/trace" | tr '\n' ' '
}

test_it_is_made_by_the_fold_and_answers_as_the_text() {
  tabled
  assertEquals 'control/spare control/spare.cdb ' "$(looks 192.0.2.7)"
  test_who_is_spared_is_immune
  test_others_are_judged
  assertEquals 1 "$(cdb -q "$QKARMA/control/spare.cdb" 192.0.2.7)"
}

test_networks_of_any_length_in_the_table() {
  for network in 0.0.0.0/0 ::/0 2001:db8::1/128 203.0.113.9 203.0.113.8/31
  do
    echo "$network" >"$QKARMA/control/spare"
    tabled
    for address in 203.0.113.9 2001:db8::1 2001:db8::2 203.0.113.10
    do
      mv "$QKARMA/control/spare.cdb" "$SHUNIT_TMPDIR"
      text=$(class_of $address)
      mv "$SHUNIT_TMPDIR/spare.cdb" "$QKARMA/control"
      assertEquals "$network $address" "$text" "$(class_of $address)"
    done
  done
  assertEquals 'control/spare control/spare.cdb ' "$(looks 203.0.113.10)"
}

# However it was changed, and before anybody made the table anew.
test_a_text_edited_by_hand_counts_at_once() {
  tabled
  echo 203.0.113.7 >>"$QKARMA/control/spare"
  assertEquals 'i immune' "$(class_of 203.0.113.7)"
  tabled
  assertEquals 'control/spare control/spare.cdb ' "$(looks 203.0.113.7)"
  sed -i s/203.0.113.7/203.0.113.8/ "$QKARMA/control/spare"
  assertEquals 'i immune' "$(class_of 203.0.113.8)"
  assertNotContains "$(class_of 203.0.113.7)" immune
  assertEquals '' "$(grep warning "$SHUNIT_TMPDIR/log")"
}

# Of the same size, and with the old times.
test_another_text_in_its_place() {
  cp -p "$QKARMA/control/spare" "$SHUNIT_TMPDIR/other"
  sed -i s/192.0.2.7/192.0.2.9/ "$SHUNIT_TMPDIR/other"
  tabled
  touch -r "$QKARMA/control/spare" "$SHUNIT_TMPDIR/other"
  mv "$SHUNIT_TMPDIR/other" "$QKARMA/control/spare"
  assertEquals 'i immune' "$(class_of 192.0.2.9)"
  assertNotContains "$(class_of 192.0.2.7)" immune
}

test_in_the_same_file_with_its_old_times() {
  tabled
  cp -p "$QKARMA/control/spare" "$SHUNIT_TMPDIR/old"
  sed s/192.0.2.7/192.0.2.9/ "$SHUNIT_TMPDIR/old" >"$QKARMA/control/spare"
  touch -r "$SHUNIT_TMPDIR/old" "$QKARMA/control/spare"
  assertEquals 'i immune' "$(class_of 192.0.2.9)"
  assertNotContains "$(class_of 192.0.2.7)" immune
}

test_without_a_text_a_table_spares_nobody() {
  tabled
  rm "$QKARMA/control/spare"
  assertNotContains "$(class_of 192.0.2.7)" immune
  assertEquals 'control/spare ' "$(looks 192.0.2.7)"
  tabled
  assertFalse 'it goes' '[ -e "$QKARMA/control/spare.cdb" ]'
}

test_a_damaged_table_is_not_believed() {
  tabled
  cp "$QKARMA/control/spare.cdb" "$SHUNIT_TMPDIR/sound"
  size=$(wc -c <"$SHUNIT_TMPDIR/sound")
  for n in 0 100 2047 2048 2060 2100 $((size - 1))
  do
    head -c $n "$SHUNIT_TMPDIR/sound" >"$QKARMA/control/spare.cdb"
    assertEquals "$n" 'i immune' "$(class_of 192.0.2.7)"
  done
  tr '\0' '\377' <"$SHUNIT_TMPDIR/sound" >"$QKARMA/control/spare.cdb"
  assertEquals 'i immune' "$(class_of 192.0.2.7)"
  rm "$QKARMA/control/spare.cdb"
  mkdir "$QKARMA/control/spare.cdb"
  assertEquals 'i immune' "$(class_of 192.0.2.7)"
  rmdir "$QKARMA/control/spare.cdb"
}

# Connections say what is wrong as long as they read it.
test_a_wrong_text_gets_no_table() {
  echo nonsense >>"$QKARMA/control/spare"
  tabled
  assertFalse '[ -e "$QKARMA/control/spare.cdb" ]'
  class_of 192.0.2.7 >/dev/null
  assertContains "$(cat "$SHUNIT_TMPDIR/log")" 'control/spare: line 4: '
}

test_a_link_is_read_as_text() {
  mv "$QKARMA/control/spare" "$SHUNIT_TMPDIR/elsewhere"
  ln -s "$SHUNIT_TMPDIR/elsewhere" "$QKARMA/control/spare"
  tabled
  assertEquals 'i immune' "$(class_of 192.0.2.7)"
  rm "$QKARMA/control/spare"
}

test_what_it_costs_who_has_none_and_who_is_immune_anyway() {
  assertEquals '' "$(looks 192.0.2.7 WHITELISTCLIENT=)"
  rm "$QKARMA/control/spare"
  assertEquals 'control/spare ' "$(looks 192.0.2.7)"
}

test_edit_looks_at_it() {
  printf '#!/bin/sh\necho nonsense >"$1"\n' >"$SHUNIT_TMPDIR/editor"
  chmod +x "$SHUNIT_TMPDIR/editor"
  assertContains "$(EDITOR=$SHUNIT_TMPDIR/editor VISUAL= qkarma edit spare \
    </dev/null 2>&1)" 'spare is as it was'
  assertEquals 'i immune' "$(class_of 192.0.2.7)"
  printf '#!/bin/sh\necho 192.0.2.8 >"$1"\n' >"$SHUNIT_TMPDIR/editor"
  EDITOR=$SHUNIT_TMPDIR/editor VISUAL= qkarma edit spare >/dev/null
  assertEquals 'control/spare control/spare.cdb ' "$(looks 192.0.2.8)"
}

test_the_sample() {
  cp "$ROOT/run/control/spare" "$QKARMA/control/spare"
  assertNotContains "$(class_of 198.51.100.25)" immune
  sed 's/^#\([0-9@]\)/\1/' "$ROOT/run/control/spare" >"$QKARMA/control/spare"
  printf '%s\n' traps rdns naughty | checks
  assertEquals '' "$(qkarma check | grep control/spare)"
  assertEquals 'i immune' "$(class_of 198.51.100.27)"
  assertEquals 'i immune' "$(class_of 2001:db8:25::1)"
}

. shunit2
