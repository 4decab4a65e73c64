# Several hosts share karma: through a real engine they come to the same log and
# the same records; and one that is cut off goes on alone and comes back.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"
. "$(dirname "$0")/share.sh"

setUp() {
  engine_there || return 0
  two_hosts
  joins mx3 mx1
}

tearDown() {
  for one in mx1 mx2 mx3 mx4
  do
    silent "$one"
  done
  unengine
}

test_what_one_host_learns_all_know() {
  ready || return 0
  all_tell mx1 mx2 mx3
  say mx1 "192.0.2.7 $bad"
  await heard mx3 "$said"
  at mx3 qkarma-fold 2>/dev/null
  assertContains "$(at mx3 qkarma show 192.0.2.7)" 'days left'
}

test_all_have_the_same_log_and_the_same_records() {
  ready || return 0
  all_tell mx1 mx2 mx3
  for i in 1 2 3 4 5 6 7 8 9 10
  do
    say mx1 "192.0.2.$i $bad"
    say mx2 "192.0.2.$i $good" "192.0.2.7 $bad"
    say mx3 "192.0.2.$((i / 2)) $good"
  done
  await has_lines mx1 40
  await same_logs mx1 mx2 mx3
  assert_each_line_once mx1 mx1 mx2 mx3
  assert_same_records mx1 mx2 mx3
}

test_a_rebuild_gives_what_the_others_have() {
  ready || return 0
  all_tell mx1 mx2
  say mx1 "192.0.2.7 $bad" "192.0.2.8 $good"
  all_hear mx1 mx2
  at mx2 qkarma-fold 2>/dev/null
  assertEquals '' "$(at mx2 qkarma verify | grep -v -e good -e '^no ')"
  rm -f "$HOSTS/mx2/karma.cdb" "$HOSTS/mx2/recent.cdb"
  assertContains "$(at mx2 qkarma rebuild)" 'from base/'
  assert_same_records mx1 mx2
}

# A first host need not know anybody.
test_a_log_can_begin_with_nothing() {
  ready || return 0
  for one in mx4 mx5
  do
    host "$one"
  done
  assertContains "$(at mx4 qkarma share begin mx)" 'is the beginning of the log'
  copies mx5 mx4
  all_tell mx4 mx5
  say mx4 "192.0.2.7 $bad"
  await heard mx5 "$said"
  say mx5 "192.0.2.8 $good"
  all_hear mx4 mx5
  assert_each_line_once mx4 mx4 mx5
  assert_same_records mx4 mx5
  assertContains "$(at mx5 qkarma show 192.0.2.7)" 'days left'
  silent mx5
}

# On other hosts the same, by the engine's clock; it may not be ours.
test_a_line_from_the_future_is_bad_on_all_hosts() {
  ready || return 0
  all_tell mx1 mx2
  echo "$(($(date +%s) + 90000)) 192.0.2.6 $bad" | sign \
    >>"$HOSTS/mx1/journal/current"
  say mx1 "192.0.2.7 $bad"
  all_hear mx1 mx2
  assertContains "$(at mx2 qkarma-fold 2>&1)" ' 1 bad'
  assertContains "$(cat "$HOSTS/mx2/journal/bad")" 'from the future'
  assert_same_records mx1 mx2
}

# A host's own journal is rotated as ever, and told from one segment to the
# next.
test_a_rotated_journal_is_told_to_its_end() {
  ready || return 0
  all_tell mx1 mx2
  say mx1 "192.0.2.7 $bad"
  await heard mx2 "$said"
  QKARMA=$HOSTS/mx1 begun_long_ago
  at mx1 qkarma-fold 2>/dev/null
  assertTrue 'it was rotated' "[ -e $HOSTS/mx1/journal/mx1.0000000001 ]"
  say mx1 "192.0.2.8 $bad"
  await heard mx2 "$said"
  assert_each_line_once mx2 mx1
  assertNotContains "$(cat "$HOSTS/mx2/hear.log")" missing
}

# A program that is killed between any two of its system calls goes on where it
# was; the engine loses its last second, or its newest entries; and all of that
# again and again.
test_nothing_is_lost_whoever_is_killed() {
  ready || return 0
  rounds=${QKARMA_FULL:+40}
  for round in $(seq "${rounds:-8}")
  do
    all_tell mx1 mx2 mx3
    for i in 1 2 3 4 5
    do
      say mx1 "192.0.2.$i $bad" "192.0.2.9 $good"
      say mx2 "192.0.2.$i $good"
      say mx3 "192.0.2.$((i + round)) $bad"
      for one in mx1 mx2 mx3
      do
        at "$one" timeout -s KILL "0.0$((round % 4))$i" qkarma-fold 2>/dev/null
      done
    done
    for one in mx1 mx2 mx3
    do
      kill -KILL $(cat "$HOSTS/$one"/*.pid) 2>/dev/null
      silent "$one"
    done
    [ $((round % 3)) = 0 ] || continue
    unengine
    loses_its_tail $((round * 300))
    engine
  done
  all_tell mx1 mx2 mx3
  say mx1 "192.0.2.77 $good"
  await supervised 'mx1 mx2 mx3' all_have_it
  await same_logs mx1 mx2 mx3
  for one in mx1 mx2 mx3
  do
    silent "$one"
  done
  assert_each_line_once mx1 mx1 mx2 mx3
  assert_same_records mx1 mx2 mx3
}

all_have_it() {
  [ "$(log_of mx1 | grep -c '')" = "$(cat "$HOSTS"/mx?/journal/mx* \
    "$HOSTS"/mx?/journal/current 2>/dev/null | grep -a 'helo=line' |
    grep -c '')" ]
}

# What is not synced is lost with the machine; so much of the file's end.
loses_its_tail() {
  aof=$(ls "$ENGINE"/appendonlydir/*.incr.aof | tail -n 1)
  size=$(wc -c <"$aof")
  keep=$((size > 3000 + $1 ? size - $1 : size))
  head -c "$keep" "$aof" >"$aof.new"
  mv "$aof.new" "$aof"
}

# Nobody hears this one for a while. What it says to its clients meanwhile are
# its own lines; then it is as if it had never been away.
test_a_host_that_is_cut_off_goes_on_alone_and_comes_back() {
  ready || return 0
  all_tell mx1 mx2
  say mx2 "192.0.2.3 $good"
  all_hear mx1 mx2
  silent mx2
  say_of_old mx2 "192.0.2.8 $bad"
  at mx2 qkarma-hear -a 1 2>"$SHUNIT_TMPDIR/alone"
  assertContains "$(cat "$SHUNIT_TMPDIR/alone")" 'count here alone'
  at mx2 qkarma-fold -f 2>/dev/null
  assertContains "$(at mx2 qkarma show 192.0.2.8)" 'days left'
  assertContains "$(at mx2 qkarma share)" 'for the time being'
  say mx1 "192.0.2.9 $bad" "192.0.2.9 $good"
  await heard mx1 "$said"
  all_tell mx2
  await heard mx1 "$((said - 2))"
  await same_logs mx1 mx2
  assertNotContains "$(cat "$HOSTS/mx2/common/current")" '#@ A-'
  assertFalse 'what was before is left' "[ -e $HOSTS/mx2/alone-karma.cdb ]"
  assert_each_line_once mx2 mx1 mx2
  assert_same_records mx1 mx2
}

# The engine is away, and each has its own lines alone. Who boxed whom meanwhile
# is a matter of the common log once it is back.
test_all_hosts_are_alone_and_come_together() {
  ready || return 0
  all_tell mx1 mx2 mx3
  for one in mx1 mx2 mx3
  do
    say "$one" "192.0.2.3 $good"
  done
  await all_have_it
  await same_logs mx1 mx2 mx3
  unengine
  for one in mx1 mx2 mx3
  do
    silent "$one"
    say_of_old "$one" "192.0.2.8 $bad"
    say "$one" "192.0.2.9 $good"
    at "$one" qkarma-hear -a 1 2>/dev/null
    at "$one" qkarma-fold 2>/dev/null
    assertContains "$one" "$(at "$one" qkarma show 192.0.2.8)" 'days left'
  done
  assertFalse 'each has its own' 'same_logs mx1 mx2'
  engine
  await supervised 'mx1 mx2 mx3' all_have_it
  await supervised 'mx1 mx2 mx3' same_logs mx1 mx2 mx3
  assertNotContains "$(cat "$HOSTS"/mx?/common/current)" '#@ A-'
  assert_each_line_once mx1 mx1 mx2 mx3
  assert_same_records mx1 mx2 mx3
}

test_a_host_whose_lines_are_heard_is_not_alone() {
  ready || return 0
  say mx2 "192.0.2.8 $bad"
  at mx2 qkarma-hear -a 1 2>"$SHUNIT_TMPDIR/alone"
  assertNull "$(cat "$SHUNIT_TMPDIR/alone")"
  assertNotContains "$(at mx2 qkarma share)" alone
}

test_two_tell_as_one_host() {
  ready || return 0
  tells mx1
  say mx1 "192.0.2.8 $bad"
  all_tell mx2
  await heard mx2 "$said"
  tells mx1
  await another_line_and_one_is_gone
  all_hear mx2
  assert_each_line_once mx2 mx1
}

# Both must be there for that.
another_line_and_one_is_gone() {
  say mx1 "192.0.2.8 $bad"
  grep -q 'two machines tell as this host' "$HOSTS/mx1/tell.log"
}

test_two_do_not_hear_for_one_host() {
  ready || return 0
  hears mx1
  hears mx1
  await grep -q 'another qkarma-hear is running' "$HOSTS/mx1/hear.log"
}

test_an_empty_engine_is_filled_again_by_any_host() {
  ready || return 0
  all_tell mx1 mx2 mx3
  say mx1 "192.0.2.8 $bad"
  all_hear mx1 mx2 mx3
  silent mx3
  say mx1 "192.0.2.9 $bad"
  await heard mx2 "$said"
  silent mx1
  silent mx2
  new_engine
  engine
  for one in mx1 mx2
  do
    assertContains "$(client "$one" qkarma-hear 2>&1)" 'it is empty'
    assertContains "$(client "$one" qkarma-tell 2>&1)" 'it is empty'
  done
  assertContains "$(client mx3 qkarma share refill 2>&1)" \
    'in the engine again'
  assertContains "$(client mx2 qkarma share refill 2>&1)" 'it is not empty'
  all_tell mx1 mx2 mx3
  say mx2 "192.0.2.10 $bad"
  await supervised 'mx1 mx2 mx3' heard mx3 "$said"
  await supervised 'mx1 mx2 mx3' heard mx3 "$((said - 1))"
  await same_logs mx1 mx2 mx3
  assert_each_line_once mx3 mx1 mx2 mx3
  assert_same_records mx1 mx2 mx3
}

test_who_was_away_for_longer_than_the_engine_keeps_says_so() {
  ready || return 0
  all_tell mx1 mx2
  say mx1 "192.0.2.8 $bad"
  await heard mx2 "$said"
  silent mx2
  say mx1 "192.0.2.9 $bad"
  await heard mx1 "$said"
  redis xtrim qkarma:mx:log MAXLEN 1 >/dev/null
  assertContains "$(client mx2 qkarma-hear 2>&1)" 'there is a gap'
  cp -p "$HOSTS"/mx1/common/current "$HOSTS/mx2/common/"
  all_tell mx2
  say mx2 "192.0.2.10 $bad"
  await heard mx1 "$said"
  await same_logs mx1 mx2
  assert_same_records mx1 mx2
}

test_a_new_host_goes_on_from_what_another_knows() {
  ready || return 0
  all_tell mx1 mx2
  say mx1 "192.0.2.8 $bad"
  await heard mx1 "$said"
  at mx1 qkarma-fold -f 2>/dev/null
  joins mx4 mx1
  all_tell mx4
  await test -d "$HOSTS/mx4/base"
  say mx1 "192.0.2.8 $good"
  await heard mx4 "$said"
  await same_logs mx1 mx2 mx4
  assert_same_records mx1 mx4
}

test_share_seed_makes_a_new_host_and_fills_a_gap() {
  ready || return 0
  [ -x "$(command -v rsync)" ] || unpacked rsync || return 0
  all_tell mx1
  say mx1 "192.0.2.8 $bad"
  await heard mx1 "$said"
  at mx1 qkarma-fold -f 2>/dev/null
  host mx4
  seeds mx4 mx1 || { fail 'it does not seed'; return; }
  assertTrue 'the secret' \
    "cmp -s $HOSTS/mx1/control/secret $HOSTS/mx4/control/secret"
  assertEquals 'its name' mx4 "$(cat "$HOSTS/mx4/control/host")"
  say mx1 "192.0.2.9 $bad"
  await heard mx1 "$said"
  redis xtrim qkarma:mx:log MAXLEN 1 >/dev/null
  assertContains "$(client mx4 qkarma-hear 2>&1)" 'there is a gap'
  seeds mx4 mx1 || fail 'it does not seed'
  all_tell mx4
  say mx4 "192.0.2.10 $bad"
  await heard mx1 "$said"
  await same_logs mx1 mx4
  assert_same_records mx1 mx4
}

# As INSTALL has it: the key may read that directory, and nothing else.
test_share_seed_with_a_key_that_may_only_read() {
  ready || return 0
  [ -x "$(command -v rsync)" ] || unpacked rsync || return 0
  [ -x /usr/bin/python3 ] || { skipped 'rrsync needs python3'; return 0; }
  all_tell mx1
  say mx1 "192.0.2.8 $bad"
  await heard mx1 "$said"
  at mx1 qkarma-fold -f 2>/dev/null
  host mx4
  may_only_read "$HOSTS/mx1"
  at mx4 env PEER_HOME=. RSYNC="$rsync -tc -e $SHUNIT_TMPDIR/ssh" \
    sh "$ROOT/run/share/share-seed" root@peer || fail 'it does not seed'
  all_tell mx4
  say mx4 "192.0.2.10 $bad"
  await heard mx1 "$said"
  await same_logs mx1 mx4
  assert_same_records mx1 mx4
  "$rsync" -e "$SHUNIT_TMPDIR/ssh" "$SHUNIT_TMPDIR/ssh" root@peer:./new \
    2>/dev/null
  assertFalse 'it wrote' "[ -e $HOSTS/mx1/new ]"
  unset LD_LIBRARY_PATH
}

# An ssh that goes nowhere, where `rrsync -ro DIRECTORY` is the forced command.
may_only_read() {
  rsync=$(command -v rsync) || rsync=$FETCHED/rsync/usr/bin/rsync
  LD_LIBRARY_PATH=$(echo "$FETCHED"/rsync/usr/lib/*-linux-*)
  export LD_LIBRARY_PATH
  sed "s|^RSYNC = .*|RSYNC = '$rsync'|" "${rsync%/*}/rrsync" \
    >"$SHUNIT_TMPDIR/rrsync"
  printf '#!/bin/sh\nshift 3\nSSH_ORIGINAL_COMMAND="$*" exec %s -ro %s\n' \
    "$SHUNIT_TMPDIR/rrsync" "$1" >"$SHUNIT_TMPDIR/ssh"
  chmod +x "$SHUNIT_TMPDIR/rrsync" "$SHUNIT_TMPDIR/ssh"
}

test_an_engine_that_is_full_is_said_to_be() {
  ready || return 0
  redis config set maxmemory 1mb >/dev/null
  say mx1 "192.0.2.8 $bad"
  redis set filler "$(head -c 100000 /dev/zero | tr '\0' x)" >/dev/null
  redis config set maxmemory 1 >/dev/null
  assertContains "$(client mx1 qkarma-tell 2>&1)" 'it is full'
}

test_what_is_no_entry_stops_who_hears() {
  ready || return 0
  redis xadd qkarma:mx:log '*' h mx1 n 1 r 0123456789abcdef o 0 d 'no end' \
    >/dev/null
  assertContains "$(client mx1 timeout 60 qkarma-hear 2>&1)" 'that is no entry'
  assertNotContains "$(cat "$HOSTS/mx1/common/current")" 'no end'
}

# How often the engine was given this command.
asked() {
  redis info commandstats | sed -n "s/^cmdstat_$1:calls=\([0-9]*\),.*/\1/p"
}

# While the disk is waited for there come new lines; they are told together.
test_who_tells_rests_though_lines_come_all_the_time() {
  ready || return 0
  tells mx1 -o -i 1000
  line=$(echo "$(date +%s) 192.0.2.7 $good" | sign)
  began=$(date +%s)
  while [ "$(date +%s)" -lt $((began + 4)) ]
  do
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20
    do
      echo "$line"
    done
  done >>"$HOSTS/mx1/journal/current"
  size=$(wc -c <"$HOSTS/mx1/journal/current")
  await told_up_to mx1 "$size"
  most=$((size / 65536 + 2 * ($(date +%s) - began + 2)))
  entries=$(redis xlen qkarma:mx:log)
  assertTrue "$entries entries, $most at most" "[ $entries -le $most ]"
}

told_up_to() {
  redis get "qkarma:mx:at:$1" | grep -q " $2\$"
}

# A power failure takes no line from the journal that others have: it was synced
# before, with all that was there then.
test_what_is_told_was_synced_before() {
  ready || return 0
  tracing || return 0
  tells_a_backlog
  say mx1 "192.0.2.7 $good"
  all_is_told
  assertEquals 'four entries, and one' 'sync tell tell tell tell sync tell' \
    "$(what_it_does sync tell)"
}

# A few lines are not worth an entry of their own when others come all the time.
test_what_is_left_behind_whole_entries_waits_for_the_pause() {
  ready || return 0
  tracing || return 0
  tells_a_backlog
  assertEquals 'sync tell tell tell rest tell' \
    "$(what_it_does sync tell rest | cut -d ' ' -f 1-6)"
}

# Three whole entries, and a part of one.
tells_a_backlog() {
  line=$(echo "$(date +%s) 192.0.2.7 $good" | sign)
  awk -v line="$line" 'BEGIN { while (i++ < 3000) print line }' \
    >>"$HOSTS/mx1/journal/current"
  trace=$SHUNIT_TMPDIR/trace
  (ASAN_OPTIONS=detect_leaks=0 client mx1 strace -D -o "$trace" \
    -e trace=fdatasync,write,poll,ppoll qkarma-tell 2>/dev/null) &
  echo $! >"$HOSTS/mx1/tell.pid"
  all_is_told
}

# Of what was traced until its end: these, in their order.
what_it_does() {
  silent mx1
  await grep -q '^+++ ' "$trace"
  sed -n 's/^fdatasync.*/sync/p; s/^write(6, .*MULTI.*/tell/p
    s/^p*poll(.*/rest/p' "$trace" | grep -x "$(printf '%s\n' "$@")" |
    tr '\n' ' ' | sed 's/ $//'
}

tracing() {
  strace -o /dev/null true 2>/dev/null || skipped 'needs strace'
}

all_is_told() {
  await told_up_to mx1 "$(wc -c <"$HOSTS/mx1/journal/current")"
}

test_who_hears_asks_once_whenever_it_is_woken() {
  ready || return 0
  tells mx1 -o
  hears mx2
  say mx1 "192.0.2.7 $good"
  await heard mx2 "$said"
  redis config resetstat >/dev/null
  for i in 1 2 3 4 5 6 7 8
  do
    say mx1 "192.0.2.7 $good"
    await heard mx2 "$said"
  done
  woken=$(asked xread) read=$(asked xrange)
  assertTrue "woken $woken times, it read $read times" \
    "[ $read -ge 8 ] && [ $read -le $((woken + 1)) ]"
}

test_going_back_far_takes_few_questions() {
  ready || return 0
  hears mx2
  i=0
  while [ "$((i += 1))" -le 100 ]
  do
    printf 'xadd qkarma:mx:log * h mx9 n 1 r 0123456789abcdef o %s d "@%s\\n"\n' \
      "$i" "$i"
  done | redis >/dev/null
  await has_lines mx2 100
  silent mx2
  redis xdel qkarma:mx:log $(redis --raw xrange qkarma:mx:log - + |
    grep -a '^[0-9]*-[0-9]*$' | sed 1,10d) >/dev/null
  redis config resetstat >/dev/null
  hears mx2
  await grep -q 'back to byte' "$HOSTS/mx2/hear.log"
  questions=$(asked xrange)
  assertTrue "$questions questions" "[ $questions -le 15 ]"
  assertEquals 10 "$(log_of mx2 | grep -c '^@[0-9]*$')"
}

# The engine that is there, with the users of run/share; we are mx1.
engine_with_users() {
  sed "s/#SHA256/>secret/; s/LOG/mx/g; s/HOST/mx1/g" \
    "$ROOT/run/share/users.acl" >"$ENGINE/users.acl"
  unengine
  engine --aclfile "$ENGINE/users.acl"
  QKARMA_USER=mx1 QKARMA_PASSWORD=secret
  export QKARMA_USER QKARMA_PASSWORD
}

# mx1 says this, and has it back from the engine.
tells_and_hears() {
  all_tell mx1
  say mx1 "$1"
  await heard mx1 "$said"
  silent mx1
}

# When it starts it reads its own file back as the default user.
test_an_engine_with_users_keeps_what_it_has() {
  ready || return 0
  engine_with_users
  tells_and_hears "192.0.2.8 $bad"
  engine_with_users
  tells_and_hears "192.0.2.9 $bad"
  assertNotContains "$(cat "$HOSTS/mx1/hear.log")" 'it is empty'
  new_engine
  engine_with_users
  assertContains "$(client mx1 qkarma-hear 2>&1)" 'it is empty'
  QKARMA_USER=refill
  assertContains "$(client mx1 qkarma share refill 2>&1)" 'in the engine again'
  unset QKARMA_USER QKARMA_PASSWORD
  assert_each_line_once mx1 mx1
}

# The user of a host may do what tell and hear do, and nothing else.
test_the_acl_lets_a_host_do_what_it_has_to() {
  ready || return 0
  engine_with_users
  tells_and_hears "192.0.2.8 $bad"
  QKARMA_PASSWORD=guessed
  assertContains "$(client mx1 qkarma-hear 2>&1)" WRONGPASS
  unset QKARMA_USER QKARMA_PASSWORD
  assertContains "$(client mx1 qkarma-hear 2>&1)" NOAUTH
  for command in 'del qkarma:mx:log' 'set qkarma:mx:at:mx2 x' 'keys x' \
    flushall 'xtrim qkarma:mx:log MAXLEN 0' 'config get dir' \
    'get qkarma:other:at:mx1'
  do
    assertContains "$command" \
      "$(redis --user mx1 --pass secret --no-auth-warning $command 2>&1)" NOPERM
  done
}

. shunit2
