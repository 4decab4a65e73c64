# State directories in which a fold has something to do; sourced behind
# tests/store.sh. Each makes $BEFORE. Its lines begin at $T0, Unix time.

T0=1700000000

# Two days of a few clients, folded; and some lines that are not.
scene_minor() {
  fresh_home
  BEFORE=$QKARMA
  awk -v t="$T0" 'BEGIN {
    for (i = 0; i < 400; i++)
      print t + i * 400, "10.0.0." i % 40,
        i % 9 ? "2 1 0 0 g quit x" : "-3 0 0 2 n quit x neg=1 pd=1 pm=30"
  }' </dev/null | journal
  fold
  journal <<END
$((T0 + 161000)) 10.0.0.7 2 1 0 0 g quit x
$((T0 + 161001)) 10.0.0.7 2 1 0 0 g quit x
END
}

# A recent.cdb, and an order that takes a major fold.
scene_major() {
  scene_minor
  fold
  journal <<END
$((T0 + 161002)) 10.0.0.8 2 1 0 0 g quit x
$((T0 + 161003)) - prune days=30
END
}

# A segment of two days, to be rotated.
scene_rotation() {
  scene_minor
  begun_long_ago
}

# A rotation that was cut short between its two steps.
scene_half_rotation() {
  scene_rotation
  (
    cd "$QKARMA/journal"
    ln current "$(awk '{ print $3 "." $4; exit }' current)"
    head -n 1 current >next
    new_header next 's/ 0000000001 / 0000000002 /'
  )
}

# A journal/current of before the rotation, put back from a backup, with a line
# that is new.
scene_put_back() {
  scene_rotation
  (
    cd "$QKARMA/journal"
    cp current "$(awk '{ print $3 "." $4; exit }' current)"
  )
  journal <<END
$((T0 + 161020)) 10.0.0.9 2 1 0 0 g quit x
END
}

# A snapshot, two segments behind it, and no karma.cdb that is any good.
scene_rebuild() {
  scene_rotation
  fold
  journal <<END
$((T0 + 161004)) 10.0.0.9 2 1 0 0 g quit x
$((T0 + 161005)) 2001:db8::1 2 1 0 0 g quit x
END
  fold
}
