# The store, as a connection meets it: look-ups, lines, folds in between.

# A database of so many records, and a recent.cdb on top of it.
lookup_home() {
  [ ! -e "$work/homes/$1" ] || return 0
  fresh_home "$1"
  lines "$2" "$2" >>"$QKARMA/journal/current"
  fold -f
  lines 10000 "$2" >>"$QKARMA/journal/current"
  fold
  rm -f "$QKARMA"/journal/*.[0-9]*
}

look_up() {
  use_home "$1"
  for how in cdb_seek cdb_find qkarma
  do
    name=$how.$1
    take "$built/lookup" "$how" "$2" 20000
  done
}

lookup() {
  title="one of $((base_records / 10)) records (few) or $base_records (many)"
  lookup_home few $((base_records / 10))
  lookup_home many "$base_records"
  look_up few $((base_records / 10))
  look_up many "$base_records"
}

# Whether all lines of the writers are in a file, and whole.
all_there() {
  found=$(sed -n 's/^@.* helo=\([0-9.]*\)\.client\.example .*~....$/\1/p' "$1" |
    sort -u | wc -l)
  [ "$found" = $((8 * appended)) ] ||
    no "append: of $((8 * appended)) lines $found are in $2"
}

append() {
  title="8 writers at once, $appended lines of each, every one for itself"
  rm -rf "$work/homes/append"
  fresh_home append
  : >"$work/bare"
  name=O_APPEND
  take "$built/append" -b "$work/bare" 8 "$appended"
  all_there "$work/bare" 'the bare file'
  name=qkarma
  take "$built/append" 8 "$appended"
  all_there "$QKARMA/journal/current" 'the journal'
}

# Folds, one after the other, until $work/enough is there; one line for each.
fold_on() {
  rm -f "$work/enough"
  while [ ! -e "$work/enough" ]
  do
    "$built/append" 1 50 >/dev/null && qkarma-fold >/dev/null || break
    [ -e "$QKARMA/recent.cdb" ] && echo minor || echo major
  done
}

# Clients in the box and others in turn, while folds replace the databases:
# small ones, so that there are many folds of both kinds.
swapped() {
  [ "$round" = 0 ] || return 0
  use_home swapped
  [ -e "$QKARMA" ] || {
    fresh_home swapped
    lines 250 250 >>"$QKARMA/journal/current"
    qkarma capture --why bench $(seq 500 |
      awk '{ printf "127.1.%d.%d ", $1 / 256, $1 % 256 }') \
      >/dev/null 2>"$work/log" || no "swapped: $(tail -n 1 "$work/log")"
    fold
  }
  fold_on >"$work/folds" 2>"$work/folds.log" &
  folding=$!
  KARMA_REJECT=1
  export KARMA_REJECT
  right=$(verdicts -n "$verdicts" 500 bench/sessions/refused \
    bench/sessions/greeted "$own/qkarma-smtpd" "$built/sink" \
    2>"$work/log") || no "swapped: $(tail -n 1 "$work/log")"
  unset KARMA_REJECT
  : >"$work/enough"
  wait $folding || no "swapped: $(tail -n 1 "$work/folds.log")"
  title="$verdicts connections while $(grep -c minor "$work/folds") minor and \
$(grep -c major "$work/folds") major folds replaced the databases"
  unit='wrong verdicts'
  echo qkarma "${right#* }" "${right% *}" |
    awk '{ print $1, $2 - $3 }' >>"$work/figures"
}
