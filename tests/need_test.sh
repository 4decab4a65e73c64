# run/need, which installs what is missing, and nothing when nothing is. dpkg
# is given a list of its own of what is installed.

. "$(dirname "$0")/lib.sh"

# So that nothing is installed when it thinks otherwise: no root and no sudo.
need() {
  mkdir -p "$SHUNIT_TMPDIR/dpkg" "$SHUNIT_TMPDIR/bin"
  for package in $installed
  do
    printf '%s\n' "Package: $package" 'Status: install ok installed' \
      'Maintainer: x' 'Architecture: all' 'Version: 1' 'Description: x' ''
  done >"$SHUNIT_TMPDIR/dpkg/status"
  printf '%s\n' '#!/bin/sh' 'echo 1000' >"$SHUNIT_TMPDIR/bin/id"
  printf '%s\n' '#!/bin/sh' 'exit 1' >"$SHUNIT_TMPDIR/bin/sudo"
  chmod +x "$SHUNIT_TMPDIR/bin/id" "$SHUNIT_TMPDIR/bin/sudo"
  DPKG_ADMINDIR=$SHUNIT_TMPDIR/dpkg PATH=$SHUNIT_TMPDIR/bin:$PATH \
    sh "$ROOT/run/need" "$@" 2>&1
}

setUp() {
  command -v dpkg-query >/dev/null || skipped 'needs dpkg'
}

test_nothing_when_all_is_there() {
  installed='make ucspi-tcp'
  assertNull "$(need make ucspi-tcp)"
}

test_one_of_two_will_do() {
  for installed in ucspi-tcp ucspi-tcp-ipv6
  do
    assertNull "$installed" "$(need 'ucspi-tcp|ucspi-tcp-ipv6')"
  done
}

test_the_first_of_two_is_named_if_there_is_neither() {
  installed=make
  assertEquals 'packages are missing; type this, then come back:
  sudo apt-get install --no-remove --no-install-recommends ucspi-tcp swaks' \
    "$(need make 'ucspi-tcp|ucspi-tcp-ipv6' swaks)"
}

. shunit2
