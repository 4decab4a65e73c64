# A real name server with a zone of ours: rbldnsd, for tests of lists.

# serve_zone FILE: serves it as karma.example.org on a free port of 127.0.0.1, in
# the foreground; leaves that in $ZONE_PORT. rbldnsd says nothing of the port it
# was given for 0, so ports are tried.
serve_zone() {
  [ "$(id -u)" = 0 ] && unprivileged='-u nobody' || unprivileged=
  zone_of=${1%/*}
  ZONE_PORT=$((10000 + $$ % 20000))
  for try in 1 2 3 4 5 6 7 8 9
  do
    ZONE_PORT=$((ZONE_PORT + 7))
    rbldnsd -n $unprivileged -w "$zone_of" -b 127.0.0.1/$ZONE_PORT \
      "karma.example.org:combined:${1##*/}" >"$zone_of/rbldnsd.log" 2>&1 &
    ZONE=$!
    await zone_up
    kill -0 $ZONE 2>/dev/null && return
  done
  fail "rbldnsd does not start: $(cat "$zone_of/rbldnsd.log")"
}

unserve_zone() {
  [ -z "${ZONE-}" ] || kill "$ZONE" 2>/dev/null
  [ -z "${ZONE-}" ] || wait "$ZONE" 2>/dev/null
  ZONE=
}

# It answers, or has ended; somebody else may answer at a port that it cannot
# have.
zone_up() {
  ! kill -0 $ZONE 2>/dev/null ||
    { grep -q 'listening on' "$zone_of/rbldnsd.log" &&
      [ -n "$(ask 2.0.0.127 A)" ]; }
}

# ask NAME TYPE: what it answers.
ask() {
  dig +short +tries=1 +time=2 -p "$ZONE_PORT" @127.0.0.1 \
    "$1.karma.example.org" "$2" | grep -v '^;'
}
