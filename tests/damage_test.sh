# Damaged databases and journals: mail flows, verify names what is wrong, the
# fold stops or mends, and rebuild restores the exact records. 1,000 mutants of
# each database, 10,000 with QKARMA_FULL=1, from SEED.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"
. "$(dirname "$0")/scenes.sh"

SEED=${SEED:-$(date +%s)}
MUTANTS=${QKARMA_FULL:+10000} MUTANTS=${MUTANTS:-1000}
BOXED=192.0.2.99

# karma.cdb, with a client in the box, and a recent.cdb over it.
setUp() {
  now=$(date +%s) T0=$((now - 170000))
  scene_minor
  journal <<END
$((now - 60)) $BOXED -3 0 0 2 n quit x neg=1 pd=9 pm=30
END
  fold -f
  journal <<END
$((now - 50)) 10.0.0.7 2 1 0 0 g quit x
END
  fold
  assertTrue "there is a recent.cdb" "[ -e $QKARMA/recent.cdb ]"
  cp -a "$QKARMA" "$SHUNIT_TMPDIR/good"
  records >"$SHUNIT_TMPDIR/wanted"
}

tearDown() {
  rm -rf "$SHUNIT_TMPDIR/good"
}

# All records, recent.cdb's over karma.cdb's.
records() {
  { ! [ -e "$QKARMA/recent.cdb" ] || dump recent.cdb; dump; } |
    sort -k 1,1 -s -u
}

# Puts the good files back.
good_again() {
  rm -rf "$QKARMA"
  cp -a "$SHUNIT_TMPDIR/good" "$QKARMA"
}

# A session of the boxed client, which leaves no line in the journal.
session() {
  printf 'QUIT\r\n' | EARLYTALKER_WAIT=0 KARMA_REJECT=connect PROTO=TCP \
    TCPREMOTEIP=$BOXED qkarma-smtpd smtpfront-echo accept \
    2>"$SHUNIT_TMPDIR/warnings"
  cp "$SHUNIT_TMPDIR/good/journal/current" "$QKARMA/journal/current"
}

# The damage that "$@" does to database $1: what becomes of it.
damaged() {
  file=$1 QKARMA_FILE=$QKARMA/$1
  shift
  "$@"
  said=$(qkarma verify)
  assertEquals "verify after $*: $said" 1 $?
  assertContains "verify after $*" "$said" "$file"
  assertContains "greeting after $*" "$(session)" '220 '
  assertEquals "warnings after $*: $(cat "$SHUNIT_TMPDIR/warnings")" 1 \
    "$(grep -c "warning.*$file" "$SHUNIT_TMPDIR/warnings")"
  qkarma rebuild >/dev/null 2>"$SHUNIT_TMPDIR/said" ||
    fail "rebuild after $*: $(cat "$SHUNIT_TMPDIR/said")"
  records >"$SHUNIT_TMPDIR/got"
  assertEquals "records after $*" "$(cat "$SHUNIT_TMPDIR/wanted")" \
    "$(cat "$SHUNIT_TMPDIR/got")"
  assertContains "refused again after $*" "$(session)" 'You were naughty'
  good_again
}

cut_to() {
  truncate -s "$1" "$QKARMA_FILE"
}

# With the right check digits: nothing else is wrong with it.
version_99() {
  value=$(dd if="$QKARMA_FILE" bs=1 skip=2062 count=277 2>/dev/null)
  value=99${value#??}
  value=${value%????}
  value=$value$(echo "qkarma:$value" | digits | sed 's/.*~//')
  printf '%s' "$value" |
    dd of="$QKARMA_FILE" bs=1 seek=2062 conv=notrunc 2>/dev/null
}

directory() {
  rm "$QKARMA_FILE"
  mkdir "$QKARMA_FILE"
}

# The last digit of the check of a client's record.
flipped() {
  at=$(grep -a -b -o "$1[0-9:]*:[0-9a-f]\{4\}" "$QKARMA_FILE" |
    head -n 1)
  place=${at%%:*}
  at=$((place + ${#at} - ${#place} - 2))
  printf x | dd of="$QKARMA_FILE" bs=1 seek=$at conv=notrunc 2>/dev/null
}

# So that a look-up of any key in it runs off its end.
pointers() {
  dd if=/dev/zero bs=2048 count=1 2>/dev/null | tr '\0' '\377' |
    dd of="$QKARMA_FILE" bs=2048 count=1 conv=notrunc 2>/dev/null
}

test_karma_cdb() {
  for what in 'cut_to 0' 'cut_to 100' 'cut_to 2048' 'cut_to 2300' \
    'cut_to 4000' version_99 directory "flipped $BOXED" pointers
  do
    damaged karma.cdb $what
  done
}

test_recent_cdb() {
  for what in 'cut_to 0' 'cut_to 100' 'cut_to 2048' 'cut_to 2300' \
    version_99 directory pointers
  do
    damaged recent.cdb $what
  done
}

test_records_that_no_look_up_finds_are_no_good_database() {
  dd if=/dev/zero of="$QKARMA/karma.cdb" bs=8 seek=1 count=255 conv=notrunc \
    2>/dev/null
  assertEquals 'karma.cdb: its hash tables are not where they ought to be' \
    "$(qkarma verify | head -n 1)"
}

test_unreadable() {
  [ "$(id -u)" != 0 ] || skipped 'root can read everything' || return 0
  damaged karma.cdb chmod 0 "$QKARMA/karma.cdb"
}

test_a_damaged_recent_cdb_is_had_again_by_the_next_fold() {
  for what in 'cut_to 0' 'cut_to 2300' 'cut_to 2400' version_99 \
    'flipped 10.0.0.7'
  do
    had_again ''
    had_again -f
  done
}

# After the damage that $what does, by a minor fold or, with -f, a major one.
had_again() {
  QKARMA_FILE=$QKARMA/recent.cdb
  $what
  journal <<END
$now 10.0.0.8 2 1 0 0 g quit x
END
  fold $1
  assertContains "$what" "$FOLDED" "warning: recent.cdb: "
  assertContains "$what" "$FOLDED" ": made anew from the journal"
  assertContains "all of it" "$FOLDED" "2 lines, 0 bad; "
  qkarma verify >/dev/null || fail "verify after $what"
  good_again
}

# Its records are whole, and that is all that a major fold needs.
test_damaged_hash_tables_are_made_anew_by_the_next_fold() {
  dd if=/dev/zero of="$QKARMA/karma.cdb" bs=8 seek=1 count=255 conv=notrunc \
    2>/dev/null
  journal <<END
$now 10.0.0.9 2 1 0 0 g quit x
END
  fold
  assertContains "$FOLDED" \
    'warning: karma.cdb: its hash tables are damaged: reading all of it'
  assertNotContains "a major fold" "$FOLDED" 'in recent.cdb'
  assertTrue "verify: $(qkarma verify)" 'qkarma verify'
  records >"$SHUNIT_TMPDIR/got"
  qkarma rebuild >/dev/null
  assertEquals "as rebuild has them" "$(records)" "$(cat "$SHUNIT_TMPDIR/got")"
}

# But not if they are not whole.
test_damaged_records_stop_the_fold() {
  dd if=/dev/zero of="$QKARMA/karma.cdb" bs=8 seek=1 count=255 conv=notrunc \
    2>/dev/null
  QKARMA_FILE=$QKARMA/karma.cdb
  flipped "$BOXED"
  journal <<END
$now 10.0.0.9 2 1 0 0 g quit x
END
  fold_fails 111
  assertContains "$FOLDED" 'fatal: karma.cdb: a record is damaged'
}

test_mutants() {
  unit mutants
  echo "SEED=$SEED"
  for file in karma.cdb recent.cdb
  do
    dump "$file" | cut -d ' ' -f 1 >"$SHUNIT_TMPDIR/keys"
    cp "$QKARMA/$file" "$SHUNIT_TMPDIR/mutant"
    said=$(timeout 300 mutants "$SEED" "$MUTANTS" "$SHUNIT_TMPDIR/mutant" \
      <"$SHUNIT_TMPDIR/keys" 2>&1)
    assertEquals "exit code: $said" 0 $?
    echo "$MUTANTS mutants of $file: $said"
  done
}

# The hash table that a key is in: `table_of 10.0.0.3`.
table_of() {
  h=5381
  for c in $(printf '%s' "$1" | od -An -v -t u1)
  do
    h=$((h * 33 % 4294967296 ^ c))
  done
  echo $((h % 256))
}

# Numbers as a database has them.
numbers() {
  for n
  do
    printf "$(printf '\\%03o' $((n & 255)) $((n >> 8 & 255)) \
      $((n >> 16 & 255)) $((n >> 24)))"
  done
}

# The hash table of this key has 20000 slots, all in use; the others are empty.
endless() {
  end=$(wc -c <"$QKARMA_FILE") table=$(table_of "$1")
  printf '%0160000d' 0 >>"$QKARMA_FILE"
  for i in $(seq 0 255)
  do
    case $((i < table ? 0 : i > table ? 2 : 1)) in
      0) numbers $end 0 ;;
      1) numbers $end 20000 ;;
      2) numbers $((end + 160000)) 0 ;;
    esac
  done >"$SHUNIT_TMPDIR/pointers"
  dd if="$SHUNIT_TMPDIR/pointers" of="$QKARMA_FILE" conv=notrunc 2>/dev/null
}

# How often a connection of this client reads a file: `reads 10.0.0.3 karma.cdb`.
reads() {
  printf 'QUIT\r\n' | EARLYTALKER_WAIT=0 PROTO=TCP TCPREMOTEIP=$1 \
    ASAN_OPTIONS=detect_leaks=0 strace -y -o "$SHUNIT_TMPDIR/trace" \
    -e trace=pread64 qkarma-smtpd smtpfront-echo accept >/dev/null 2>&1
  grep -c "^pread64([0-9]*<[^>]*/$2>" "$SHUNIT_TMPDIR/trace"
}

# The first client is in karma.cdb only, the second one in recent.cdb.
test_few_reads_whatever_the_file_holds() {
  for file in karma.cdb:10.0.0.3 recent.cdb:10.0.0.7
  do
    QKARMA_FILE=$QKARMA/${file%:*} least=2
    for what in true pointers "flipped ${file#*:}" "endless ${file#*:}"
    do
      $what
      [ "${what%% *}" != endless ] || least=30
      n=$(reads "${file#*:}" "${file%:*}")
      assertTrue "$what in $file: $n" "[ $n -ge $least ] && [ $n -le 40 ]"
      good_again
    done
  done
}

test_an_older_karma_cdb_beside_a_newer_recent_cdb_is_harmless() {
  cp "$QKARMA/karma.cdb" "$SHUNIT_TMPDIR/older"
  journal <<END
$now 10.0.0.8 2 1 0 0 g quit x
END
  fold -f
  journal <<END
$now 10.0.0.8 2 1 0 0 g quit x
END
  fold
  records >"$SHUNIT_TMPDIR/wanted"
  cp "$SHUNIT_TMPDIR/older" "$QKARMA/karma.cdb"
  assertContains "$(qkarma verify)" 'recent.cdb: of another karma.cdb'
  shown=$(qkarma show 10.0.0.8)
  mv "$QKARMA/recent.cdb" "$SHUNIT_TMPDIR/aside"
  assertEquals 'no look-up believes it' "$(qkarma show 10.0.0.8)" "$shown"
  mv "$SHUNIT_TMPDIR/aside" "$QKARMA/recent.cdb"
  fold
  assertContains "$FOLDED" 'recent.cdb: it belongs to another karma.cdb'
  fold
  assertNull "nothing is left" "$FOLDED"
  assertEquals "$(cat "$SHUNIT_TMPDIR/wanted")" "$(records)"
}

. shunit2
