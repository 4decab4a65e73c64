# Sourced after lib.sh by tests that change a whole host: a package is installed,
# systemd runs as process 1. The host is this one as it stands, in namespaces of
# its own, with all that is written going into memory; its network is its own
# loopback. Nobody else sees any of it, and nothing is left.

# host SCRIPT: runs it there, under systemd with the services of a host that
# has no others (`host -q`: without systemd). Prints what it says. False: it
# failed, or such a host cannot be had. One at a time, whoever asks: they all
# have the control groups of this host.
host() {
  host_mode=run
  [ "$1" != -q ] || { host_mode=quiet; shift; }
  host_script=$1
  HOST_ROOT=$(mktemp -d)
  export HOST_ROOT
  {
    flock 9
    host_groups=$(find /sys/fs/cgroup -type d 2>/dev/null)
    host_boot 9<&-
    host_groups
  } 9</sys/fs/cgroup
  rmdir "$HOST_ROOT"
  cat "$SHUNIT_TMPDIR/said"
  return "$(cat "$SHUNIT_TMPDIR/code")"
}

# (unshare waits for its child whatever other signal comes.)
host_boot() {
  timeout -s KILL 300 unshare --mount --pid --fork --kill-child --net --uts \
    --cgroup sh "$ROOT/tests/host.sh" "$host_mode" "$host_script" "$ROOT" \
    >"$SHUNIT_TMPDIR/boot" 2>&1 </dev/null
}

# Can there be such hosts?
host_possible() {
  [ "$(id -u)" = 0 ] && command -v systemctl >/dev/null &&
    unshare --mount --pid --fork --net --uts --cgroup sh -c 'set -e
      mount -t tmpfs tmpfs /mnt
      mkdir /mnt/upper /mnt/work /mnt/root
      mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work \
        overlay /mnt/root' 2>/dev/null ||
    skipped 'needs root, systemd, namespaces and overlays'
}

# Control groups outlive whoever made them: those that were not there before go.
host_groups() {
  find /sys/fs/cgroup -depth -type d 2>/dev/null | grep -vxF "$host_groups" |
    while read -r group
    do
      rmdir "$group" 2>/dev/null
    done
}

# From here on it is the first process of those namespaces.
host_root() {
  mount --make-rprivate / && mount -t tmpfs tmpfs "$HOST_ROOT" &&
    mkdir "$HOST_ROOT/upper" "$HOST_ROOT/work" "$HOST_ROOT/root" &&
    mount -t overlay -o "lowerdir=/,upperdir=$HOST_ROOT/upper,workdir=$HOST_ROOT/work" \
      overlay "$HOST_ROOT/root" &&
    cd "$HOST_ROOT/root" && mount --rbind /dev dev && mount --rbind /sys sys &&
    mount -t proc proc proc && mount -t tmpfs tmpfs run &&
    mkdir -p run/systemd run/lock ".$SHARED" ".$TREE" &&
    mount --bind "$SHARED" ".$SHARED" && mount --bind "$TREE" ".$TREE"
}

# A root of its own and no chroot, in which nobody may make user namespaces.
# host_enter [VARIABLE...] PROGRAM...: nothing of the environment of tests, for
# that host has a qkarma of its own.
host_enter() {
  mkdir old && pivot_root . old && exec chroot . env -i \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# What starts when a host does is not started: only what is asked for.
host_units() {
  rm -rf etc/systemd/system/*.wants lib/systemd/system/*.wants \
    usr/local/bin/qkarma* usr/sbin/policy-rc.d
  printf '%s\n' '[Unit]' 'Description=the test' 'After=basic.target' \
    'Requires=basic.target' >etc/systemd/system/test.target
  printf '%s\n' '[Service]' "ExecStart=sh $TREE/tests/host.sh script $1" \
    "Environment=SHARED=$SHARED TREE=$TREE" "StandardOutput=file:$SHARED/said" \
    "StandardError=file:$SHARED/said" >etc/systemd/system/test.service
  mkdir etc/systemd/system/test.target.wants
  ln -s ../test.service etc/systemd/system/test.target.wants/
}

# As systemd's service, or alone: the script, its exit code, and the end.
host_script() {
  cd "$SHARED" && sh -e "$1"
  echo $? >"$SHARED/code"
}

case ${1-} in
  run|quiet)
    TREE=$3 SHARED=$(dirname "$2")
    echo 111 >"$SHARED/code"
    : >"$SHARED/said"
    host_root || exit 111
    [ "$1" = run ] || host_enter TREE="$TREE" SHARED="$SHARED" \
      sh "$TREE/tests/host.sh" script "$2" >"$SHARED/said" 2>&1
    host_units "$2"
    mkdir run/systemd/system
    host_enter container=docker /lib/systemd/systemd --system \
      --unit=test.target --log-target=console
    ;;
  script)
    host_script "$2"
    [ ! -d /run/systemd/system ] || kill -s RTMIN+14 1
    ;;
esac
