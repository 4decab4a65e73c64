# TLS: qkarma-tlsd and all that is under tcpserver, beside Postfix with the same
# certificate. Plain sessions go to the same servers: what STARTTLS adds is the
# difference.

# behind SESSION NAME PROGRAM...: under tcpserver, with a qkarma-tlsd if the
# state directory has certificates.
behind() {
  behind_session=$1 behind_name=$2
  shift 2
  own "$behind_session" "$behind_name" "${behind_count:-$count}" \
    sh bench/behind_tls "$@"
}

# postfix_tls SESSION NAME
postfix_tls() {
  postfix "$1" "$2" smtpd permit smtpd_tls_security_level=may \
    smtpd_tls_chain_files="$work/key,$work/certificate"
}

least_tls() {
  own "$1" "$2" "$count" least_tls "$work/certificate" "$work/key"
}

behind_both() {
  behind "$1" "$2" "$3/qkarma-smtpd" "$3/qkarma-maildir"
}

# all_versions NAME FUNCTION [DIRECTORY]: plain, 1.2 and 1.3, and what 1.3 adds.
all_versions() {
  versions=$1
  "$2" session "$versions:plain" "${3-}"
  "$2" tls12 "$versions:1.2" "${3-}"
  "$2" tls13 "$versions:1.3" "${3-}"
  difference "$versions:added" "$versions:1.3" "$versions:plain"
}

# Refused from the box, in place of the greeting and at RCPT.
in_the_box() {
  for box in boxed.tls boxed
  do
    use_home "$box"
    KARMA_REJECT=1 behind refused "$box" "$own/qkarma-smtpd" true
    behind naughty "$box:rcpt" "$own/qkarma-smtpd" true
  done
}

tls() {
  title='a message of 4 KiB is accepted, ECDSA; and one from the box is not'
  use_home open.tls
  all_versions smtpd postfix_tls
  all_versions least least_tls
  with_fast all_versions qkarma.fast+maildir.fast behind_both "$fast"
  all_versions qkarma+maildir behind_both "$own"
  in_the_box
}

# The daemon runs beside the plain ones, too: the difference is what a session
# takes of it, and of qkarma-smtpd.
tls_talking() {
  title="one of $held connections behind EHLO, with all that serves them"
  unit='KiB of memory (PSS)'
  use_home open.tls
  memory_of_its_own greeting qkarma:plain sh bench/behind_tls \
    "$own/qkarma-smtpd" "$built/sink"
  memory_of_its_own tls_greeting qkarma:1.3 sh bench/behind_tls \
    "$own/qkarma-smtpd" "$built/sink"
  difference qkarma:added qkarma:1.3 qkarma:plain
}

tls_relay() {
  title='a message of 40 MiB, to qkarma-maildir'
  use_home open.tls
  behind_count=3
  large_both qkarma+maildir "$own"
  with_fast large_both qkarma.fast+maildir.fast "$fast"
  behind_count=
}

large_both() {
  for large in plain tls
  do
    behind_both "${large}_large" "$1:$large" "$2"
    rm -f "$work"/Maildir/new/*
  done
}
