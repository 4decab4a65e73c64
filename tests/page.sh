# What the tests of `qkarma report' share; sourced behind tests/store.sh.

PLAY_END=1700006400     # that is:
PLAY_DATE=2023-11-15

# A state directory with a journal of 60 days, in $QKARMA, its lines before they
# were signed in $PLAY; and the page about the last 30 of them, in $PAGE.
play() {
  fresh_home
  PLAY=$SHUNIT_TMPDIR/play PAGE=$SHUNIT_TMPDIR/page.html
  sh "$DATA/play-journal" "$PLAY_END" 60 "$1" >"$PLAY"
  journal <"$PLAY"
  page --until "$PLAY_DATE"
}

# The same behind two years in which next to nobody came.
play_of_years() {
  fresh_home
  {
    echo "$((PLAY_END - 800 * 86400)) 192.0.2.7 0 0 0 0 - quit -"
    cat "$PLAY"
  } | journal
}

# page [OPTIONS]: the page, in $PAGE.
page() {
  qkarma report "$@" >"$PAGE" || fail 'no report'
}

# What one reads: no markup, no style, a line for each row and paragraph, cells
# with a blank between them.
words() {
  sed 's/<style>.*<\/style>//; s/<desc[^>]*>[^<]*<\/desc>//g
    s/<title[^>]*>[^<]*<\/title>//g
    s/<\/\(p\|tr\|h[123]\|li\|div\|text\|figcaption\|svg\|summary\)>/\n/g
    s/<\/t[dh]>/ /g; s/<[^>]*>//g; s/&#160;/ /g; s/&#8211;/-/g; s/&#8722;/-/g
    s/&#215;/x/g; s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g
    s/&#39;/'"'"'/g; s/&#8230;/.../g; s/&amp;/\&/g' "$PAGE" |
    sed 's/  */ /g; s/^ //; s/ $//; /^$/d'
}

# The rows of a table that is folded away, without its head: `folded 'phases'`.
folded() {
  sed -n "s/.*<summary>Table: $1<//p" "$PAGE" |
    sed 's/<\/table>.*//; s/.*<\/thead>//' | sed 's/<\/tr>/\n/g; s/<\/t[dh]>/ /g
      s/<[^>]*>//g; s/&#8211;/-/g; s/,//g; s/&#160;/ /g' |
    sed 's/  */ /g; s/ $//; /^$/d'
}
