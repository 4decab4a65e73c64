# The supervisors under which run/ has services: s6, daemontools and runit.
# Sourced behind tests/lib.sh. KIND is the one that is tried, and its services
# are in ./service.

PATH=$FETCHED/runit/usr/bin:$PATH

# What each supervisor calls it: start SCAN, the pid of a service, and tell one
# or several to restart, go down, come up, or rotate their logs.
daemontools_scan() { exec svscan service; }
daemontools_pid() { svstat "service/$1" | sed 's/.* up (pid \(.*\)).*/\1/'; }
daemontools_restart() { svc -t "service/$1"; }
daemontools_kill() { svc -k "service/$1"; }
daemontools_down() { svc -d "service/$1"; }
daemontools_up() { svc -u "service/$1"; }
daemontools_rotate() { svc -a "service/$1/log"; }
daemontools_stop() {
  kill "$SCAN"
  svc -dx service/* service/*/log
}

s6_scan() { exec s6-svscan service; }
s6_pid() { s6-svstat -o pid "service/$1"; }
s6_restart() { s6-svc -t "service/$1"; }
s6_kill() { s6-svc -k "service/$1"; }
s6_down() { s6-svc -d "service/$1"; }
s6_up() { s6-svc -u "service/$1"; }
s6_rotate() { s6-svc -a "service/$1/log"; }
s6_stop() { s6-svscanctl -t service; }

runit_scan() { exec runsvdir service; }
runit_pid() { cat "service/$1/supervise/pid"; }
runit_restart() { sv term "./service/$1" >/dev/null; }
runit_kill() { sv kill "./service/$1" >/dev/null; }
runit_down() { sv down "./service/$1" >/dev/null; }
runit_up() { sv up "./service/$1" >/dev/null; }
runit_rotate() { sv alarm "./service/$1/log" >/dev/null; }
runit_stop() { kill -HUP "$SCAN"; }

pid() {
  "${KIND}_pid" "$1" 2>/dev/null | grep -x '[1-9][0-9]*'
}

# A process of this service is there, and it is not the one that was.
has_new_pid() {
  now=$(pid "$1") && [ "$now" != "$2" ]
}

# None of these processes is there any more.
gone() {
  for process
  do
    ! kill -0 "$process" 2>/dev/null || return
  done
}
