# Who takes part: the floor, ours, and what Debian offers.

# connections SESSION NAME PROGRAM...: under tcpserver.
connections() {
  play=bench/sessions/$1 name=$2
  shift 2
  take load ${from:+-f $from} -t 300 -n "$count" "$play" "$@"
}

# What a connection costs whose program does nothing.
floor() {
  with_fast connections closed noop.fast "$fast/noop.fast"
  connections closed noop "$own/noop"
}

# Our own program, both builds, with the backend that is named.
ours() {
  session=$1
  shift
  with_fast connections "$session" "qkarma.fast+$1" \
    "$fast/qkarma-smtpd" "$@"
  connections "$session" "qkarma+$1" "$own/qkarma-smtpd" "$@"
}

ours_maildir() {
  with_fast connections "$1" qkarma.fast+maildir.fast \
    "$fast/qkarma-smtpd" "$fast/qkarma-maildir"
  connections "$1" qkarma+maildir "$own/qkarma-smtpd" \
    "$own/qkarma-maildir"
}

# Without a backend that is named: the embedded one, by a fork.
ours_embedded() {
  with_fast connections "$1" qkarma.fast+fork "$fast/qkarma-smtpd"
  connections "$1" qkarma+fork "$own/qkarma-smtpd"
}

# qkarma-server, both builds: by_server SESSION SUFFIX [BACKEND...]
by_server() {
  served_session=$1 served_suffix=$2
  shift 2
  with_fast own "$served_session" "server.fast$served_suffix" "$count" \
    sh bench/server_at "$fast/qkarma-server" "$@"
  own "$served_session" "server$served_suffix" "$count" \
    sh bench/server_at "$own/qkarma-server" "$@"
}

# forking SESSION OPTIONS REPLY...: what a process for each client costs that
# knows nothing, where one process accepts and forks, and where two do.
forking() {
  forking_session=$1 forking_options=$2
  shift 2
  for processes in 1 2
  do
    with_fast own "$forking_session" "forking$processes.fast" "$count" \
      sh -c 'exec forking.fast "$0" "$PORT" "$@"' \
      "-$processes$forking_options" "$@"
  done
}

# The backends alone.
bare() {
  connections "$1" smtpfront-echo smtpfront-echo accept
  with_fast connections "$1" maildir.fast "$fast/qkarma-maildir"
  connections "$1" maildir "$own/qkarma-maildir"
}

# --- Servers of their own. They must be installed, and be started as root; one
# that does not start here does not take part.

# can NAME PROGRAM
can() {
  if ! command -v "$2" >/dev/null 2>&1
  then
    skip "$1" 'not installed (sh bench/peers)'
    return 1
  elif [ "$(id -u)" != 0 ]
  then
    skip "$1" 'needs root'
    return 1
  fi
}

# Why it did not go: its own last word, or that of the program that measures.
why() {
  { cat "$work/log"; grep -v '^load: ' "$work/log"; } | tr -d '\r' |
    grep . | tail -n 1 | cut -c 1-60
}

# own SESSION NAME COUNT PROGRAM...
own() {
  play=bench/sessions/$1 name=$2 own_count=$3
  shift 3
  if load ${from:+-f $from} -s -t 300 -n "$own_count" "$play" "$@" >"$work/own" 2>"$work/log"
  then
    take cat "$work/own"
  else
    skip "$name" "$(why)"
  fi
}

# postfix SESSION NAME LISTEN CLIENTS [SETTING...]
postfix() {
  postfix_session=$1 postfix_name=$2
  shift 2
  ! can "$postfix_name" postconf || own "$postfix_session" "$postfix_name" \
    "${postfix_count:-$count}" sh bench/postfix "$work/postfix" "$@"
}

# What karma is in qpsmtpd. It looks here first, and would change it.
qpsmtpd_karma=/var/lib/qpsmtpd/karma

# qpsmtpd SESSION [PLUGIN...]: needs some hundred times as long as others do.
qpsmtpd() {
  qpsmtpd_session=$1
  shift
  can qpsmtpd qpsmtpd-forkserver || return 0
  if [ -d "$qpsmtpd_karma" ]
  then
    skip qpsmtpd "$qpsmtpd_karma is in use"
    return
  fi
  own "$qpsmtpd_session" qpsmtpd "$(((count + 9) / 10))" sh bench/qpsmtpd \
    "$work/qpsmtpd" forkserver "$@"
}

# Our client is in the box of qpsmtpd's own karma.
qpsmtpd_boxed() {
  can qpsmtpd qpsmtpd-forkserver || return 0
  mkdir -p "$work/qpsmtpd"
  (
    cd "$work/qpsmtpd" || exit
    [ -e karma.dbm ] ||
      perl /usr/share/qpsmtpd/plugins/karma_tool capture 127.0.0.1
  ) >/dev/null 2>&1
  qpsmtpd "$@"
}
