# qkarma spare, unspare, list spared: lines of control/spare, and what is told
# of who is spared.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

setUp() {
  fresh_home
  OUT=$SHUNIT_TMPDIR/out
}

# It says this, and exits so: `says 0 spare 192.0.2.7 <<END`.
says() {
  code=$1
  shift
  qkarma "$@" >"$OUT" 2>&1
  assertEquals 'exit code' "$code" $?
  assertEquals 'it says' "$(cat)" "$(cat "$OUT")"
}

# control/spare has these lines, and its table is of them.
holds() {
  assertEquals "$(cat)" "$(cat "$QKARMA/control/spare")"
  assertContains "$(cdb -q "$QKARMA/control/spare.cdb" spare)" \
    "$(stat -c "%i %s" "$QKARMA/control/spare") "
}

test_spare_adds_lines() {
  says 0 spare --why 'our second MX' 192.0.2.7 2001:DB8:0::1 <<'END'
192.0.2.7 is spared from the next connection on
2001:db8::1 is spared from the next connection on
END
  says 0 spare 198.51.100.3/24 <<'END'
198.51.100.0/24 is spared from the next connection on
END
  holds <<'END'
192.0.2.7                # our second MX
2001:db8::1              # our second MX
198.51.100.0/24
END
}

# Comments stay, and a last line without its end.
test_what_stood_there_stays() {
  printf '# ours\n\n192.0.2.7 # odd   blanks\n192.0.2.8' \
    >"$QKARMA/control/spare"
  qkarma spare 192.0.2.9 >/dev/null
  holds <<'END'
# ours

192.0.2.7 # odd   blanks
192.0.2.8
192.0.2.9
END
}

test_who_is_spared_already() {
  qkarma spare 192.0.2.0/24 192.0.2.0/24 >/dev/null
  says 0 spare 192.0.2.7 192.0.2.0/24 <<'END'
192.0.2.7 is spared already by control/spare, line 1
192.0.2.0/24 stands in control/spare already
END
  holds <<'END'
192.0.2.0/24
END
}

test_unspare_takes_lines_out() {
  cat >"$QKARMA/control/spare" <<'END'
# ours
192.0.2.7   # one
192.0.2.8
# others
192.0.2.7   # again
198.51.100.0/24
END
  says 0 unspare 192.0.2.7 198.51.100.0/24 <<'END'
192.0.2.7 is judged from the next connection on
198.51.100.0/24 is judged from the next connection on
END
  holds <<'END'
# ours
192.0.2.8
# others
END
  says 1 unspare 192.0.2.7 <<'END'
192.0.2.7 does not stand in control/spare
END
}

test_a_wider_line_is_told() {
  qkarma spare 192.0.2.7 >/dev/null
  qkarma spare 192.0.2.0/24 >/dev/null
  says 1 unspare 192.0.2.7 192.0.2.9 <<'END'
192.0.2.7 is still spared by control/spare, line 2
192.0.2.9 is still spared by control/spare, line 2
END
  says 0 unspare 192.0.2.0/24 <<'END'
192.0.2.0/24 is judged from the next connection on
END
}

test_nothing_is_written_by_mistake() {
  says 100 spare 192.0.2.7 nonsense <<'END'
qkarma spare: fatal: nonsense is no address, no network, and no @domain
END
  says 100 spare 10.0.0.0/8 <<'END'
qkarma spare: fatal: 10.0.0.0/8 is a large part of the network; --yes if that is what you want
END
  says 100 spare @com <<'END'
qkarma spare: fatal: @com is a large part of the network; --yes if that is what you want
END
  for name in @ @.org @a..b @a_b,c '@a b' "@$(printf '%0254d' 0)"
  do
    says 100 spare "$name" <<END
qkarma spare: fatal: $name is no address, no network, and no @domain
END
  done
  for why in 'two
lines' "$(printf 'a\033[31m')"
  do
    says 100 spare --why "$why" 192.0.2.7 <<'END'
qkarma spare: fatal: --why has a byte that is no text
END
  done
  assertFalse 'nothing is written' '[ -e "$QKARMA/control/spare" ]'
  says 0 spare --yes 10.0.0.0/8 <<'END'
10.0.0.0/8 is spared from the next connection on
END
}

test_a_domain_wants_the_check_rdns() {
  echo karma >"$QKARMA/control/checks"
  says 0 spare @Example.ORG. <<'END'
@example.org is spared from the next connection on
qkarma spare: warning: @Example.ORG. spares nobody while the check rdns is not in control/checks: no name is asked for
END
  assertContains "$(qkarma check)" \
    'warning: control/spare: the check rdns is not listed: '
  printf '%s\n' karma rdns >"$QKARMA/control/checks"
  says 0 spare @sub.example.org @example.net <<'END'
@sub.example.org is spared already by control/spare, line 1
@example.net is spared from the next connection on
END
  assertNotContains "$(qkarma check)" 'rdns is not listed'
}

# Two who do it at once do not lose each other's lines.
test_at_the_same_time() {
  : >"$OUT"
  for n in 1 2 3 4 5 6 7 8
  do
    qkarma spare 192.0.2.$n >/dev/null 2>>"$OUT" &
    spares="${spares-} $!"
  done
  wait $spares
  assertEquals '' "$(cat "$OUT")"
  assertEquals 8 "$(qkarma list spared --json | wc -l)"
  assertEquals '' "$(ls "$QKARMA/control" | grep -e '\.new' -e '\.edit')"
}

# A mistake that somebody made before is nobody's business here.
test_with_a_wrong_line() {
  printf 'nonsense\n"\n' >"$QKARMA/control/spare"
  says 0 spare 192.0.2.7 <<'END'
192.0.2.7 is spared from the next connection on
END
  assertEquals 3 "$(qkarma list spared --json | jq .line)"
  says 0 unspare 192.0.2.7 <<'END'
192.0.2.7 is judged from the next connection on
END
  assertEquals 'nonsense
"' "$(cat "$QKARMA/control/spare")"
}

test_list_spared() {
  says 1 list spared <<'END'
qkarma list: info: nobody is spared
END
  cat >"$QKARMA/control/spare" <<'END'
# not a line
192.0.2.7     # our second MX
198.51.100.0/24
@example.org  #forwards
END
  says 0 list spared <<'END'
SPARED                                       LINE  WHY
192.0.2.7                                       2  our second MX
198.51.100.0/24                                 3
@example.org                                    4  forwards
END
  says 0 list spared --json <<'END'
{"spared":"192.0.2.7","line":2,"why":"our second MX"}
{"spared":"198.51.100.0/24","line":3,"why":""}
{"spared":"@example.org","line":4,"why":"forwards"}
END
  says 0 list spared 198.51.100.7 <<'END'
SPARED                                       LINE  WHY
198.51.100.0/24                                 3
END
  says 1 list spared 203.0.113.0/24 <<'END'
qkarma list: info: nobody there is spared
END
}

test_show_and_explain_tell_of_it() {
  qkarma spare --why 'our second MX' 192.0.2.7 >/dev/null
  says 1 show 192.0.2.7 192.0.2.8 <<'END'
192.0.2.7 is unknown
  spared      by control/spare, line 1: our second MX

192.0.2.8 is unknown
END
  assertEquals '1 our second MX' "$(qkarma show --json 192.0.2.7 |
    jq -r '"\(.spared_line) \(.spared_why)"')"
  assertEquals null "$(qkarma show --json 192.0.2.8 | jq .spared_line)"
  assertEquals '192.0.2.7 is immune by control/spare, line 1: our second MX' \
    "$(qkarma explain 192.0.2.7 | sed 1q)"
  assertEquals 'control/spare 1 our second MX' "$(qkarma explain --json \
    192.0.2.7 | jq -r '"\(.immune_by) \(.spared_line) \(.spared_why)"')"
}

# Nobody knows its name before it is asked for.
test_explain_does_not_rule_out_a_name() {
  qkarma capture 192.0.2.7 >/dev/null
  fold
  printf '%s\n' karma rdns naughty >"$QKARMA/control/checks"
  explained='192.0.2.7 is refused at rcpt'
  assertEquals "$explained" "$(qkarma explain 192.0.2.7 | sed 1q)"
  echo '@example.org' >"$QKARMA/control/spare"
  assertEquals "$explained, unless control/spare has its name (see --ask)" \
    "$(qkarma explain 192.0.2.7 | sed 1q)"
  assertEquals 'refused true' "$(qkarma explain --json 192.0.2.7 |
    jq -r '"\(.verdict) \(.may_be_spared)"')"
  # Of these clients nobody asks for one.
  assertEquals "$explained" \
    "$(RBLSMTPD=-listed qkarma explain 192.0.2.7 | sed 1q)"
  printf '%s\n' karma naughty >"$QKARMA/control/checks"
  assertEquals "$explained" "$(qkarma explain 192.0.2.7 | sed 1q)"
}

test_a_box_does_not_hold_it_and_capture_says_so() {
  qkarma spare 192.0.2.7 >/dev/null
  assertContains "$(qkarma capture 192.0.2.7 2>&1)" \
    '192.0.2.7 is spared by control/spare: the box does not hold it'
  assertNotContains "$(qkarma capture 192.0.2.8 2>&1)" spared
}

# Root does it as the owner of the tree.
test_root_leaves_nothing_of_his_own() {
  [ "$(id -u)" = 0 ] || skipped 'needs root' || return 0
  qkarma init -u 12345 -g 12345 >/dev/null
  qkarma spare 192.0.2.7 >/dev/null
  for file in spare spare.cdb
  do
    assertEquals "$file" '12345 12345 644' \
      "$(stat -c '%u %g %a' "$QKARMA/control/$file")"
  done
}

. shunit2
