# qkarma report: what it counts, against another way to count it; what it leaves
# out where there is little to tell; and that nothing foreign becomes markup.
# tests/browser_test.sh looks at the page.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"
. "$(dirname "$0")/page.sh"

oneTimeSetUp() {
  play 12000
  PLAYED=$QKARMA
}

setUp() {
  PAGE=$SHUNIT_TMPDIR/page.html
  QKARMA=$PLAYED
  export QKARMA
}

# Another page, of another journal.
another() {
  fresh_home
  PAGE=$SHUNIT_TMPDIR/another.html
  journal
}

# Awk programs about the play's last 30 days, of which `d` is the day; fact(NAME)
# is the value of a pair, `lot` what became of the connection. With a second
# word 1 also about the 30 days before, for which `before` is true.
of_play() {
  awk -v end="$PLAY_END" '
    function fact(name,   i) {
      for (i = 10; i <= NF; i++)
        if (index($i, name "=") == 1) return substr($i, length(name) + 2)
      return ""
    }
    function num(n) { return n + 0 }
    { d = int(($1 - (end - 30 * 86400)) / 86400) }
    $3 !~ /^-?[0-9]+$/ { next }
    { before = $1 < end - 30 * 86400 }
    before && !'"${2-0}"' { next }
    { lot = $7 == "b" ? "boxed" : $7 == "i" ? "neutral" \
        : fact("stop") != "" && $9 !~ /message_accepted/ ? "refused" \
        : $7 == "n" ? "naughty" : $7 == "g" ? "nice" : "neutral"
      accepted = $9 ~ /message_accepted/
      client = $2
      if (client ~ /:/) {   # its /64
        split(client, part, ":")
        client = part[1] ":" part[2] ":" (part[3] + 0 ? part[3] : 0)
        if ($2 ~ /^2001:db8:[0-9]:1::/) client = client ":1"
      } }
    '"$1" "$PLAY"
}

test_every_day() {
  of_play '
    { n[d, lot]++; all[d]++; if (!((d, client) in seen)) came[d]++
      seen[d, client] = 1
      messages[d] += accepted
      if (match($9, /auth_failure\*[0-9]+/))
        wrong[d] += substr($9, RSTART + 13, RLENGTH - 13) }
    END { for (d = 0; d < 30; d++)
      print num(n[d, "nice"]), num(n[d, "neutral"]), num(n[d, "naughty"]),
        num(n[d, "refused"]), num(n[d, "boxed"]), all[d], came[d],
        num(messages[d]), num(wrong[d]) }' >"$SHUNIT_TMPDIR/wanted"
  folded 'connections in time' | sed 's/^[^ ]* [^ ]* [^ ]* //' \
    >"$SHUNIT_TMPDIR/got"
  assertEquals "$(cat "$SHUNIT_TMPDIR/wanted")" "$(cat "$SHUNIT_TMPDIR/got")"
}

# The box, by what the fold does to each client, one after the other.
test_the_box_at_each_midnight() {
  awk -v end="$PLAY_END" '
    { client = $2 }
    client ~ /:/ { split(client, p, ":")
      client = p[1] ":" p[2] ":" p[3] (client ~ /:1::/ ? ":1" : "") }
    $3 == "capture" { from[client, ++n[client]] = $1
      to[client, n[client]] = $1 + 3 * 86400; bad[client]++; next }
    $3 == "release" { if (to[client, n[client]] > $1) to[client, n[client]] = $1
      bad[client] = 0; next }
    $7 == "g" { nice[client]++ }
    $7 == "n" && !(n[client] && $1 < to[client, n[client]]) {
      bad[client]++
      if (bad[client] - nice[client] > 0) {
        days = !nice[client] && bad[client] > 5 ? bad[client] : 1
        from[client, ++n[client]] = $1
        to[client, n[client]] = $1 + 86400 * (days > 30 ? 30 : days)
      }
    }
    END { for (d = 0; d < 30; d++) {
      t = end - (30 - d) * 86400
      inside = 0
      for (c in n) for (i = 1; i <= n[c]; i++)
        inside += from[c, i] <= t && t < to[c, i]
      anew = 0
      for (c in n) for (i = 1; i <= n[c]; i++)
        anew += from[c, i] >= t && from[c, i] < t + 86400
      print inside, anew
    } }' "$PLAY" >"$SHUNIT_TMPDIR/wanted"
  folded 'clients in the box' | sed 's/^[^ ]* [^ ]* [^ ]* //' \
    >"$SHUNIT_TMPDIR/got"
  assertEquals "$(cat "$SHUNIT_TMPDIR/wanted")" "$(cat "$SHUNIT_TMPDIR/got")"
}

# Who came as far as a phase went on from the one before.
test_phases() {
  of_play '
    $7 == "i" { next }
    { all++; at = fact("at"); if (at == "") at = "connect" }
    lot == "boxed" { box[at]++ } lot == "refused" { check[at]++ }
    lot != "boxed" && lot != "refused" && !accepted { left[at]++ }
    END { split("connect helo mail rcpt data data_post", p, " ")
      for (i = 1; i <= 6; i++) {
        printf "%d %d %d %d ", all, box[p[i]], check[p[i]], left[p[i]]
        all -= box[p[i]] + check[p[i]] + left[p[i]]
        print all
      } }' >"$SHUNIT_TMPDIR/wanted"
  assertEquals "$(cat "$SHUNIT_TMPDIR/wanted")" \
    "$(folded phases | sed 's/^[a-zA-Z]* //')"
  assertEquals "$(of_play '$7 != "i" && accepted && lot != "boxed" { n++ }
    END { print n }')" "$(folded phases | sed -n '$s/.* //p')"
}

test_networks() {
  of_play '
    $7 != "i" && $2 !~ /:/ { split($2, p, "."); all[p[1]]++
      bad[p[1]] += lot ~ /naughty|refused|boxed/
      if (!((p[1] "." p[2]) in seen)) n[p[1]]++
      seen[p[1] "." p[2]] = 1 }
    END { for (o in all) print o "/8", n[o], all[o], bad[o] }' | sort \
    >"$SHUNIT_TMPDIR/wanted"
  assertEquals "$(cat "$SHUNIT_TMPDIR/wanted")" \
    "$(folded 'IPv4 by \/8' | sed 's/ [^ ]* %$//; s/ -$//' | sort)"
}

test_tls() {
  of_play '
    $7 != "i" && $7 != "b" && fact("at") != "connect" && fact("at") != "" {
      v = fact("tls"); if (v == "") v = "none"
      n[v, lot == "nice" || lot == "neutral" ? lot : "bad"]++; seen[v] }
    END { for (v in seen) print v, num(n[v, "nice"]), num(n[v, "neutral"]),
      num(n[v, "bad"]) }' | sort >"$SHUNIT_TMPDIR/wanted"
  assertEquals "$(cat "$SHUNIT_TMPDIR/wanted")" "$(folded TLS | sort)"
}

# What there was in this period and in the one before.
test_the_numbers() {
  for what in 'Connections/1' 'turned away/lot ~ "refused|boxed"' \
    'Clients/!((before, client) in seen)' 'Messages accepted/accepted' \
    'recipients/$4' 'Wrong passwords/wrong'
  do
    assertEquals "${what%%/*}" "$(of_play '
      { wrong = 0
        if (match($9, /auth_failure\*[0-9]+/))
          wrong = substr($9, RSTART + 13, RLENGTH - 13)
        n[before] += '"${what#*/}"'; seen[before, client] }
      END { print n[0], n[1] }' 1)" \
      "$(words | grep -A 1 -x "${what%%/*}" | sed -n '2{s/,//g;p;}' |
        cut -d ' ' -f 1,2)"
  done
}

test_the_sentence() {
  words >"$SHUNIT_TMPDIR/words"
  assertContains "$(sed 4q "$SHUNIT_TMPDIR/words")" "$(of_play '
    { n++; turned += lot == "refused" || lot == "boxed"
      box += lot == "boxed"
      if (lot == "nice" && !(client in seen)) { seen[client]; servers++ } }
    { messages += accepted }
    END { printf "Of %d,%03d connections %.0f %% were turned away, ", n / 1000,
      n % 1000, 100 * turned / n
      printf "%.0f %% of these from the box. %d servers delivered %d,%03d",
        100 * box / turned, servers, messages / 1000, messages % 1000 }')"
  assertContains "$(cat "$SHUNIT_TMPDIR/words")" \
    "A DNS list is dead: gone.example has given no answer since Mon 13 Nov,"
  assertContains "$(grep 'list is dead' "$SHUNIT_TMPDIR/words")" 'qkarma lists'
}

test_names_by_how_often_they_came() {
  assertEquals "$(of_play 'fact("stop") fact("would") != "" {
      n[fact("to")]++ } END { for (x in n) print n[x], x }' | sort -rn |
    awk '$2 != "" { print $2, $1 }')" \
    "$(sed 's/.*<h3>Recipients//; s/<\/table>.*//' "$PAGE" |
      sed 's/<\/tr>/\n/g' | sed 's/<[^>]*>/ /g; s/,//; s/  */ /g; s/^ //
        s/ $//; /^$/d')"
}

# A list of which some recipients were put off is a guest.
test_who_was_refused_and_then_accepted() {
  another <<'END'
1700000000 192.0.2.7 2 100 0 0 g quit message_accepted at=data_post stop=karma
1700000001 192.0.2.8 0 0 0 0 - quit - at=rcpt stop=karma
END
  page --since 2023-11-14 --until 2023-11-15
  assertContains "$(words)" \
    'Of 2 connections 50 % were turned away, 0 % of these from the box.'
  assertContains "$(words)" '1 had a message accepted'
}

# Whatever clients say is text.
test_foreign_words_are_no_markup() {
  assertNotContains "$(cat "$PAGE")" '<script'
  assertContains "$(cat "$PAGE")" '&lt;script&gt;alert(1)&lt;/script&gt;'
  assertContains "$(cat "$PAGE")" 'a&amp;b&quot;c&#39;'
  assertContains 'a sender of one quote' "$(cat "$PAGE")" \
    '<span class="a">&#39;</span>'
  assertContains "$(cat "$PAGE")" "default-src 'none'"
  another <<'END'
1700000000 192.0.2.7 0 0 0 0 - quit - stop="><b> at=rcpt would='&' tls=<i> lists=<u>:3,"'&:-1 dns=1/1/0/5/<s> helo="onload=x from=<a> to=</table>
1700000001 192.0.2.7 0 0 0 0 - quit - at=data
1700000002 192.0.2.8 2 1 0 0 g quit message_accepted would=<em> helo=<q> from=</p> to=<h1> at=data tls=<i>
END
  page --since 2023-11-14 --until 2023-11-15
  assertNull "$(grep -E -o '<(b|i|u|s|a|q|em)>|<"|[^=]""|onload=x"' "$PAGE" |
    grep -v '<b>')"
  assertContains "$(cat "$PAGE")" '&quot;&gt;&lt;b&gt;'
  assertContains "$(cat "$PAGE")" '<td class="a wide">&lt;/p&gt;</td>'
  assertContains "$(cat "$PAGE")" '&lt;u&gt;</span>'
}

test_nothing_came() {
  another </dev/null
  page
  assertContains "$(words)" 'Nobody connected.'
  assertNotContains "$(cat "$PAGE")" '<section'
  assertNotContains "$(cat "$PAGE")" '<table'
}

# Parts without anything in them are not there.
test_little_came() {
  echo '1700000000 192.0.2.7 0 0 0 0 - quit - t=1' >"$SHUNIT_TMPDIR/one"
  another <"$SHUNIT_TMPDIR/one"
  page --since 2023-11-01 --until 2023-11-15
  assertContains "$(words)" \
    'Of 1 connection 0 % were turned away. 0 servers delivered 0 messages.'
  assertContains "$(words)" 'Nobody was in it.'
  for part in IPv6 TLS 'DNS lists' 'HELO names' Senders 'What each check' \
    'Wrong passwords:' 'Let pass' hatched
  do
    assertNotContains "$part" "$(words)" "$part"
  done
}

# Ten minutes after the first client: the page begins with him, and does not
# take the weeks before for quiet ones.
test_a_journal_that_has_just_begun() {
  another <<'END'
1700000000 192.0.2.7 2 1 0 0 g quit message_accepted at=data_post
1700000060 192.0.2.8 -3 0 0 0 n rejected non_smtp neg=1 pd=1 pm=30 at=connect stop=protocol
1700000120 192.0.2.8 0 0 0 0 b boxed - at=rcpt stop=karma
1700000130 192.0.2.9 2 1 0 0 g quit message_accepted at=data_post
1700000140 192.0.2.9 2 1 0 0 g quit message_accepted at=data_post
END
  page --until 2023-11-14T22:20:00
  assertContains "$(words)" \
    'Tue 14 Nov 22:00 to Tue 14 Nov 2023, 22:19, 1 hour, UTC.'
  assertContains "$(cat "$PAGE")" ', Tue 14 Nov 2023</title>'
  assertContains "$(words)" 'A usual hour has 5 connections.'
  assertContains "$(words)" '1 client is in it now; at most there was 1.'
  assertContains "$(words)" '1 now'
  assertContains "$(words)" 'From 1 network (/16) of IPv4.'
  assertNotContains "$(words)" 'Half of all bad connections'
  page --since 2w --until 2023-11-16T22:20:00
  assertContains "$(words)" \
    'Tue 14 Nov 22:00 to Thu 16 Nov 2023, 22:19, 49 hours,'
  page --since 2023-10-01 --until 2023-11-20T09:00:00
  assertContains "$(words)" 'Tue 14 Nov to Mon 20 Nov 2023, 08:59, 7 days, UTC.'
  assertContains "$(words)" 'mean day, max <1'
}

# A network has to be seen for its size to be told from the least one.
test_the_sizes_on_the_map_differ() {
  another <<'END'
1700000000 192.0.2.7 2 1 0 0 g quit message_accepted at=data_post
END
  page --until 2023-11-14T22:20:00
  assertEquals '1 4 16 64' "$(sed 's/<rect class="sz"/\n&/g' "$PAGE" |
    sed -n 's/^<rect class="sz".*dx="14" y="11">\([0-9k]*\)<.*/\1/p' | xargs)"
}

test_the_year_is_told() {
  assertContains "$(words)" \
    'Mon 16 Oct to Tue 14 Nov 2023, 23:59, 30 days, UTC.'
  PAGE=$SHUNIT_TMPDIR/another.html
  another <<'END'
1700000000 192.0.2.7 2 1 0 0 g quit message_accepted at=data_post
END
  page --since 60d --until 2024-01-01T12:00:00
  assertContains "$(words)" \
    'Tue 14 Nov 2023 to Mon 1 Jan 2024, 11:59, 49 days, UTC.'
  assertContains "$(cat "$PAGE")" ', Tue 14 Nov 2023 to Mon 1 Jan 2024</title>'
}

test_a_day_is_seen_by_hours() {
  PAGE=$SHUNIT_TMPDIR/another.html
  page --since 1d --until "2023-11-14T22:30:00"
  assertContains "$(words)" 'Connections by hour'
  assertContains "$(words)" 'to Tue 14 Nov 2023, 22:29, 24 hours, UTC'
  assertNotContains "$(words)" 'mean day'
  assertEquals 24 "$(folded 'connections in time' | grep -c '')"
}

test_half_a_year_is_seen_by_weeks() {
  PAGE=$SHUNIT_TMPDIR/another.html
  play_of_years
  page --since 180d --until "$PLAY_DATE"
  assertContains "$(words)" 'Connections by week'
  assertEquals 26 "$(folded 'connections in time' | grep -c '')"
  assertContains "$(words)" '12,000 lines'
}

# A journal that begins in the middle of the period before would make all of it
# look like growth.
test_no_comparison_with_what_is_not_there() {
  assertContains "$(words)" 'Against the 30 days before: connections '
  PAGE=$SHUNIT_TMPDIR/another.html
  page --since 40d --until "$PLAY_DATE"
  assertNotContains "$(words)" 'before: '
  assertContains "$(words | grep -A 1 '^Connections$' | tail -n 1)" ' - -'
}

test_a_hole_in_the_journal() {
  awk 'BEGIN { for (i = 0; i < 300; i++)
    print 1699900000 + 60 * i + (i > 200) * 10000, "192.0.2.7 0 0 0 0 - quit -"
  }' >"$SHUNIT_TMPDIR/lines"
  another <"$SHUNIT_TMPDIR/lines"
  page --since 2023-11-13 --until 2023-11-14T02:30:00
  assertContains "$(words)" \
    'The journal has a hole: nobody came from Mon 13 Nov, 21:46 on, for 2 h 47'
  assertContains "$(words)" 'qkarma tail --since 2023-11-13T21:46:40'
}

# Ours it seems to be: it was immune once, or has a private address.
test_a_host_of_our_own_in_the_box() {
  another <<'END'
1700000000 198.51.100.7 0 0 0 0 i immune -
1700000001 198.51.100.7 -3 0 0 0 n quit - neg=1 pd=1 pm=30
1700000002 198.51.100.7 0 0 0 0 b boxed - stop=karma at=rcpt
1700000001 198.51.100.8 -3 0 0 0 n quit - neg=1 pd=1 pm=30
1700000002 198.51.100.8 0 0 0 0 b boxed - stop=karma at=rcpt
END
  page --since 2023-11-14 --until 2023-11-15
  assertContains "$(words)" 'A host of our own is in the box: 198.51.100.7, since'
  assertContains "$(words)" 'qkarma spare 198.51.100.7'
  assertNotContains "$(words)" 'qkarma spare 198.51.100.8'
  page --since 2023-11-14 --until 2023-11-17
  assertNotContains 'it is over' "$(words)" 'A host of our own'
  echo '1700000003 198.51.100.7 0 0 0 0 i immune -' | journal
  page --since 2023-11-14 --until 2023-11-15
  assertNotContains 'it is spared since' "$(words)" 'A host of our own'
}

test_bad_lines_and_a_late_fold() {
  another <<'END'
1700000000 192.0.2.7 0 0 0 0 - quit -
nonsense
END
  page --since 2023-11-14 --until 2023-11-15
  assertContains "$(words)" 'There are bad lines: 1 of the journal'
  assertContains "$(words)" 'The fold is late: there never was one'
  qkarma-fold 2>/dev/null
  page --since 2023-11-14 --until 2023-11-15
  assertNotContains "$(words)" 'The fold is late'
}

# A reader never sees half a page, and the same journal makes the same page.
test_the_file_appears_whole() {
  mkdir -p "$SHUNIT_TMPDIR/www"
  file=$SHUNIT_TMPDIR/www/report.html
  another <<'END'
1700000000 192.0.2.7 0 0 0 0 - quit -
END
  qkarma report --since 2023-11-14 --until 2023-11-15 --output "$file"
  assertEquals 0 $?
  assertEquals report.html "$(ls "$SHUNIT_TMPDIR/www")"
  assertEquals '-rw-r--r--' "$(ls -l "$file" | cut -c 1-10)"
  page --since 2023-11-14 --until 2023-11-15
  assertEquals "$(sed 's/Written [^.]*//' "$file")" \
    "$(sed 's/Written [^.]*//' "$PAGE")"
  ln -s "$SHUNIT_TMPDIR/victim" "$file.tmp"
  qkarma report --output "$file"
  assertEquals report.html "$(ls "$SHUNIT_TMPDIR/www")"
  assertFalse 'a link was followed' "test -e $SHUNIT_TMPDIR/victim"
  QKARMA=$PLAYED
  cp "$file" "$SHUNIT_TMPDIR/before"
  (
    trap '' XFSZ
    ulimit -f 64
    qkarma report --until "$PLAY_DATE" --output "$file" \
      2>"$SHUNIT_TMPDIR/err"
  )
  assertEquals 111 $?
  assertContains "$(cat "$SHUNIT_TMPDIR/err")" "unable to write $file: "
  assertTrue 'the old one stands' "cmp $file $SHUNIT_TMPDIR/before"
  assertEquals report.html "$(ls "$SHUNIT_TMPDIR/www")"
}

# The second that runs is one of those until now.
test_who_was_there_just_now() {
  for i in 1 2 3
  do
    another <<END
$(date +%s) 192.0.2.7 0 0 0 0 - quit -
END
    page
    assertContains "$(words)" 'Of 1 connection'
  done
}

# Whatever the journal has: 64 MB are enough.
test_memory_has_a_bound() {
  nm "$(command -v qkarma)" 2>/dev/null | grep -q __asan && return 0
  PAGE=$SHUNIT_TMPDIR/another.html
  (
    ulimit -v 65536
    page --until "$PLAY_DATE"
  )
  assertTrue 'it is whole' "grep -q '</footer>' $PAGE"
}

test_called_wrongly() {
  for words in '--since 4000d' '--since 2023-11-15 --until 2023-11-14' extra
  do
    qkarma report $words >/dev/null 2>&1
    assertEquals "$words" 100 $?
  done
}

. shunit2
