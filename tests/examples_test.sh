# qkarma(8): its examples work, and it tells of every option.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

MANUAL=$ROOT/doc/qkarma.8

# The state of things that the examples speak of.
oneTimeSetUp() {
  fresh_home
  NOW=$(date +%s)
  journal <<END
$((NOW - 60)) 192.0.2.7 -3 0 0 2 n quit non_smtp neg=1 pd=1 pm=30
END
  fold
  echo "198.51.100.9 $NOW 1 0 1" >"$SHUNIT_TMPDIR/karma.txt"
  echo "$NOW 198.51.100.9 spam" >"$SHUNIT_TMPDIR/sorted"
}

setUp() {
  printf 'observe\nkarma\nnaughty\n' >"$QKARMA/control/checks"
}

# The lines behind a prompt; but what loads a firewall, what never ends, other
# people's programs, and services that are not here.
examples() {
  awk '/^\.Sh/ { on = $2 == "EXAMPLES" } on' "$MANUAL" |
    sed -n "s/^\.Dl [\$#] //p" | sed "s/\\\\(aq/'/g" |
    sed "s|/var/qkarma|$QKARMA|g" |
    grep -v '^nft\|tail -f\|^karma_tool\|--run\|qkarma edit'
}

test_the_examples_work() {
  examples >"$SHUNIT_TMPDIR/examples"
  assertTrue 'there are some' \
    "[ $(grep -c '' "$SHUNIT_TMPDIR/examples") -gt 8 ]"
  assertEquals 'nobody has to set that' '' \
    "$(grep -F '$QKARMA' "$SHUNIT_TMPDIR/examples")"
  while read -r line
  do
    said=$(cd "$SHUNIT_TMPDIR" && sh -c "$line" 2>&1)
    assertEquals "$line: $said" 0 $?
  done <"$SHUNIT_TMPDIR/examples"
  fold
  assertEquals "198.51.100.9
203.0.113.9" "$(qkarma list boxed --json | jq -r .client)"
}

test_every_command_is_told() {
  assertEquals "$(qkarma help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' | sort)" \
    "$(sed -n 's/^\.Ss //p' "$MANUAL" | sort)"
}

# The section of a command.
told() {
  awk -v name="$1" '/^\.S[hs]/ { on = $0 == ".Ss " name } on' "$MANUAL"
}

test_every_option_of_a_command_is_told() {
  for command in $(sed -n 's/^\.Ss //p' "$MANUAL")
  do
    [ "$command" = search ] && continue
    qkarma help "$command" >"$SHUNIT_TMPDIR/help"
    assertEquals "$command" 0 $?
    for option in $(sed -n 's/^  -\(-*[a-z-]*\).*/\1/p' "$SHUNIT_TMPDIR/help")
    do
      [ "$option" = N ] && continue
      told "$command" | grep -q "^\.It Fl $option\( \|\$\)\|Oo Fl $option Oc" ||
        fail "$command: nothing of -$option"
    done
  done
}

. shunit2
