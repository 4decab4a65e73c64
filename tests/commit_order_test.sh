# In which order a commit reaches the disk: the journal and its directory, the
# database, its name, and that name's directory. If one of these calls were
# missing, or came too early, a power failure could leave a cursor that is ahead
# of the journal, or an empty database; no other test would see it.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

setUp() {
  fresh_home
  line 1
}

line() {
  echo "$((1700000000 + $1)) 192.0.2.$1 2 1 0 0 g quit x" | journal
}

# What a command orders the disk to do, a line for each call: what is synced,
# which name something gets. The copies of control files need no order: what
# matters is in none of them.
order() {
  ASAN_OPTIONS=detect_leaks=0 strace -y -o "$SHUNIT_TMPDIR/trace" -e \
    trace=fsync,fdatasync,renameat,renameat2,rename,linkat,link "$@" 2>/dev/null
  sed -n "/control/d; s|$QKARMA||g; s/ = 0\$//p" "$SHUNIT_TMPDIR/trace" |
    sed 's/^fdatasync/fsync/; s/([0-9]*<\/*/ /; s/[<>]//g; s/)$//
      s/^rename.*"\(.*\)"$/rename \1/; s/^link.*"\(.*\)", 0$/link \1/
      s/[0-9]\{10\}\.[0-9]\{12\}/N/; s/ *$//'
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
# its end (it was opened as current); then as ever.
test_a_fold_that_rotates() {
  fold
  begun_long_ago
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
fsync' "$(order qkarma-fold | sed 's/^\(link journal.\).*/\1N/')"
}

. shunit2
