# Our own bounded look-up finds what libcdb's cdb_find finds, in whole files,
# and answers `broken`, quickly, in damaged ones.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

oneTimeSetUp() {
  unit lookup
  fresh_home
  awk 'BEGIN {
    for (i = 0; i < 3000; i++)
      printf "1700000000 10.%d.%d.%d 2 1 0 0 g quit message_accepted\n",
        i % 3, i / 256, i % 256
    for (i = 0; i < 500; i++)
      printf "1700000000 2001:db8:%x:%x::1 0 0 0 0 - quit -\n", i / 16, i
  }' </dev/null | journal
  fold
  DB=$QKARMA/karma.cdb
  dump | cut -d ' ' -f 1 >"$SHUNIT_TMPDIR/keys"
}

test_every_record_is_found_as_cdb_find_finds_it() {
  lookup "$DB" <"$SHUNIT_TMPDIR/keys" >"$SHUNIT_TMPDIR/answers"
  assertEquals "records" "$(dump | cut -d ' ' -f 2)" \
    "$(sed 's/^= //' "$SHUNIT_TMPDIR/answers")"
  assertNull "answers that differ" \
    "$(grep -v '^= [0-9:a-f]*$' "$SHUNIT_TMPDIR/answers")"
}

test_what_is_not_there_is_absent_for_both() {
  sed 's/$/x/' "$SHUNIT_TMPDIR/keys" | lookup "$DB" >"$SHUNIT_TMPDIR/answers"
  assertEquals "= absent" "$(sort -u "$SHUNIT_TMPDIR/answers")"
}

# To the last byte: it is a cdb like any other.
test_the_file_is_what_libcdb_would_have_made() {
  cdb -d "$DB" | cdb -c -t "$SHUNIT_TMPDIR/theirs.tmp" "$SHUNIT_TMPDIR/theirs"
  assertTrue "the same file" "cmp $DB $SHUNIT_TMPDIR/theirs"
}

test_the_header_is_the_first_record_at_byte_2048() {
  assertEquals "qkarma 02" \
    "$(tail -c +2057 "$DB" | head -c 8 | sed 's/^qkarma/qkarma /')"
  assertContains "found like any other" \
    "$(echo qkarma | lookup "$DB")" '= 02:'
}

# Copy the database, put bytes (octal, as printf takes them) at an offset.
damage() {
  cp "$DB" "$SHUNIT_TMPDIR/damaged"
  printf "$2" | dd of="$SHUNIT_TMPDIR/damaged" bs=1 seek="$1" conv=notrunc \
    2>/dev/null
}

# What our look-up says of all keys in the damaged copy, each answer once.
# libcdb's answers are left out.
answers() {
  timeout 60 lookup "$SHUNIT_TMPDIR/damaged" <"$SHUNIT_TMPDIR/keys" |
    sed 's/^!.* but //; s/^= //; s/^[0-9:].*/found/' | sort -u
}

BOTH='broken
found'

test_a_table_pointer_outside_of_the_file_is_broken() {
  for table in 16 800 2040
  do
    damage $table '\377\377\377\177'
    assertEquals "table at $table" "$BOTH" "$(answers)"
  done
}

# The first one tells where the records end.
test_a_first_table_pointer_outside_breaks_the_whole_file() {
  damage 0 '\377\377\377\177'
  assertEquals broken "$(answers)"
}

test_a_table_that_seems_endless_is_broken() {
  damage 20 '\377\377\377\037'
  assertEquals "$BOTH" "$(answers)"
}

# The first slot in use of the first table that has one: its record's place.
test_a_record_that_lies_outside_is_broken() {
  table=$(od -An -t u4 -j 0 -N 4 "$DB")
  slot=$(od -An -v -t u4 -w8 -j $((table)) "$DB" |
    awk '$2 { print NR - 1; exit }')
  for place in '\377\377\377\377' '\001\000\000\000'
  do
    damage $((table + slot * 8 + 4)) "$place"
    assertEquals "$BOTH" "$(answers)"
  done
}

test_a_file_cut_short_is_broken_not_absent() {
  size=$(wc -c <"$DB")
  for keep in 2048 2300 $((size / 2)) $((size - 1))
  do
    head -c "$keep" "$DB" >"$SHUNIT_TMPDIR/damaged"
    found=$(answers)
    case $found in
      broken | "$BOTH") ;;
      *) fail "cut to $keep: $found" ;;
    esac
  done
}

. shunit2
