# What the tests share; sourced first by every tests/*_test.sh. BIN is where
# the programs are; each test file gets a scratch directory of its own, and a
# state directory in it by `fresh_home`.

ROOT=$(cd "$(dirname "$0")/.." && pwd)
BIN=${BIN:-$ROOT/bin}
PATH=$BIN:$PATH
DATA=$ROOT/tests/data
export PATH
unset RELAYCLIENT WHITELISTCLIENT WHITELISTHOST QKARMA

# A new state directory, in $QKARMA.
fresh_home() {
  QKARMA=$(mktemp -d "$SHUNIT_TMPDIR/home.XXXXXX")
  export QKARMA
  qkarma init >/dev/null
}
