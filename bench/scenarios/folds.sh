# Folds: processor time, and the most memory that one process had.

# The journal at once, against a program that only counts.
journal() {
  title="$journal_lines lines of $journal_clients clients, folded at once"
  if [ ! -e "$work/homes/journal" ]
  then
    fresh_home journal
    lines "$journal_lines" "$journal_clients" >>"$QKARMA/journal/current"
    cp "$QKARMA/journal/current" "$work/journal"
  fi
  use_home journal
  once_cost count sh bench/count "$work/journal"
  rm -f "$QKARMA/karma.cdb" "$QKARMA/recent.cdb"
  with_fast once_cost fold.fast "$fast/qkarma-fold"
  rm -f "$QKARMA/karma.cdb" "$QKARMA/recent.cdb"
  once_cost fold "$own/qkarma-fold"
}

# A database of many records; it is used once a round and more.
base_home() {
  use_home base
  [ -e "$QKARMA" ] || {
    fresh_home base
    lines "$base_records" "$base_records" >>"$QKARMA/journal/current"
    fold -f
    new=$base_records
  }
}

# More lines, of the next clients.
new_lines() {
  lines "$1" "$base_records" "$new" >>"$QKARMA/journal/current"
  new=$((new + $1))
}

major() {
  title="$base_records records, 100000 new lines, a major fold"
  base_home
  [ -e "$work/dump" ] || cdb -d "$QKARMA/karma.cdb" >"$work/dump"
  once_cost cdb cdb -c -t "$work/new.tmp" "$work/new.cdb" "$work/dump"
  with_fast new_lines 100000
  with_fast once_cost fold.fast "$fast/qkarma-fold" -f
  new_lines 100000
  once_cost fold "$own/qkarma-fold" -f
}

minor() {
  title="$base_records records, 10000 new lines, a minor fold"
  base_home
  fold -f
  with_fast new_lines 10000
  with_fast once_cost fold.fast "$fast/qkarma-fold"
  fold -f
  new_lines 10000
  once_cost fold "$own/qkarma-fold"
  [ -e "$QKARMA/recent.cdb" ] || no 'it was no minor fold'
}

# A day of 100 lines a second and a fold a minute goes in circles: minor folds
# until a major one. One circle is measured, from the end of a major fold to
# the end of the next; the day is made of such circles.
written() {
  [ "$round" = 0 ] || return 0
  title="a day of 100 lines a second, a fold a minute, 10000000 records"
  unit='GB written'
  base_home
  fold -f
  folds=0 kib=0
  until [ "$folds" -gt 0 ] && [ ! -e "$QKARMA/recent.cdb" ]
  do
    new_lines 6000
    cost qkarma-fold >"$work/cost" 2>"$work/log" ||
      no "written: $(tail -n 1 "$work/log")"
    kib=$((kib + $(cut -d ' ' -f 4 "$work/cost")))
    folds=$((folds + 1))
    [ "$folds" -lt 1440 ] || no 'written: there was no major fold in a day'
  done
  [ "$kib" -gt 0 ] ||
    no "written: the kernel counts none; TMPDIR must be on a disk"
  note_written
}

# A minor fold writes all of recent.cdb, which grows by the same with each,
# until their sum is what karma.cdb has. So a circle writes twice karma.cdb,
# its length goes with the root of that, and a day's bytes likewise. With fewer
# records than there should be the figure is multiplied accordingly.
note_written() {
  title="$title (measured: $folds folds, $kib KiB, with $base_records records)"
  awk -v kib="$kib" -v folds="$folds" -v records="$base_records" \
    -v bytes="$(lines 1000 1000 | wc -c | sed 's/...$//')" '
    BEGIN {
      lines = 100 * 86400 * bytes / 1e9
      day = kib * 1024 * 1440 / folds / 1e9 * sqrt(10000000 / records)
      printf "journal %.2f\nfolds %.2f\nday %.2f\n", lines, day, lines + day
    }' >>"$work/figures"
}
