# qkarma help: of commands and of checks, from the tables that the program
# itself goes by; and the completion of a shell, which is made of the help.

. "$(dirname "$0")/lib.sh"

# Each option of each check: its default, what it is good for, what is allowed.
test_the_options_of_a_check() {
  unit tables
  tables >"$SHUNIT_TMPDIR/tables"
  for check in $(sed -n 's/^check //p' "$SHUNIT_TMPDIR/tables")
  do
    wanted=$(awk -v check="$check" '
      $1 == "option" && $2 == check {
        type = $4
        sub("^option [^ ]* ", ""); name = $1
        sub("^[^ ]* [^ ]* ", "")
        default = $0
      }
      $1 == "allowed" && $2 == check { sub("^[^:]*: ", ""); allowed = $0 }
      $1 == "help" && $2 == check {
        sub("^[^:]*: ", "")
        print "  " name " " default "\n    " $0 "\n    " allowed \
          (type == "set" ? "; may be repeated" : "")
      }' "$SHUNIT_TMPDIR/tables")
    assertEquals "$check" "$wanted" "$(qkarma help "$check" | sed '1,2d')"
  done
  assertEquals 'a line of control/checks: rblsmtpd [option value]...' \
    "$(qkarma help rblsmtpd | sed 1q)"
}

test_all_checks_are_named() {
  unit tables
  assertEquals "$(tables | sed -n 's/^check //p')" \
    "$(qkarma help | sed -n 's/^    //p' | tr ' ' '\n')"
  assertEquals 'columns' '' "$(qkarma help | grep '.\{81\}')"
}

# What any program and command says of itself fits a terminal.
test_lines_have_80_columns() {
  for name in $(qkarma help | sed -n 's/^  \([a-z]*\) .*/\1/p') \
    $(qkarma help | sed -n 's/^    //p')
  do
    assertEquals "$name" '' "$(qkarma help "$name" | grep '.\{81\}')"
  done
  for program in "$BIN"/qkarma*
  do
    [ -x "$program" ] || continue
    assertEquals "$program" '' "$("$program" --help | grep '.\{81\}')"
  done
  assertContains "$(qkarma help check)" 'usage: qkarma check [--run file]'
  assertEquals 'a usage goes on, indented' 2 "$(qkarma help check |
    sed '/^the /q' | grep -c '^    \[')"
}

test_commands_and_checks_in_one_go() {
  assertEquals 'usage: qkarma verify
a line of control/checks: karma [option value]...' \
    "$(qkarma help verify karma | grep '^usage\|^a line' | sed 's/ \[--json\]//')"
  qkarma help karma nonsense >"$SHUNIT_TMPDIR/out" 2>&1
  assertEquals 'exit code' 100 $?
  assertContains "$(cat "$SHUNIT_TMPDIR/out")" 'there is no command nonsense'
}

# The file that is installed is what would be made now.
test_the_completion_is_in_step() {
  PATH=$BIN:$PATH sh "$ROOT/run/make-completion" >"$SHUNIT_TMPDIR/completion"
  assertEquals '' "$(diff "$ROOT/run/completion" "$SHUNIT_TMPDIR/completion")"
}

# What bash offers for a line: `offers WORD...`, the last one is being typed.
offers() {
  bash -c '. "$1"
    shift
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _qkarma
    echo "${COMPREPLY[*]}"' bash "$ROOT/run/completion" qkarma "$@"
}

test_what_is_offered() {
  command -v bash >/dev/null || { skipped 'needs bash'; return 0; }
  assertEquals 'release' "$(offers rel)"
  assertContains "$(offers '')" 'help show'
  assertEquals 'earlytalker' "$(offers help ea)"
  assertEquals 'both boxed' "$(offers list bo | tr ' ' '\n' | sort |
    paste -sd ' ')"
  assertEquals '--since' "$(offers tail --s)"
  assertEquals '--below --boxed' "$(offers export --b)"
  assertEquals '' "$(offers no-such-command '')"
}

. shunit2
