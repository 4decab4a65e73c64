# Where the path of MAIL and RCPT ends: our checks see the sender that the
# server behind takes, and no parameter reaches it that we have not seen.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/apart.sh"

EXIM=$STAGE/exim4
QMAIL=${QMAIL:-/var/qmail}    # where a qmail is, if there is one
TCPREMOTEIP=192.0.2.1
export TCPREMOTEIP

oneTimeSetUp() {
  unit argument
}

# `reads WANT ARGUMENT...`: so is each of them, in printf's language, read
# behind MAIL.
reads() {
  wanted=$1
  shift
  for argument
  do
    assertEquals "$argument" "$wanted" \
      "$(printf "MAIL $argument\\r\\n" | argument read)"
  done
}

test_a_path_as_it_should_be() {
  reads '250 a@b.example' 'FROM:<a@b.example>' 'from:<a@b.example> size=5' \
    'FROM:<a@b.example> BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=x AUTH=<>' \
    'FROM:<@r.example:a@b.example>' 'FROM:<@r.example,@s.example:a@b.example>'
  reads '250 ' 'FROM:<>'
}

test_a_path_with_quotes_and_backslashes() {
  reads '250 a > b@c.example' 'FROM:<"a > b"@c.example>' \
    'FROM:<a" > "b@c.example>' 'FROM:<a\\ \\> b@c.example>'
  reads '250 a"b@c.example' 'FROM:<a\\"b@c.example>' \
    'FROM:<"a\\"b"@c.example>'
}

# What printers and scanners send.
test_a_path_with_something_around_it() {
  reads '250 a@b.example' 'FROM: <a@b.example>' 'FROM : <a@b.example>' \
    'FROM:Printer <a@b.example>' 'FROM: Ann Smith <a@b.example>' \
    'FROM:"Ann" <a@b.example> SIZE=5' 'FROM:Ann (2nd) <a@b.example>' \
    '<a@b.example>' 'FROM:< a@b.example >' 'FROM:<a@b.example> (Ann)' \
    'FROM:<a@b.example>>' 'FROM:<a@b.example'
  reads '250 <a@b.example' 'FROM:<<a@b.example>>'
}

test_a_path_without_brackets() {
  reads '250 a@b.example' 'FROM:a@b.example' 'FROM: a@b.example SIZE=5' \
    'FROM: @r.example:a@b.example'
  reads '250 a b@c.example' 'FROM:"a b"@c.example SIZE=5'
}

test_parameters_that_do_not_pass() {
  reads 555 'FROM:<a\\"b@win.bad> BODY=BINARYMIME PRDR' '<a@win.bad> PRDR' \
    'FROM : <a@win.bad> PRDR' 'FROM:<a@b.example>\tPRDR' \
    'FROM:<a@b.example> prdr=' 'FROM:<a@b.example>\tbody=BinaryMime' \
    'FROM:<a@b.example>PRDR' 'FROM:a@b.example PRDR' \
    'FROM:<<a@b.example>> PRDR' 'FROM:<a@b.example PRDR' \
    'FROM:<a@b.example> X-y=1'
}

# What has not the form of a parameter is nobody's.
test_other_words_behind_the_path() {
  reads '250 a@b.example' 'FROM:<a@b.example> -x' 'FROM:<a@b.example> (PRDR)' \
    'FROM:<a@b.example> "PRDR"' 'FROM:<a@b.example> <c@d.example>'
}

# Each of them some server would take, and not all for the same path.
test_what_no_two_servers_read_alike() {
  reads 501 'FROM a@b.example' 'a@b.example' 'FROM' 'FROM:<"a@b.example>' \
    'FROM:<a@b.example\\' 'FROM:<a(c)@b.example>' 'FROM:<a@b. bad>' \
    'FROM:<a@b .bad>' 'FROM:<a @b.example>' 'FROM:a@b. bad' 'FROM:a@b .bad' \
    'FROM:a@b.example\tSIZE=5' 'FROM:(<c@d.example>) <a@b.example>' \
    'FROM:"<c@d.example>" <a@b.example>' 'FROM:\\<c@d.example> <a@b.example>' \
    'FROM:a\\ PRDR' 'FROM:a@b.example AUTH=<>' 'FROM:a@b.example AUTH=x<y>' 'FROM:< >' \
    'FROM:<@r.example>' 'FROM:<@r>x:a@b.example>' \
    'FROM:<"@r.example:a"@b.example>' 'FROM:<a\v@b.example>' \
    'FROM:<a@b.example>\vPRDR'
}

test_a_path_too_long() {
  long=$(printf '%01014d' 0)
  reads "250 $long@b.example" "FROM:<$long@b.example>"
  reads 501 "FROM:<0$long@b.example>"
}

test_rcpt_has_parameters_of_its_own() {
  assertEquals '250 a@b.example
555
555' "$(printf '%s\n' 'RCPT TO:<a@b.example> NOTIFY=NEVER ORCPT=rfc822;a@b' \
    'RCPT TO:<a@b.example> SIZE=5' 'RCPT TO:<a@b.example> PRDR' |
    argument read)"
}

# Generated commands that we pass on, in $SHUNIT_TMPDIR/sent, and their paths.
passed_on() {
  argument generate 7 "$1" >"$SHUNIT_TMPDIR/all"
  argument read <"$SHUNIT_TMPDIR/all" >"$SHUNIT_TMPDIR/read"
  LC_ALL=C awk -v sent="$SHUNIT_TMPDIR/sent" -v paths="$SHUNIT_TMPDIR/paths" '
    NR == FNR { read[NR] = $0; next }
    read[FNR] ~ /^250 / { print >sent; print substr(read[FNR], 5) >paths }' \
    "$SHUNIT_TMPDIR/read" "$SHUNIT_TMPDIR/all"
}

# The server's answers on stdin, one to each command: where it took the sender,
# it was ours; and it did so often enough. Blanks around it do not count.
same_senders() {
  LC_ALL=C awk -v sent="$SHUNIT_TMPDIR/sent" -v paths="$SHUNIT_TMPDIR/paths" '
    function trim(s) { gsub(/^[ \t]+|[ \t]+$/, "", s); return s }
    { getline command <sent; getline path <paths; path = trim(path) }
    /PRDR Requested/ { print "PRDR: " command; bad++ }
    !/^250 Sender=/ { next }
    { taken++; sender = trim(substr($0, 12)) }
    sender != path && bad++ < 20 {
      print command ": ours " path ", theirs " sender
    }
    END {
      if (!bad && taken * 20 > NR && !(getline command <sent))
        print "the same"
      else print taken + 0, "taken of", NR, "and", bad + 0, "otherwise"
    }'
}

test_mailfront_takes_the_sender_that_we_see() {
  passed_on 10000
  assertEquals 'the same' "$(
    { echo 'EHLO client.example'; cat "$SHUNIT_TMPDIR/sent"; } |
      smtpfront-echo accept 2>/dev/null | tr -d '\r' |
      LC_ALL=C sed "/^220/d; /^250-/d; /^250 PIPELINING/d
        s/^\\(250 Sender=\\)'\\(.*\\)'\\.\\( \\[.*\\)\\{0,1\\}\$/\\1\\2/" |
      same_senders)"
}

# Exim tells the sender in its reply, and that PRDR was asked for.
place_exim() {
  apart && unpacked exim4-daemon-light || return
  mkdir -p "$STAGE/spool" /etc/exim4
  chown Debian-exim:Debian-exim "$STAGE/spool"
  cp "$FETCHED/exim4-daemon-light/usr/sbin/exim4" "$EXIM"
  chmod 4755 "$EXIM"
  cat >/etc/exim4/exim4.conf <<END
exim_path = $EXIM
spool_directory = $STAGE/spool
log_file_path = $STAGE/spool/%slog
primary_hostname = mx.example.org
keep_environment =
prdr_enable
dsn_advertise_hosts = *
sender_unqualified_hosts = *
qualify_domain = unqualified
smtp_accept_max_per_connection = 0
smtp_accept_max_nonmail = 1000000
smtp_max_synprot_errors = 1000000
smtp_max_unknown_commands = 1000000
smtp_enforce_sync = false
acl_smtp_mail = everybody
begin acl
everybody:
  accept message = Sender=<\$sender_address>
END
}

# It keeps quotes and backslashes.
unquoted() {
  LC_ALL=C awk '!/^250 Sender=</ { print; next }
    {
      sub(/^250 Sender=</, "")
      prdr = sub(/, PRDR Requested$/, "") ? ", PRDR Requested" : ""
      sub(/>$/, "")
      sub(/@unqualified$/, "")
      s = ""
      for (i = 1; i <= length($0); i++) {
        c = substr($0, i, 1)
        if (c == "\\") c = substr($0, ++i, 1)
        else if (c == "\"") c = ""
        s = s c
      }
      print "250 Sender=" s prdr
    }'
}

test_exim_takes_the_sender_that_we_see() {
  place_exim || return 0
  passed_on 10000
  assertEquals 'the same' "$(
    { echo 'EHLO client.example'; sed 'a RSET' "$SHUNIT_TMPDIR/sent"; } |
      "$EXIM" -bs -oMa '[192.0.2.1]:4025' 2>/dev/null | tr -d '\r' |
      LC_ALL=C sed '/^220/d; /^250-/d; /^250 HELP/d; /^250 Reset OK/d
        /^421/d' | unquoted | same_senders)"
}

# qmail-smtpd tells it only to qmail-queue, and it takes everything.
test_qmail_smtpd_takes_the_sender_that_we_see() {
  [ -x "$QMAIL/bin/qmail-smtpd" ] || { skipped 'needs qmail'; return 0; }
  passed_on "${MANY:-500}"
  QUEUE=$SHUNIT_TMPDIR/queue
  QMAILQUEUE=$SHUNIT_TMPDIR/qmail-queue
  export QUEUE QMAILQUEUE
  printf '%s\n' '#!/bin/sh' 'exec 3<&1 >/dev/null' cat \
    "tr '\\0' '\\n' <&3 | sed -n '1s/^F/250 Sender=/p' >>\"\$QUEUE\"" \
    >"$QMAILQUEUE"
  chmod +x "$QMAILQUEUE"
  : >"$QUEUE"
  LC_ALL=C awk '{ printf "%s\r\nRCPT TO:<a@example.org>\r\nDATA\r\n.\r\n", $0 }' \
    "$SHUNIT_TMPDIR/sent" |
    RELAYCLIENT= "$QMAIL/bin/qmail-smtpd" >/dev/null 2>&1
  assertEquals 'the same' "$(same_senders <"$QUEUE")"
}

. shunit2
