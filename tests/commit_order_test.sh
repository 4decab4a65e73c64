# In which order a commit reaches the disk: the journal, its directory, the
# file, its name, the directory of that. Without one of these calls a power
# failure may leave a cursor ahead of the journal, or an empty database.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

setUp() {
  fresh_home
  line 1
}

line() {
  echo "$((1700000000 + $1)) 192.0.2.$1 2 1 0 0 g quit x" | journal
}

# What a command does to the disk, a line for each call; names are below the
# state directory, and N is what differs each time.
order() {
  ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0 \
    strace -y -o "$SHUNIT_TMPDIR/trace" \
    -e trace=/^f.*sync$,/^rename,/^link "$@" 2>/dev/null
  sed -n "s|$QKARMA||g; s/ = 0\$//p" "$SHUNIT_TMPDIR/trace" |
    sed 's/^fdatasync/fsync/; s/([0-9]*<\/*/ /; s/[<>]//g; s/)$//
      s/^rename.*"\(.*\)".*$/rename \1/
      s/^link.*"\(.*\)".*$/link \1/
      s/[0-9]\{10\}\.[0-9]\{12\}/N/; s/ *$//
      s/^\(link journal.\).*/\1N/'
}

test_a_major_fold() {
  assertEquals 'fsync journal/current
fsync journal
fsync karma.tmp
rename karma.cdb
fsync
link base/N.cdb
fsync base' "$(order qkarma-fold)"
}

test_a_minor_fold() {
  fold
  line 2
  assertEquals 'fsync journal/current
fsync journal
fsync recent.tmp
rename recent.cdb
fsync' "$(order qkarma-fold)"
}

# The header of the next segment before its name; the names; the old segment to
# its end, which was opened under its first name; then as ever.
test_a_fold_that_rotates() {
  fold
  sed -i '1s/@[0-9a-f]*/@4000000065500000000000ff/' "$QKARMA/journal/current"
  line 2
  assertEquals 'fsync journal/next
link journal/N
rename journal/current
fsync journal
fsync journal/current(deleted)
fsync journal/current
fsync journal
fsync recent.tmp
rename recent.cdb
fsync' "$(order qkarma-fold)"
}

. shunit2
