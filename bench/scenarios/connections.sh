# Connections: processor time of all of the server's processes. In each round,
# one after the other.

box() {
  title='refused from the box, at once'
  use_home boxed
  KARMA_REJECT=1
  export KARMA_REJECT
  floor
  with_fast connections refused least.fast "$fast/least.fast"
  ours refused true
  by_server refused '' true
  unset KARMA_REJECT
  RBLSMTPD='you are listed' connections greeted rblsmtpd rblsmtpd true
  postfix dropped postscreen postscreen reject postscreen_denylist_action=drop
  postfix denied smtpd smtpd reject smtpd_delay_reject=no
  qpsmtpd_boxed closing 'karma reject 1'
}

rcpt() {
  title='from the box, refused at RCPT, without a backend'
  use_home boxed
  floor
  ours naughty true
  by_server naughty '' true
  forking naughty '' 220 250 250 421
  RBLSMTPD='you are listed' connections listed rblsmtpd rblsmtpd true
  SMTPREJECT='-you are listed' connections spurned mailfront \
    mailfront smtp echo reject accept
  # It greets after a second, at the earliest.
  postfix_count=10
  postfix blocked postscreen postscreen reject \
    postscreen_denylist_action=enforce postscreen_greet_wait=1s
  postfix_count=
  postfix barred smtpd smtpd reject
  qpsmtpd_boxed disposed 'karma reject naughty' 'naughty reject rcpt'
}

early() {
  title='an early talker, refused'
  use_home open
  EARLYTALKER_WAIT=1
  export EARLYTALKER_WAIT
  floor
  ours early true
  by_server early '' true
  forking early q 554
  EARLYTALKER_WAIT=$shortly
  postfix pregreet postscreen postscreen dunno postscreen_greet_action=drop
  qpsmtpd hasty earlytalker
}

# The whole session of a message of 4 KiB.
session() {
  title='a message of 4 KiB is accepted'
  use_home open
  connections session sink "$built/sink"
  bare session
  ours session smtpfront-echo accept
  ours_maildir session
  ours_embedded session
  by_server session +maildir
  postfix session smtpd smtpd permit
  postfix session postscreen+smtpd postscreen permit
  qpsmtpd session rcpt_ok "queue/maildir $work/qpsmtpd/spool/Maildir"
}

immune() {
  title='the same from an immune client'
  use_home open
  connections session sink "$built/sink"
  bare session
  RELAYCLIENT=
  export RELAYCLIENT
  ours session smtpfront-echo accept
  ours_maildir session
  ours_embedded session
  unset RELAYCLIENT
}

once() {
  play=bench/sessions/$1 name=$2
  shift 2
  take load ${from:+-f $from} -n 3 "$play" "$@"
}

relay() {
  title='a message of 50 MiB'
  unit='microseconds by the clock'
  use_home open
  column=2
  once bytes cat sh -c 'cat | cat >/dev/null'
  once large sink "$built/sink"
  with_fast once large qkarma.fast "$fast/qkarma-smtpd" "$built/sink"
  once large qkarma "$own/qkarma-smtpd" "$built/sink"
}
