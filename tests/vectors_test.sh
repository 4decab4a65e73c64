# The golden vectors: journals whose records were computed by an independent
# model. Each section of tests/data/vectors.txt is a journal of its own.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

# Lines of section $1 that begin with $2, without that.
section() {
  awk -v wanted="# $1." -v mark="$2" '
    /^# [A-Z]\./ { inside = index($0, wanted) == 1 }
    inside && index($0, mark) == 1 { print substr($0, length(mark) + 1) }
    ' "$DATA/vectors.txt"
}

# The vectors name some of the records; those must be exactly so. Vectors of
# version 1 have none of the fields that came with version 2.
vector() {
  text=${2-as_version_1}
  fresh_home
  section "$1" @ | sed 's/^/@/' >>"$QKARMA/journal/current"
  fold -f
  dump | "$text" >"$SHUNIT_TMPDIR/records"
  section "$1" '= ' >"$SHUNIT_TMPDIR/wanted"
  assertTrue "section $1 has records" "[ -s $SHUNIT_TMPDIR/wanted ]"
  assertEquals "section $1" "$(sort "$SHUNIT_TMPDIR/wanted")" \
    "$(grep -F -x -f "$SHUNIT_TMPDIR/wanted" "$SHUNIT_TMPDIR/records")"
  assertEquals "bad lines in section $1" 0 "$(header 17)"
}

test_a_box_parallel_offences_and_what_the_box_swallows() { vector A; }
test_expiry_by_the_lines_own_time() { vector B; }
test_windows_networks_and_both_families() { vector C; }
test_offences_of_a_host_that_was_never_nice() { vector D; }
test_good_and_bad_mail_from_one_host() { vector E; }

# With the fields that came with version 2.
test_networks_count_members() { vector F cat; }
test_who_was_asked_to_come_again() { vector G cat; }
test_a_rare_sender_is_kept() { vector H cat; }
test_but_not_for_ever() { vector I cat; }

. shunit2
