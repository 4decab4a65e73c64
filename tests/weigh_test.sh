# How the networks around a stranger are weighed: src/karma/neighbourhood.h, to
# the digit. Each table has a line of input, then `->' its answer.

. "$(dirname "$0")/lib.sh"

oneTimeSetUp() {
  unit weigh
}

# `table q <<END', lines `input -> answer'.
table() {
  cat >"$SHUNIT_TMPDIR/table"
  sed 's/ *->.*//' "$SHUNIT_TMPDIR/table" | weigh "$@" >"$SHUNIT_TMPDIR/got"
  sed 's/.*-> *//' "$SHUNIT_TMPDIR/table" >"$SHUNIT_TMPDIR/wanted"
  assertEquals "$*" "$(cat "$SHUNIT_TMPDIR/wanted")" \
    "$(cat "$SHUNIT_TMPDIR/got")"
}

test_the_levels_of_a_client() {
  table levels <<'END'
192.0.2.7 -> 192.0.0.0/8 192.0.0.0/16 192.0.2.0/24 192.0.2.7
2001:db8:1:2::3 -> 2001:db8::/32 2001:db8:1::/48 2001:db8:1:2::/64
::ffff:192.0.2.7 -> 192.0.0.0/8 192.0.0.0/16 192.0.2.0/24 192.0.2.7
END
}

# BAD GOOD BAD0 GOOD0 of each level, the widest first; q after each.
test_what_the_levels_say() {
  table q <<'END'
0: 9 0 0 0 -> 9500
0: 8 0 0 0 -> 9444
0: 40 4 0 0, 6 0 0 0, 1 0 0 0 -> 9000 9857 9928
0: 300 20 0 0, -, 0 1 0 0 -> 9361 9361 4680
1296000: 0 0 20 0, 0 0 4 1 -> 9545 8441
1: 7 3 7 3, 1 0 0 0, 0 0 1 1 -> 6904 8452 6150
0: 0 1 0 0 -> 2500
0: 0 9 0 0 -> 500
END
}

test_who_counted_nothing_says_nothing() {
  table q <<'END'
0: 0 0 0 0 -> 5000
0: -, -, -, - -> 5000 5000 5000 5000
0: 9 0 0 0, -, -, - -> 9500 9500 9500 9500
END
}

# At its last second the window before counts next to nothing.
test_what_was_counted_before_fades() {
  table q <<'END'
0: 0 0 1 0 -> 7500
1296000: 0 0 1 0 -> 6666
2591999: 0 0 1 0 -> 5000
2591999: 0 0 0 1 -> 4999
2591999: 1 0 0 0 -> 7500
END
}

# Above ten million all four are halved, as often as it takes; what is written
# in a database may be anything up to 2^63 - 1.
test_large_counts() {
  table q <<'END'
2591999: 0 0 10000000 0 -> 8970
2591999: 0 0 10000001 0 -> 8292
2591999: 0 10000001 10000001 0 -> 0
0: 10000000 0 0 0 -> 9999
0: 10000001 1 0 1 -> 9999
0: 20000001 10000001 0 0 -> 6666
0: 10000000 10000000 10000000 10000000 -> 5000
0: 9223372036854775807 0 0 0 -> 9999
0: 0 9223372036854775807 0 0 -> 0
2591999: 0 0 9223372036854775807 1 -> 8819
0: 9223372036854775807 9223372036854775807 9223372036854775807 9223372036854775807 -> 5000
END
}

# NICE NAUGHTY SUCCESS SUCCESS0, and how many windows later it is.
test_who_speaks_for_itself() {
  table known <<'END'
0 0 0 0 0 -> a stranger
1 0 0 0 0 -> known by its own mail
1 9 0 0 9 -> known by its own mail
0 0 1 0 0 -> known by its own mail
0 0 1 0 1 -> known by its own mail
0 0 1 0 2 -> a stranger
0 0 0 1 0 -> known by its own mail
0 0 0 1 1 -> a stranger
0 1 1 1 0 -> a stranger
END
}

# ASKED PATIENCE NOW: from when on it is served, until when.
test_who_comes_again_in_time() {
  table served <<'END'
0 1800 1700000000 -> never
1700000000 0 1700000000 -> never
1700000000 1800 1700000000 -> 1700001800 1700086400
1700000000 1800 1700086400 -> 1700001800 1700086400
1700000000 1800 1700086401 -> never
END
}

. shunit2
