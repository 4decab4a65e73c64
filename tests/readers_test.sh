# Readers while databases are replaced under them: 1,000 commits of minor and
# major folds; 10,000 with QKARMA_FULL=1.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/store.sh"

COMMITS=${QKARMA_FULL:+10000} COMMITS=${COMMITS:-1000}

test_no_verdict_is_older_than_the_last_commit() {
  unit commits
  fresh_home
  # Others, so that karma.cdb is worth a few minor folds.
  seq 250 | sed 's/.*/1700000000 10.0.&.1 0 0 0 0 - quit -/' | journal
  fold
  said=$(commits "$COMMITS" 4 2>&1)
  assertEquals "exit code: $said" 0 $?
  echo "$said"
  minor=${said#*commits, } minor=${minor%% minor*}
  assertTrue "both kinds: $said" \
    "[ $minor -gt $((COMMITS / 4)) ] && [ $minor -lt $COMMITS ]"
}

. shunit2
