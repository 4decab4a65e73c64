# A name server that lies (tests/unit/liar.c), for tests that ask the DNS.

# lie NAME [LINE...]: starts one with this configuration (or stdin's); leaves
# its port in $LIAR_PORT, the option that names it in $LIAR, its log in
# $LIAR_LOG. Never at the end of a pipe, which would keep all that to itself. It
# listens at $LIAR_AT, `PORT ADDRESS`, if that is set.
lie() {
  liar_conf=$SHUNIT_TMPDIR/$1.conf
  LIAR_LOG=$SHUNIT_TMPDIR/$1.asked
  rm -f "$SHUNIT_TMPDIR/$1.port"
  if [ $# = 1 ]
  then
    cat >"$liar_conf"
  else
    liar_name=$1
    shift
    printf '%s\n' "$@" >"$liar_conf"
    set -- "$liar_name"
  fi
  liar "$LIAR_LOG" ${LIAR_AT-} <"$liar_conf" >"$SHUNIT_TMPDIR/$1.port" &
  LIARS="${LIARS-} $!"
  await test -s "$SHUNIT_TMPDIR/$1.port" || return
  LIAR_PORT=$(cat "$SHUNIT_TMPDIR/$1.port")
  LIAR="127.0.0.1 $LIAR_PORT"
}

# Ends all of them.
unlie() {
  [ -z "${LIARS-}" ] || kill $LIARS 2>/dev/null
  [ -z "${LIARS-}" ] || wait $LIARS 2>/dev/null
  LIARS=
}

# What was asked, in order: `1 a.test` (A is 1, PTR 12, MX 15, AAAA 28).
asked() {
  cut -d ' ' -f 3- "$LIAR_LOG"
}
