# Under inetd and its like stderr is the client's socket. Nothing that we or
# the backend log may get into the dialogue.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/front.sh"

setUp() {
  fresh_home
}

tearDown() {
  unserve
}

# Serves qkarma-smtpd with these arguments as inetd would.
serve_inetd() {
  serve sh -c 'exec "$@" 2>&0' inetd "$@"
}

test_a_session_has_no_word_of_the_log() {
  printf '%s\n' 'earlytalker wait 60 reject 0' karma protocol | checks
  serve_inetd qkarma-smtpd -v smtpfront-echo accept
  expect_session <<'END'
C: EHLO client.example
S: 220 localhost mailfront ESMTP
S: 250-localhost
S: 250-8BITMIME
S: 250-ENHANCEDSTATUSCODES
S: 250 PIPELINING
C: FOO
S: 500 5.5.1 Unknown command.
C: MAIL FROM:<a@client.example>
S: 250 Sender='a@client.example'.
C: VRFY somebody
S: 252 2.5.2 Send some mail, I'll try my best.
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
  expect_journal <<'END'
127.0.0.1 -2 0 0 0 - quit early_talk,unknown_command helo=client.example
END
}

# Without a client's descriptor no file of ours takes its place.
test_without_stdin_or_stdout_it_does_not_begin() {
  for how in '<&-' '>&-' '<&- >&-' '<&- 2>&-'
  do
    for immune in '' RELAYCLIENT=
    do
      for program in 'qkarma-smtpd smtpfront-echo' qkarma-maildir
      do
        said=$(eval "env $immune TCPREMOTEIP=192.0.2.7 EARLYTALKER_WAIT=0 \
          $program $how" 2>&1 >/dev/null </dev/null)
        code=$?
        assertEquals "$program $how" 111 $code
        case $how in
          *'2>'*) ;;
          *) assertContains "$program $how" "$said" \
            "${program%% *}: fatal: unable to use stdin and stdout" ;;
        esac
      done
    done
  done
  assertEquals 'the journal' 1 "$(wc -l <"$QKARMA/journal/current")"
}

test_nor_has_a_configuration_error() {
  # What is wrong before TLS is said in the clear.
  outside || return 0
  echo 'earlytalker wait forever' | checks
  serve_inetd qkarma-smtpd smtpfront-echo
  expect_session <<'END'
S: 421 4.3.0 Something is wrong here, try again later.
S: <closed>
END
}

test_nor_a_session_without_journal() {
  # Without a state directory there is no daemon.
  outside || return 0
  serve_inetd env QKARMA=/nonexistent EARLYTALKER_WAIT=0 qkarma-smtpd \
    smtpfront-echo
  expect_session <<'END'
C: QUIT
S: 220 localhost mailfront ESMTP
S: 221 2.0.0 Good bye.
S: <closed>
END
}

test_nor_the_session_of_an_immune_client_with_the_backend() {
  serve_inetd env RELAYCLIENT= qkarma-smtpd -v smtpfront-echo accept
  expect_session <<'END'
S: 220 localhost mailfront ESMTP
C: MAIL FROM:<a@client.example>
S: 250 Sender='a@client.example'.
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
}

test_a_stderr_that_is_closed_does_no_harm() {
  echo 'earlytalker wait 60 reject 0' | checks
  serve sh -c 'exec qkarma-smtpd -v smtpfront-echo 2>&-'
  expect_session <<'END'
C: QUIT
S: 220 localhost mailfront ESMTP
S: 221 2.0.0 Good bye.
S: <closed>
END
  expect_journal <<'END'
127.0.0.1 -1 0 0 0 - quit early_talk
END
}

test_any_other_stderr_is_the_log() {
  echo 'earlytalker wait 60 reject 0' | checks
  serve qkarma-smtpd smtpfront-echo
  expect_session <<'END'
C: QUIT
S: 220 localhost mailfront ESMTP
S: 221 2.0.0 Good bye.
S: <closed>
END
  expect_log '127.0.0.1 earlytalker: fail, tolerated: talked before'
}

. shunit2
