# qkarma-checks(5) tells what the programs' own tables tell: every check, every
# option with what is allowed and the default, every event with its points.

. "$(dirname "$0")/lib.sh"

MANUAL=$ROOT/doc/qkarma-checks.5

oneTimeSetUp() {
  unit tables
  tables >"$SHUNIT_TMPDIR/tables"
}

# The lines of one section of the manual.
section() {
  awk -v name="$1" '/^\.Sh/ { on = $0 == ".Sh " name; next } on' "$MANUAL"
}

test_every_check_has_its_section() {
  assertEquals "$(sed -n 's/^check //p' "$SHUNIT_TMPDIR/tables")" \
    "$(section CHECKS | sed -n 's/^\.Ss //p')"
}

# From `allowed karma nice: a number from 0 to 1000000` and the default the
# sentence in the manual.
promised() {
  awk '
    /^option / { sub(/^option [^ ]* [^ ]* [^ ]* /, ""); standard = $0 }
    /^allowed / {
      sub(/^allowed /, "")
      sub(/: a number from/, ": From")
      sub(/, with up to 4 decimal places$/, ", in fractions")
      sub(/: temp, soft, .*/, ": A reject type")
      sub(/: a text/, ": A text")
      print $0 "; default " standard "."
    }' "$SHUNIT_TMPDIR/tables"
}

told() {
  section CHECKS | awk '
    /^\.Ss / { check = $2 }
    /^\.It Cm / { option = $3 }
    /; default .*\.$/ { print check " " option ": " $0 }'
}

test_every_option_with_what_is_allowed_and_the_default() {
  promised >"$SHUNIT_TMPDIR/promised"
  told >"$SHUNIT_TMPDIR/told"
  assertEquals 'differences' '' "$(diff "$SHUNIT_TMPDIR/promised" "$SHUNIT_TMPDIR/told")"
  assertTrue 'there are some' "[ $(grep -c '' "$SHUNIT_TMPDIR/told") -gt 30 ]"
}

# A default is not read from its text at each start; it must be the same.
test_a_default_means_what_it_says() {
  assertEquals '' "$(awk '/^value / && $4 != $5' "$SHUNIT_TMPDIR/tables")"
  assertTrue 'there are some' "[ $(grep -c '^value ' "$SHUNIT_TMPDIR/tables") -gt 30 ]"
}

# The words that can be chosen stand in the list's tag, too.
test_words_to_choose_from() {
  awk '/^allowed .*:/ && / or / && !/temp, soft|number|connect, helo|text/ {
      sub(/^allowed /, "")
      if (/ check-at| test/) next
      gsub(/, | or /, " | ")
      sub(/:/, "")
      print
    }' "$SHUNIT_TMPDIR/tables" >"$SHUNIT_TMPDIR/promised"
  section CHECKS | awk '
    /^\.Ss / { check = $2 }
    /^\.It Cm .* Cm / { sub(/^\.It Cm /, ""); sub(/ Cm/, ""); print check, $0 }
    ' >"$SHUNIT_TMPDIR/told"
  assertEquals 'differences' '' "$(diff "$SHUNIT_TMPDIR/promised" "$SHUNIT_TMPDIR/told")"
}

test_every_event_with_its_points() {
  sed -n 's/^event //p' "$SHUNIT_TMPDIR/tables" >"$SHUNIT_TMPDIR/promised"
  section EVENTS | sed -n 's/^\.It \([a-z_]*\) Pq \(.*\)/\1 \2/p' |
    sed 's/ as .*/ 0/' >"$SHUNIT_TMPDIR/told"
  assertEquals 'differences' '' "$(diff "$SHUNIT_TMPDIR/promised" "$SHUNIT_TMPDIR/told")"
}

. shunit2
