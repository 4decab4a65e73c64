# The page of `qkarma report' in a browser: at all widths nothing touches, and
# nothing is cut; it asks nobody for anything; its pictures are XML; it prints.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"
. "$(dirname "$0")/page.sh"
. "$(dirname "$0")/browser.sh"

oneTimeSetUp() {
  play 12000
  PLAYED=$QKARMA
}

setUp() {
  WIDTHS='320 360 500 641 800 1001 1400'
  QKARMA=$PLAYED
  PAGE=$SHUNIT_TMPDIR/page.html
  export QKARMA
}

test_at_all_widths() {
  can_browse || return 0
  look folded "$PAGE"
  look unfolded "$PAGE" open
  expect_well folded unfolded
}

# A few hours, and years.
test_other_times() {
  can_browse || return 0
  WIDTHS='320 641 1001'
  PAGE=$SHUNIT_TMPDIR/other.html
  play_of_years
  for since in 6h 1d 3d 5d 40d 100d 700d
  do
    page --since "$since" --until "$PLAY_DATE"
    look "since-$since" "$PAGE"
  done
  expect_well since-6h since-1d since-3d since-5d since-40d since-100d since-700d
}

test_a_journal_that_has_just_begun() {
  can_browse || return 0
  PAGE=$SHUNIT_TMPDIR/other.html
  tail -n 40 "$PLAY" >"$SHUNIT_TMPDIR/few"
  fresh_home
  journal <"$SHUNIT_TMPDIR/few"
  page --until "$PLAY_DATE"
  look begun "$PAGE"
  page --until 2023-11-16T06:00:00
  look begun-a-day-ago "$PAGE"
  page --until 2023-11-22
  look begun-a-week-ago "$PAGE"
  expect_well begun begun-a-day-ago begun-a-week-ago
}

test_great_numbers_and_long_names() {
  can_browse || return 0
  PAGE=$SHUNIT_TMPDIR/other.html
  fresh_home
  long=$(printf '%0200d' 7)
  {
    echo '1698800000 192.0.2.7 0 0 0 0 - quit -'
    awk 'BEGIN { for (i = 0; i < 4000; i++)
      print 1699900000 + i * 25, "255.255." i % 256 ".255 0 999999999 0 0 - " \
        "quit message_accepted,auth_failure*9 at=data_post would=denysoft" \
        "_client_stats dns=99/1/0/99999/the-list-with-the-longest-of-names" }'
    echo "1700000000 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff 2 1 0 0 - rejected" \
      "- at=rcpt stop=denysoft_client_stats helo=$long from=$long to=$long" \
      "tls=TLSv1.3 lists=$long:-30000"
  } | journal
  page --since 2023-11-01 --until "$PLAY_DATE"
  look great "$PAGE"
  page --since 2023-12-01 --until 2023-12-05
  look nothing "$PAGE"
  expect_well great nothing
}

# What is asked for stands in the browser's own log, beside what the browser
# itself would like to know.
asked_for() {
  browser --log-net-log="$SHUNIT_TMPDIR/net" --dump-dom "file://$1" \
    >"$SHUNIT_TMPDIR/dom"
  grep -o '"url":"[a-z]*:[^"]*"' "$SHUNIT_TMPDIR/net" |
    grep -v -E '"https?://[a-z0-9.]*\.google(apis)?\.com/' | sort -u
}

test_it_asks_nobody() {
  can_browse || return 0
  echo '<img src="http://tracker.example/x.png">' >"$SHUNIT_TMPDIR/asks.html"
  assertContains 'one that asks' "$(asked_for "$SHUNIT_TMPDIR/asks.html")" \
    tracker.example
  assertNull "$(asked_for "$PAGE")"
  assertTrue 'the page came' "grep -q '</footer>' $SHUNIT_TMPDIR/dom"
  assertNull 'nothing that could ask' "$(grep -o -i -E \
    -e '<(script|link|img|iframe|object|embed|form|base|video|audio)' \
    -e 'https?:|url\([^#]|@import| (src|on[a-z]*)=| style=' "$PAGE")"
  assertNull 'links within it' "$(grep -o 'href="[^#][^"]*' "$PAGE")"
}

# Each picture; and each id once.
test_pictures_are_xml() {
  awk '{ gsub(/<svg/, "\n&"); gsub(/<\/svg>/, "&\n"); print }' "$PAGE" | awk '
    /<svg/ { depth++ }
    depth { s = s $0 }
    /<\/svg>$/ && !--depth { print s; s = "" }' >"$SHUNIT_TMPDIR/svgs"
  assertTrue 'pictures' "[ $(grep -c '' "$SHUNIT_TMPDIR/svgs") -gt 100 ]"
  { echo '<all>'; cat "$SHUNIT_TMPDIR/svgs"; echo '</all>'; } \
    >"$SHUNIT_TMPDIR/svgs.xml"
  xmllint --noout "$SHUNIT_TMPDIR/svgs.xml" 2>"$SHUNIT_TMPDIR/err"
  assertNull "$(head -n 5 "$SHUNIT_TMPDIR/err")"
  assertNull "$(grep -o ' id="[^"]*"' "$PAGE" | sort | uniq -d)"
  assertEquals 'each tells what it shows' \
    "$(grep -o 'role="img" aria-labelledby' "$PAGE" | grep -c '')" \
    "$(grep -o '<desc ' "$PAGE" | grep -c '')"
}

# The one that README.md shows.
test_it_is_taken_a_picture_of() {
  can_browse || return 0
  (export BIN; sh "$ROOT/run/picture" "$SHUNIT_TMPDIR/report.png")
  for picture in "$SHUNIT_TMPDIR/report.png" "$ROOT/doc/report.png"
  do
    assertEquals "$picture" PNG "$(head -c 4 "$picture" | tail -c 3)"
    size=$(wc -c <"$picture")
    assertTrue "$picture: $size" "[ $size -gt 50000 ] && [ $size -lt 200000 ]"
  done
}

test_it_prints() {
  can_browse || return 0
  browser --no-pdf-header-footer --print-to-pdf="$SHUNIT_TMPDIR/page.pdf" \
    "file://$PAGE" >/dev/null
  assertEquals %PDF "$(head -c 4 "$SHUNIT_TMPDIR/page.pdf")"
  pages=$(grep -a -c '/Type */Page$\|/Type */Page[^s]' \
    "$SHUNIT_TMPDIR/page.pdf")
  assertTrue "$pages pages" "[ $pages -ge 4 ] && [ $pages -le 8 ]"
}

. shunit2
