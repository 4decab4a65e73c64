# How commands are called: all of them, as `qkarma help` lists them, by the same
# rules. What each may be told stands in its usage.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

setUp() {
  fresh_home
  OUT=$SHUNIT_TMPDIR/out
  ERR=$SHUNIT_TMPDIR/err
}

commands() {
  qkarma help | sed -n 's/^  \([a-z]*\) .*/\1/p'
}

# It may go on in further lines.
usage() {
  qkarma help "$1" | awk 'NR > 1 && !/^    / { exit }
    { sub("^    ", line ~ /[|]$/ ? "" : " "); line = line $0 }
    END { print line }' | sed "s/^usage: qkarma $1 *//"
}

# Options of a command that take a value, and that take none.
valued() {
  usage "$1" | grep -o -e '-[-a-z]* [a-zN]' | sed 's/ .*//'
}

flags() {
  usage "$1" | sed 's/\(-[-a-z]*\) [a-zN]*//g' | grep -o -e '-[-a-z][-a-z]*'
}

# `refused COMMAND WORDS...`: exit 100, nothing on stdout, one line on stderr.
refused() {
  qkarma "$@" >"$OUT" 2>"$ERR" </dev/null
  assertEquals "exit code of qkarma $*" 100 $?
  assertEquals "stdout of qkarma $*" '' "$(cat "$OUT")"
  assertEquals "lines of qkarma $*" 1 "$(wc -l <"$ERR" | tr -d ' ')"
}

test_there_are_commands() {
  assertContains " $(commands | xargs) " ' show '
  assertEquals '--since --until --limit' "$(valued top | xargs)"
  assertEquals '--own --json --local' "$(flags top | xargs)"
}

test_help_of_each_needs_no_state_directory() {
  QKARMA=/nonexistent
  for command in $(commands)
  do
    qkarma help "$command" >"$SHUNIT_TMPDIR/help"
    for word in -h --help
    do
      qkarma "$command" $word >"$OUT" 2>"$ERR"
      assertEquals "exit code of $command $word" 0 $?
      assertTrue "$command $word" "cmp $SHUNIT_TMPDIR/help $OUT"
      assertEquals "stderr of $command $word" '' "$(cat "$ERR")"
    done
  done
  for word in help -h --help
  do
    qkarma $word >"$OUT"
    assertEquals $word 0 $?
    assertContains "$(cat "$OUT")" 'usage: qkarma command'
  done
}

test_an_unknown_option() {
  for command in $(commands | grep -v -x adjust)
  do
    refused "$command" --nonsense
    assertContains "$command" "$(cat "$ERR")" \
      "qkarma $command: fatal: there is no option --nonsense"
    refused "$command" -Z
  done
}

test_a_value_for_what_takes_none() {
  for command in $(commands | grep -v -x adjust)
  do
    for flag in $(flags "$command")
    do
      refused "$command" "$flag=1"
      assertContains "$command" "$(cat "$ERR")" "$flag takes no value"
    done
  done
}

test_no_value_for_what_takes_one() {
  for command in $(commands | grep -v -x adjust)
  do
    for option in $(valued "$command")
    do
      refused "$command" "$option"
      assertContains "$command" "$(cat "$ERR")" "$option needs a value"
      refused "$command" "$option" "$option" 1
      assertContains "$command" "$(cat "$ERR")" \
        "$option needs a value, and $option is an option"
      refused "$command" "$option" --
    done
  done
}

# Four words are more than any command takes, unless it takes any number.
test_too_many_operands() {
  for command in $(commands)
  do
    case $(usage "$command") in
      *...*) continue ;;
    esac
    refused "$command" 192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4
    refused "$command" -- --json --json --json --json
  done
}

test_options_that_exclude_each_other() {
  refused stats --json --prometheus
  refused check --json --quiet
  refused export --boxed --below 1 nft
  refused list naughty nice
  assertContains "$(cat "$ERR")" 'one filter at a time, and nice is the second'
  refused list 192.0.2.1 192.0.2.2
  refused top clients events
}

test_values_that_cannot_be() {
  while read -r words
  do
    refused $words
    assertContains "$words" "$(cat "$ERR")" 'cannot be'
  done <<'END'
list --limit 0
list --limit -1
list --limit 5x
list --sort size
list --sort=last --limit 100001
top --limit 0
top --since tomorrow
top --since 2023-13-01
tail -n 0
tail -n 10001
tail --until 7y
stats --since=
replay --since -1
capture --days -1 192.0.2.1
capture --days 0.00001 192.0.2.1
set expire_days 0
export --below x nft
export --set 1x tcprules
export text
END
}

test_options_stand_anywhere_and_hang_on() {
  echo "$(date +%s) 192.0.2.7 2 1 0 0 g quit x" | journal
  fold
  for words in '--limit 1 all' 'all --limit 1' '--limit=1 -- all' \
    'all --limit=1 192.0.2.0/24'
  do
    assertEquals "$words" 1 "$(qkarma list $words | grep -c '^192')"
  done
}

# A pipe gets nothing; whoever looks is told why.
test_empty_results_say_so() {
  for words in list 'list boxed' top tail 'tail 192.0.2.7' replay
  do
    qkarma $words >"$OUT" 2>"$ERR"
    assertEquals "$words" 1 $?
    assertEquals "$words" '' "$(cat "$OUT")"
    assertEquals "$words" 1 "$(wc -l <"$ERR" | tr -d ' ')"
  done
  assertEquals 'qkarma list: info: nothing was folded yet, so no client is known' \
    "$(qkarma list 2>&1)"
  echo "$(date +%s) 192.0.2.7 2 1 0 0 g quit x" | journal
  fold
  assertEquals 'qkarma list: info: there are no such clients' \
    "$(qkarma list naughty --json 2>&1)"
  assertEquals 'qkarma tail: info: the journal has no such lines' \
    "$(qkarma tail 192.0.2.8 2>&1)"
}

test_without_a_state_directory() {
  export QKARMA="$SHUNIT_TMPDIR/nowhere"
  for words in list top tail stats report 'show 192.0.2.7' check 'release ::1'
  do
    qkarma $words >"$OUT" 2>"$ERR"
    assertEquals "$words" 111 $?
    assertEquals "qkarma ${words%% *}: fatal: unable to open $QKARMA: No such \
file or directory; \`qkarma init\` makes one, QKARMA names another" \
      "$(cat "$ERR")"
  done
}

# What is wrong is named, and what there is.
test_words_that_are_none() {
  refused top people
  assertEquals "qkarma top: fatal: a table cannot be people; allowed is \
clients, networks, events, ends, helo, traps, lists, days, hours, senders or \
recipients" \
    "$(cat "$ERR")"
  refused edit passwd
  assertContains "$(cat "$ERR")" \
    'fatal: a file cannot be passwd; allowed is checks'
  for words in 'report now' 'verify now' 'stats now' 'lists now' 'replay now' \
    'rebuild now' 'init now' 'tail 192.0.2.1 now' 'explain 192.0.2.1 now' \
    'top days now'
  do
    refused $words
    assertEquals "$words" "qkarma ${words%% *}: fatal: now is one word too \
many; \`qkarma help ${words%% *}\` tells what there may be" "$(cat "$ERR")"
  done
}

test_versions() {
  version=$(sed -n 's/^#define ABOUT_VERSION "\(.*\)"/\1/p' \
    "$ROOT/src/base/about.h")
  assertContains "$(grep -n "^$version" "$ROOT/CHANGES")" "$version"
  for program in qkarma qkarma-smtpd qkarma-fold qkarma-maildir
  do
    assertEquals "$program $version" \
      "$(QKARMA=/nonexistent $program --version 2>&1 </dev/null)"
    for word in -h --help
    do
      $program $word >"$OUT" 2>"$ERR" </dev/null
      assertEquals "$program $word" 0 $?
      assertContains "$(cat "$OUT")" "usage: $program "
      assertEquals '' "$(cat "$ERR")"
    done
  done
  for command in $(qkarma help | sed -n 's/^  \([a-z]*\) .*/\1/p')
  do
    assertEquals "$command" "qkarma $version" \
      "$(QKARMA=/nonexistent qkarma "$command" --version 2>&1 </dev/null)"
  done
  assertContains "$(qkarma capture --why --version 192.0.2.7 2>&1)" \
    '--version is an option'
  qkarma --version >&- 2>/dev/null
  assertEquals 'what cannot be written' 111 $?
}

. shunit2
