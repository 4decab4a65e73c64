# A browser, headless Chromium; sourced behind tests/page.sh. It has a new and
# empty profile each time, and no name resolves: it would ask its makers for news.

browser() {
  profile=$(mktemp -d "$SHUNIT_TMPDIR/profile.XXXXXX")
  timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-quic \
    --no-first-run --disable-background-networking --disable-component-update \
    --disable-sync --host-resolver-rules='MAP * ~NOTFOUND' \
    --disable-dev-shm-usage --hide-scrollbars \
    --allow-file-access-from-files --user-data-dir="$profile" "$@" \
    2>"$SHUNIT_TMPDIR/browser.log"
  rm -rf "$profile"
}

can_browse() {
  command -v chromium >/dev/null || skipped 'needs chromium'
}

# look AT PAGE [open]: keeps the page at $SHUNIT_TMPDIR/AT.html with
# tests/data/look.js at its end, for which the policy has to go; with all tables
# unfolded if so said.
look() {
  {
    sed "s/<meta http-equiv=\"Content-Security-Policy\"[^>]*>//
      s/<\/body>.*//; ${3:+s/<details>/<details open>/g}" "$2"
    echo '<script>'
    cat "$DATA/look.js"
    echo '</script></body></html>'
  } >"$SHUNIT_TMPDIR/$1.html"
}

# What is wrong with pages that look() kept, at each of $WIDTHS: `AT WIDTH: WHAT`.
# All windows are frames of one.
wrong_with() {
  {
    echo '<body>'
    for at
    do
      for width in $WIDTHS
      do
        echo "<iframe src=\"$at.html\" title=\"$at $width\" style=\"border:0;
          width:${width}px;height:9000px\"></iframe>"
      done
    done
    cat <<'END'
<pre id=all></pre><script>
onload = function () {
  var said = ''
  document.querySelectorAll('iframe').forEach(function (f) {
    var pre = f.contentDocument.getElementById('wrong')
    var lines = pre ? pre.textContent : 'not looked at'
    lines.trim().split('\n').forEach(function (line) {
      said += '@' + f.title + ': ' + (line || 'good') + '\n'
    })
  })
  document.getElementById('all').textContent = said
}
</script>
END
  } >"$SHUNIT_TMPDIR/frames.html"
  browser --window-size=1600,9000 --dump-dom \
    "file://$SHUNIT_TMPDIR/frames.html" >"$SHUNIT_TMPDIR/dom"
  sed -n 's/^\(<pre id="all">\)\{0,1\}@//p' "$SHUNIT_TMPDIR/dom"
}

# Nothing is.
expect_well() {
  assertEquals "$(for at
    do
      for width in $WIDTHS
      do
        echo "$at $width: good"
      done
    done)" "$(wrong_with "$@")"
}
