# Lists in the DNS, beside rblsmtpd and postscreen. The name server is that of
# the tests, at an address of its own and port 53, for rblsmtpd knows no other
# port; what it costs is not counted. Clients come from 127.0.0.9: lists are not
# asked about 127.0.0.1 but to see whether they are alive.

dns=127.9.9.53

# Who serves names; Postfix is shown a resolv.conf with it. 0; 1 it cannot be
# had.
names() {
  [ -x "$built/liar" ] || {
    $(head -n 1 conf-cc) -o "$built/liar.o" tests/unit/liar.c &&
      $(head -n 1 conf-ld) -o "$built/liar" "$built/liar.o"
  } || exit 111
  rm -f "$work/liar"
  liar "$work/asked" 53 "$dns" >"$work/liar" 2>&1 <<NAMES &
bl1.bench listed a=127.0.0.2 txt=listed
dead.bench silent
in-addr.arpa ptr=client.bench
NAMES
  naming=$!
  trap 'kill "$naming" 2>/dev/null; rm -rf "$work"' EXIT
  until [ -s "$work/liar" ]
  do
    sleep 0.1
  done
  grep -q '^53$' "$work/liar" || no "port 53 of $dns is not to be had"
  DNS_SERVER=$dns DNS_PRIVATE=1 DNSCACHEIP=$dns from=9
  export DNS_SERVER DNS_PRIVATE DNSCACHEIP
}

no_names() {
  kill "$naming"
  wait "$naming" 2>/dev/null
  unset DNS_SERVER DNS_PRIVATE DNSCACHEIP
  from=
}

# lists_home NAME LIST...: the plan asks these, and for the client's name;
# without lists it asks nobody.
lists_home() {
  lists_home=$1
  shift
  [ -d "$work/homes/$lists_home" ] || {
    fresh_home "$lists_home"
    printf '%s\n' earlytalker karma protocol naughty rblsmtpd \
      ${1+"dnsbl wait 5" rdns} >"$QKARMA/control/checks"
    [ $# = 0 ] || printf '%s.bench\n' "$@" >"$QKARMA/control/dnsbl"
  }
  use_home "$lists_home"
}

four() {
  lists_home four bl1 bl2 bl3 bl4
}

eight() {
  lists_home eight bl2 bl3 bl4 bl5 bl6 bl7 bl8 bl9
}

# rblsmtpd_asking SESSION NAME LISTS PROGRAM...
rblsmtpd_asking() {
  rbl_session=$1 rbl_name=$2 rbl_lists=$3
  shift 3
  connections "$rbl_session" "$rbl_name" rblsmtpd \
    $(printf -- '-r %s.bench ' $rbl_lists) "$@"
}

# postscreen_asking NAME LIST...
postscreen_asking() {
  asking_name=$1
  shift
  ! can "$asking_name" postconf || own blocked "$asking_name" "$count" \
    sh bench/resolver "$dns" sh bench/postfix "$work/postfix" postscreen dunno \
    postscreen_dnsbl_action=enforce postscreen_greet_wait=1s \
    postscreen_dnsbl_sites="$(printf '%s.bench, ' "$@" | sed 's/, $//')"
}

# As many as there is time for, who all wait for a second.
for_a_second() {
  all=$count count=10
  EARLYTALKER_WAIT=1
  export EARLYTALKER_WAIT
  with_fast connections blocked qkarma.fast+true:1s "$fast/qkarma-smtpd" true
  connections blocked qkarma+true:1s "$own/qkarma-smtpd" true
  EARLYTALKER_WAIT=$shortly
  postscreen_asking postscreen:1s bl1 bl2 bl3 bl4
  count=$all
}

lists() {
  title='listed by one of four lists, refused at RCPT, without a backend'
  names
  four
  floor
  ours blocked true
  RBLSMTPD=-listed
  export RBLSMTPD
  with_fast connections blocked qkarma.fast+true:told "$fast/qkarma-smtpd" true
  connections blocked qkarma+true:told "$own/qkarma-smtpd" true
  unset RBLSMTPD
  rblsmtpd_asking listed rblsmtpd 'bl1 bl2 bl3 bl4' true
  for_a_second
  no_names
}

# clean NAME DIRECTORY: without lists; behind rblsmtpd, which asks eight; on
# none of eight, and with a name; with the same plan, as nobody asks about this
# client.
clean() {
  lists_home none
  connections session "$1:none" "$2/qkarma-smtpd" smtpfront-echo accept
  rblsmtpd_asking session "rblsmtpd+$1:none" \
    'bl2 bl3 bl4 bl5 bl6 bl7 bl8 bl9' "$2/qkarma-smtpd" smtpfront-echo accept
  eight
  connections session "$1:8" "$2/qkarma-smtpd" smtpfront-echo accept
  DNS_PRIVATE=0
  connections session "$1:unasked" "$2/qkarma-smtpd" smtpfront-echo accept
  DNS_PRIVATE=1
}

lists_clean() {
  title='on none of eight lists, a message of 4 KiB is accepted'
  names
  with_fast clean qkarma.fast "$fast"
  clean qkarma "$own"
  no_names
}

# waiting_for NAME DIRECTORY
waiting_for() {
  lists_home none
  memory silent "$1:none" "$2/qkarma-smtpd" "$built/sink"
  eight
  memory silent "$1:8" "$2/qkarma-smtpd" "$built/sink"
}

lists_waiting() {
  title="one of $held connections that wait for the greeting, eight lists asked"
  unit='KiB of memory (PSS)'
  names
  EARLYTALKER_WAIT=60
  export EARLYTALKER_WAIT
  with_fast waiting_for qkarma.fast "$fast"
  waiting_for qkarma "$own"
  EARLYTALKER_WAIT=$shortly
  no_names
}

# Of eight lists one is dead: nobody waits for it.
lists_dead() {
  title='greeted after a second, one of eight lists is dead'
  unit='microseconds by the clock'
  column=2
  names
  EARLYTALKER_WAIT=1 DNSBL_WAIT=0
  export EARLYTALKER_WAIT DNSBL_WAIT
  lists_home none
  once greeted qkarma:none "$own/qkarma-smtpd" smtpfront-echo accept
  lists_home dead bl2 bl3 bl4 bl5 bl6 bl7 bl8 dead
  once greeted qkarma:dead "$own/qkarma-smtpd" smtpfront-echo accept
  unset DNSBL_WAIT
  EARLYTALKER_WAIT=$shortly
  no_names
}
