# doc/ADDING-A-CHECK keeps its word: the check that stands there compiles, with
# one line in the registry, and does what it says.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/checks.sh"

document=$ROOT/doc/ADDING-A-CHECK

# What is indented behind the line $1 in the document, up to the next line
# that is not.
example() {
  awk -v line="$1" '
    on && /^[^ ]/ { exit }
    on { sub(/^    /, ""); print }
    $0 == line { on = 1; getline }' "$document"
}

# A copy of what is built, the new file, the new line, and make.
oneTimeSetUp() {
  copy=$SHUNIT_TMPDIR/copy
  mkdir "$copy"
  cp -R -p "$ROOT"/Makefile "$ROOT"/conf-* "$ROOT/src" "$copy"
  example src/checks/impostor.c: >"$copy/src/checks/impostor.c"
  example 'and in src/checks/registry.c, among the others:' |
    sed '/^$/d; s/^/  /' >"$SHUNIT_TMPDIR/line"
  sed -i "/^#define CHECKS/r $SHUNIT_TMPDIR/line" \
    "$copy/src/checks/registry.c"
  (cd "$copy" && make bin/qkarma-smtpd >make.log 2>&1) ||
    fail "it does not build: $(cat "$copy/make.log")"
  PATH=$copy/bin:$PATH
}

setUp() {
  fresh_home
}

test_it_builds_without_a_warning() {
  assertEquals '' "$(grep -e warning: -e error: "$copy/make.log")"
  assertEquals 'objects that were compiled' 2 \
    "$(grep -c ' -c ' "$copy/make.log")"
}

test_who_greets_us_with_our_name_is_refused() {
  echo impostor | checks
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: EHLO MX.example.org
S: 550 5.7.1 This name is mine.
C: HELO client.example
S: 250 obedient
C: QUIT
S: 221 bye
S: <closed>
END
  expect_word impostor 'fail: HELO MX.example.org'
  sends 192.0.2.8
  expect_word impostor pass
}

test_its_line_in_control_checks_as_the_document_has_it() {
  example "After \`make', a line in control/checks turns it on:" |
    sed '/^$/d' | checks
  echo naughty >>"$QKARMA/control/checks"
  client 192.0.2.7 <<'END'
S: 220 obedient ESMTP
C: HELO mx.example.org
S: 250 mx.example.org
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 450 4.7.1 This name is mine.
C: QUIT
S: 221 bye
S: <closed>
END
  expect_word impostor 'fail, NAUGHTY: HELO mx.example.org'
}

test_for_one_client_and_observing() {
  echo impostor | checks
  client 192.0.2.7 IMPOSTOR_REJECT=0 <<'END'
S: 220 obedient ESMTP
C: HELO mx.example.org
S: 250 obedient
C: QUIT
S: 221 bye
S: <closed>
END
  expect_word impostor 'fail, tolerated: HELO mx.example.org'
}

test_mistakes_are_named_from_its_table() {
  echo 'impostor reject maybe' | checks
  client 192.0.2.7 <<'END'
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
  assertContains "$(cat "$PIPE_LOG")" \
    'impostor reject cannot be "maybe"; allowed is 0, 1 or naughty'
}

. shunit2
