# What the tests of the checks share; sourced behind tests/lib.sh. Clients
# come over two pipes, so that they can have any address.

. "$ROOT/tests/store.sh"
. "$ROOT/tests/front.sh"

# No test waits for early talkers but those of earlytalker.
EARLYTALKER_WAIT=0
export EARLYTALKER_WAIT

# What a client at this address hears must be what stdin says, with
# obedient-backend behind us: `client 192.0.2.7 [NAME=value...] <<END`.
client() {
  client_ip=$1
  shift
  expect_pipe env TCPREMOTEIP="$client_ip" TCPLOCALPORT=25 \
    TCPLOCALHOST=mx.example.org "$@" qkarma-smtpd -v obedient-backend
}

# Its ways to send one message, `client 192.0.2.7 <<END` and so on, in one
# word each.
sends() {
  client "$@" <<'END'
S: 220 obedient ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ok
C: RCPT TO:<b@example.org>
S: 250 ok
C: DATA
S: 354 go on
C: Subject: hello
C:
C: .
S: 250 queued
C: QUIT
S: 221 bye
S: <closed>
END
}

boxed() {
  client "$@" <<'END'
S: 220 mx.example.org ESMTP
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Sender ok.
C: RCPT TO:<b@example.org>
S: 421 4.7.1 You were naughty. You cannot connect for ...
S: <closed>
END
}

# For sed: takes out of a line of the log whose mail it was.
NO_WHOM='s/; from=<.*//'

# What was said of the last client, by this check: one line, and this one, but
# for whose mail it was (tests/whom_test.sh).
expect_word() {
  assertEquals "what $1 says" "$client_ip $1: $2" \
    "$(grep "^$client_ip $1: " "$PIPE_LOG" | sed "$NO_WHOM")"
}

# Connections that an address has had, folded: `past 192.0.2.7 6 g`, `past
# 192.0.2.7 3 n`: so many nice or naughty ones, a week ago, each an hour after
# the one before, the boxes that they led to long over.
past() {
  awk -v address="$1" -v n="$2" -v class="$3" -v now="$(date +%s)" 'BEGIN {
      while (i++ < n)
        print now - 604800 + i * 7200, address, 0, 0, 0, 0, class, "quit -" \
          (class == "n" ? " neg=1 pd=0.01 pm=30" : "")
    }' | journal
  fold
}

# So many recipients accepted and refused, now or so many seconds ago:
# `counted 192.0.2.7 SUCCESS PERMFAIL [SECONDS]`.
counted() {
  echo "$(($(date +%s) - ${4-0})) $1 0 $2 0 $3 - quit -" | journal
  fold
}

# So many addresses of a network were naughty or nice, lately: `many 192.0.2 30 n`.
many() {
  awk -v net="$1" -v n="$2" -v class="$3" -v now="$(date +%s)" 'BEGIN {
      while (i++ < n)
        print now - 900 - i, net "." i, 0, 0, 0, 0, class, "quit -" \
          (class == "n" ? " neg=1 pd=0.01 pm=30" : "")
    }' | journal
  fold
}

# It was naughty so many seconds ago, and is in the box for so many days.
naughty_ago() {
  echo "$(($(date +%s) - $2)) $1 -3 0 0 0 n quit - neg=1 pd=$3 pm=30" |
    journal
  fold
}

# What is known of a client, since the last fold.
record() {
  { cdb -q -m "$QKARMA/recent.cdb" "$1" 2>/dev/null ||
    cdb -q -m "$QKARMA/karma.cdb" "$1"; }
}
