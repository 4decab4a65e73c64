# control/tlds gives points to sender domains, by their longest suffix.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

oneTimeSetUp() {
  fresh_home
}

setUp() {
  new_journal
  tlds <<'END'
# suffix  points
info -2
spam.info -1
ham.info 3
pw -1
co.uk -4
example 0
END
}

tlds() {
  cat >"$QKARMA/control/tlds"
}

# `scores '-2 sender_tld' a@b.info`: the karma of a connection with these
# senders, one MAIL each.
scores() {
  karma=$1
  shift
  { echo 'S: 220 obedient ESMTP'
    for sender
    do
      printf '%s\n' "C: MAIL FROM:<$sender>" 'S: 250 ok' 'C: RSET' 'S: 250 ok'
    done
    printf '%s\n' 'C: QUIT' 'S: 221 bye' 'S: <closed>'
  } >"$SHUNIT_TMPDIR/senders"
  client 192.0.2.7 <"$SHUNIT_TMPDIR/senders"
  assertEquals "$*" "$karma" \
    "$(awk 'END { print $3, $9 }' "$QKARMA/journal/current")"
}

test_no_file_no_points() {
  rm "$QKARMA/control/tlds"
  scores '0 -' a@b.info a@b.pw
}

# K14: any letter case, the longest suffix only, once for each domain.
test_the_longest_suffix_counts() {
  scores '-2 sender_tld' a@b.info
  scores '-2 sender_tld' a@info
  scores '-1 sender_tld' a@b.spam.info
  scores '3 sender_tld' a@b.ham.info
  scores '-4 sender_tld' a@b.co.uk
  scores '0 sender_tld' a@b.example
}

test_a_suffix_is_of_whole_labels() {
  scores '-2 sender_tld' a@notspam.info
  scores '0 -' a@myinfo
  scores '0 -' a@info.org
}

test_letter_case_and_a_last_dot_do_not_matter() {
  scores '-1 sender_tld' a@B.Spam.INFO
  scores '-2 sender_tld' a@b.info.
}

test_each_domain_once() {
  scores '-2 sender_tld' a@b.info c@b.info a@B.INFO
  scores '-3 sender_tld*2' a@b.info a@c.pw d@b.info
  scores '-4 sender_tld*2' a@b.info a@c.info
}

test_the_null_sender_never() {
  scores '0 -' ''
  scores '0 -' info
}

test_the_domain_stands_behind_the_last_at() {
  scores '-1 sender_tld' '"x@y.info"@b.pw'
  scores '-1 sender_tld' '@relay.info:a@b.pw'
}

# What the server behind takes for the domain, not what is written.
test_the_domain_is_what_the_server_sees() {
  for sender in '<a\"b@x.pw>' 'Ann <a@x.pw>' '<<a@x.pw>>' 'a@x.pw' \
    '<a@x.p"w">' '<a@x.p\w> SIZE=5' '< a@x.pw >' '<"a>b"@x.pw>'
  do
    client 192.0.2.7 <<END
S: 220 obedient ESMTP
C: MAIL FROM:$sender
S: 250 ok
C: QUIT
S: 221 bye
S: <closed>
END
    assertContains "$sender" "$(tail -n 1 "$QKARMA/journal/current")" \
      sender_tld
  done
}

# K15: a dot before the suffix and a plus before the points are understood,
# anything else is said.
test_the_log_tells_the_suffix_and_the_points() {
  scores '-1 sender_tld' a@b.spam.info
  expect_word karma 'fail, tolerated: sender domain spam.info -1'
  scores '3 sender_tld' a@b.ham.info
  expect_word karma 'pass: history 0'
}

test_a_dot_before_the_suffix_and_a_plus_before_the_points() {
  echo '.info +2' | tlds
  scores '2 sender_tld' a@b.info
}

test_a_bad_file_scores_nobody_and_is_said() {
  for line in 'info' 'info:-2' 'info -2 -3' 'info x' 'info -1001' '. -1'
  do
    printf '%s\n' 'pw -1' "$line" | tlds
    scores '0 -' a@b.pw a@c.info
    expect_word karma "error: control/tlds: line 2: a line is a domain suffix\
 and a number from -1000 to 1000"
  done
}

. shunit2
