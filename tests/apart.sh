# Sourced after lib.sh by tests that need accounts which this machine has not,
# or must not keep. The test file is run again, as root, in namespaces of its
# own: what is mounted there nobody else sees, and no process outlives it.
#
# STAGE is then a file system in memory, where other users can get at our
# programs (bin) and at what tests/fetch unpacked (FETCHED); /etc is one that
# knows the accounts of a host with qmail, qkarma and Exim. Each test begins with `apart || return`;
# where namespaces cannot be had, all of them count as skipped.

# The scratch place is asked for by the same call that will be needed later.
apart_possible() {
  [ "$(id -u)" = 0 ] &&
    unshare --mount --pid --fork mount -t tmpfs tmpfs "$1" 2>/dev/null
}

if [ -z "${APART-}" ]
then
  STAGE=$(mktemp -d)
  if apart_possible "$STAGE"
  then
    APART=yes
    export APART STAGE
    trap 'kill "$apart_pid"; rmdir "$STAGE"; exit 111' HUP INT TERM
    unshare --mount --pid --fork --kill-child sh "$0" "$@" &
    apart_pid=$!
    wait "$apart_pid"
    apart_code=$?
    rmdir "$STAGE"
    exit "$apart_code"
  fi
  rmdir "$STAGE"
  APART=no
fi

apart() {
  [ "$APART" = no ] || return 0
  skipped 'needs root and namespaces'
}

apart_etc() {
  mkdir "$STAGE/etc"
  printf '%s\n' root:x:0: qmail:x:950: nofiles:x:951: qkarma:x:952: \
    qkarmat:x:954: Debian-exim:x:953: mail:x:8: nogroup:x:65534: >"$STAGE/etc/group"
  printf '%s:/:/usr/sbin/nologin\n' root:x:0:0: alias:x:960:951: \
    qmaild:x:961:951: qmaill:x:962:951: qkarma:x:952:952: \
    qkarmat:x:964:954: Debian-exim:x:953:953: mail:x:8:8: nobody:x:65534:65534: \
    >"$STAGE/etc/passwd"
  printf '%s: files\n' passwd group hosts >"$STAGE/etc/nsswitch.conf"
  echo "127.0.0.1 localhost" >"$STAGE/etc/hosts"
  # A set-user-id program finds its libraries only where this file says.
  printf '%s\n' "$FETCHED"/*/usr/lib/*-linux-* >"$STAGE/etc/ld.so.conf"
  cp -a /etc/alternatives /etc/ld.so.cache "$STAGE/etc/" 2>/dev/null
  mount --bind "$STAGE/etc" /etc
  ldconfig -X 2>/dev/null
}

# set_variable FILE NAME VALUE: it must be there, at the start of a line.
set_variable() {
  grep -q "^$2=" "$1" || { fail "there is no $2 in $1"; return; }
  sed "s|^$2=.*|$2='$3'|" "$1" >"$1.new" && cat "$1.new" >"$1" && rm "$1.new"
}

if [ "$APART" = yes ]
then
  mount -t tmpfs -o mode=755 tmpfs "$STAGE" || exit 111
  cp -R "$BIN" "$STAGE/bin"
  PATH=$STAGE/bin:$PATH
  mkdir "$STAGE/fetched"
  mount --bind "$FETCHED" "$STAGE/fetched" 2>/dev/null
  FETCHED=$STAGE/fetched
  # Processes are asked for by the numbers that they have in here.
  mount -t proc proc /proc
  apart_etc
fi
