# What run/ has for programs that watch: Grafana's dashboard shows what there
# is, and fail2ban's filter finds who failed.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

DASHBOARD=$ROOT/run/grafana.json

# Each metric of the dashboard is one that we have, with this label; and no
# counter of ours is left out.
test_the_dashboard_asks_for_what_there_is() {
  fresh_home
  journal <<'END'
1700000000 192.0.2.7 0 0 0 0 n quit trap neg=1 pd=1 pm=30 stop=a would=b lists=c:1 dns=1/1/0/1/d
END
  qkarma stats --prometheus >"$SHUNIT_TMPDIR/metrics"
  jq -r '.panels[].targets[].expr' "$DASHBOARD" >"$SHUNIT_TMPDIR/asked"
  for name in $(grep -o 'qkarma_[a-z_]*' "$SHUNIT_TMPDIR/asked" | sort -u)
  do
    grep -q "^# TYPE $name " "$SHUNIT_TMPDIR/metrics" || fail "no $name"
  done
  sed -n 's/.*sum by (\([a-z]*\)) (rate(\(qkarma_[a-z_]*\).*/\2{\1=/p' \
    "$SHUNIT_TMPDIR/asked" >"$SHUNIT_TMPDIR/labels"
  while read -r label
  do
    grep -q -F "$label" "$SHUNIT_TMPDIR/metrics" || fail "no $label"
  done <"$SHUNIT_TMPDIR/labels"
  for name in $(sed -n 's/^# TYPE \(qkarma_[a-z_]*\) counter/\1/p' \
    "$SHUNIT_TMPDIR/metrics" | grep -v '_lines_total$\|a_lines_total')
  do
    grep -q "$name" "$SHUNIT_TMPDIR/asked" || fail "$name is not shown"
  done
}

# Prometheus understands them: they are rules, for its tool.
test_its_questions_are_questions() {
  unpacked prometheus || return 0
  jq '{ groups: [ { name: "dashboard", rules: [ .panels | to_entries[] |
    .key as $panel | .value.targets | to_entries[] |
    { record: "panel:\($panel):\(.key)", expr: (.value.expr |
      gsub("\\$__rate_interval"; "5m") | gsub("\\$instance"; ".*")) } ] } ] }' \
    "$DASHBOARD" >"$SHUNIT_TMPDIR/rules.yml"
  "$FETCHED/prometheus/usr/bin/promtool" check rules \
    "$SHUNIT_TMPDIR/rules.yml" >"$SHUNIT_TMPDIR/said" 2>&1
  assertEquals "$(cat "$SHUNIT_TMPDIR/said")" 0 $?
}

test_panels_do_not_lie_upon_each_other() {
  assertNull "$(jq -r '.panels[] | .gridPos as $p |
    range($p.x; $p.x + $p.w) as $x | range($p.y; $p.y + $p.h) as $y |
    "\($x) \($y)"' "$DASHBOARD" | sort | uniq -d)"
  assertEquals 'an id each' "$(jq '.panels | length' "$DASHBOARD")" \
    "$(jq -r '.panels[].id' "$DASHBOARD" | sort -u | grep -c '')"
}

fail2ban() {
  (
    cd "$FETCHED/fail2ban" || exit
    PYTHONPATH=$PWD/usr/lib/python3/dist-packages PYTHONWARNINGS=ignore \
      /usr/bin/python3 usr/bin/fail2ban-regex -c etc/fail2ban "$@"
  )
}

# As multilog writes it, alone and through tai64nlocal, svlogd -tt, and the
# system's log.
test_fail2bans_filter() {
  unpacked fail2ban || return 0
  PYTHONPATH=$FETCHED/fail2ban/usr/lib/python3/dist-packages \
    /usr/bin/python3 -W ignore -c 'import fail2ban' 2>/dev/null || {
    skipped 'fail2ban does not run here: it needs python3'
    return 0
  }
  cat >"$SHUNIT_TMPDIR/a.log" <<'END'
2026-11-22 02:25:13.123456 192.0.2.1 karma: pass: history 0
2026-11-22 02:25:13.123456 192.0.2.2 karma: fail, NAUGHTY: in the box until 2026
2026-11-22 02:25:13.123456 192.0.2.3 protocol: fail, tolerated: unknown command
2026-11-22_02:25:14.12345 2001:db8::4 earlytalker: fail: talked before the gree
Nov 22 02:25:15 mx1 qkarma-smtpd[4711]: 192.0.2.5 helo: fail: 192.0.2.9 karma: fail: x
2026-11-22 02:25:16.123456 192.0.2.6 helo: pass: 192.0.2.9 karma: fail: x
2026-11-22 02:25:16.123456 unknown karma: fail: x
@400000006740d2f500000000 192.0.2.7 karma: fail: refused
END
  assertEquals '192.0.2.2
2001:db8::4
192.0.2.5
192.0.2.7' "$(fail2ban -o ip "$SHUNIT_TMPDIR/a.log" \
    "$ROOT/run/fail2ban/filter.d/qkarma.conf" 2>"$SHUNIT_TMPDIR/err")"
}

. shunit2
