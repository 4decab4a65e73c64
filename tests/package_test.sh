# The package for Debian and the units: what lintian and systemd say of them,
# what installing, removing and purging does to a host, and a front under the
# real systemd with a real server behind.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/host.sh"

UNITS=$ROOT/run/systemd

# The tree that the package is made of: a sanitizer is for this tree's tests. In
# a host that knows nothing of its options it would report what a process does
# not free, and units give it neither the memory nor the calls that it wants.
package_tree() {
  FROM=$ROOT
  grep -q -e -fsanitize "$ROOT/conf-cc" || return 0
  FROM=$SHUNIT_TMPDIR/plain
  mkdir "$FROM"
  (cd "$ROOT" && tar -cf - Makefile conf-* CHANGES INSTALL LICENSE README.md \
    doc run src) | tar -xf - -C "$FROM"
  (
    cd "$FROM" && make clean >/dev/null
    sed -i '1 { s/ -f[^ ]*sanitize[^ ]*//g; s/ -static-libubsan// }' conf-cc \
      conf-ld
  )
}

# As it is in deb/, unless something of the tree is newer.
oneTimeSetUp() {
  command -v dpkg-buildpackage >/dev/null && command -v dh >/dev/null || return 0
  package_tree
  PACKAGE=$(ls "$FROM"/deb/*.deb 2>/dev/null)
  if [ -z "$PACKAGE" ] || [ -n "$(cd "$FROM" && find conf-* INSTALL Makefile \
    README.md doc run src -type f -newer "$PACKAGE" ! -name '*.[oad]' \
    ! -name files ! -name headers ! -name place.h | sed 1q)" ]
  then
    (unset MAKEFLAGS; DEBEMAIL=packager@example.org sh "$FROM/run/deb") \
      >"$SHUNIT_TMPDIR/built" 2>&1
    PACKAGE=$(ls "$FROM"/deb/*.deb 2>/dev/null)
  fi
  [ -z "$PACKAGE" ] || ln "$PACKAGE" "$SHUNIT_TMPDIR/qkarma.deb" 2>/dev/null ||
    cp "$PACKAGE" "$SHUNIT_TMPDIR/qkarma.deb"
}

packaged() {
  command -v dh >/dev/null || { skipped 'needs debhelper'; return; }
  [ -n "$PACKAGE" ] || { fail "no package: $(cat "$SHUNIT_TMPDIR/built")"; false; }
}

# What is on stdin happens on a host. `quietly COMMAND...` says something when
# the command fails only, `message` when the session goes otherwise.
on_host() {
  cat >"$SHUNIT_TMPDIR/session" <<'END'
S: 220 mx.example.org mailfront ESMTP
C: MAIL FROM:<a@client.example>
S: 250 ...
C: RCPT TO:<b@example.org>
S: 250 ...
C: DATA
S: 354 ...
C: Subject: hello
C:
C: .
S: 250 ...
C: QUIT
S: 221 2.0.0 Good bye.
S: <closed>
END
  {
    echo 'quietly() { "$@" >log 2>&1 || { code=$?; cat log; exit $code; }; }'
    echo 'within() {
      n=0
      until "$@" || [ $((n += 1)) = 900 ]
      do
        sleep 0.1
      done
    }
    message() {
      sh "$TREE/run/smtp-say" -i 127.0.0.9 127.0.0.1 25 <session |
        diff session -
      within grep -q " 127.0.0.9 " /var/lib/qkarma/journal/current
    }'
    cat
  } >"$SHUNIT_TMPDIR/script"
  host "$@" "$SHUNIT_TMPDIR/script" >"$SHUNIT_TMPDIR/out"
  assertEquals "exit code: $(cat "$SHUNIT_TMPDIR/out")
$(tail -n 5 "$SHUNIT_TMPDIR/boot")" 0 $?
}

says() {
  assertEquals "$(cat)" "$(cat "$SHUNIT_TMPDIR/out")"
}

test_lintian_finds_nothing() {
  packaged || return 0
  command -v lintian >/dev/null || { skipped 'needs lintian'; return 0; }
  assertEquals '' "$(lintian --allow-root "$PACKAGE" 2>&1)"
}

# Who has nothing but the package finds in it what the documents name, and no
# place that is another one there.
test_what_the_documents_name_is_there() {
  packaged || return 0
  inside=$SHUNIT_TMPDIR/inside
  dpkg-deb -x "$PACKAGE" "$inside"
  for file in "$ROOT"/doc/[A-Z]*
  do
    assertTrue "${file##*/}" "ls $inside/usr/share/doc/qkarma/${file##*/}*"
  done
  examples=$inside/usr/share/doc/qkarma/examples
  for name in $(grep -ho 'run/[a-z0-9-][a-z0-9./-]*[a-z0-9]' "$ROOT/INSTALL" \
    "$ROOT"/doc/*.[58] | sed 's|^run/||' | sort -u)
  do
    case $name in
      deps | demo | fast) continue ;;     # with the sources
      systemd | systemd/*) name=lib/systemd/system/${name#systemd} ;;
      exim-backend | mailfront-submission | sendmail-queue)
        name=usr/lib/qkarma/$name ;;
      *) name=usr/share/doc/qkarma/examples/$name ;;
    esac
    assertTrue "$name" "[ -e $inside/$name ]"
  done
  gzip -dr "$inside/usr/share"
  assertEquals '' "$(grep -rF /var/qkarma "$inside" | head -n 3)"
  assertEquals '' "$(grep -rE '/usr/local/s?bin/qkarma' "$examples")"
}

# The units of this tree, with the programs they name, as systemd sees them.
test_systemd_understands_the_units() {
  command -v systemd-analyze >/dev/null || { skipped 'needs systemd'; return 0; }
  units=$(mktemp -d "$SHUNIT_TMPDIR/units.XXXXXX")
  for unit in "$UNITS"/*.service "$UNITS"/*.socket "$UNITS"/*.timer
  do
    sed "/^Documentation=/d; s|^ExecStart=\(qkarma[a-z-]*\)|ExecStart=$BIN/\1|" \
      "$unit" >"$units/${unit##*/}"
  done
  for name in submission submissions
  do
    cp "$units/qkarma-smtpd@.service" "$units/qkarma-$name@.service"
  done
  assertEquals '' "$(cd "$units" && systemd-analyze verify ./*.socket \
    ./*.timer ./*.service 2>&1 | grep qkarma)"
}

# What systemd still holds against a service is said in its unit.
test_no_service_is_exposed_more_than_it_must_be() {
  command -v systemd-analyze >/dev/null || { skipped 'needs systemd'; return 0; }
  for unit in "$UNITS"/*.service
  do
    exposure=$(systemd-analyze security --offline=yes "$unit" 2>/dev/null |
      sed -n 's/.*Overall exposure level for .*: \([0-9.]*\) .*/\1/p')
    case $exposure in
      [01].[0-9]|2.[0-5]) ;;
      *) fail "${unit##*/}: $exposure" ;;
    esac
    grep -q '^# .*analysis\|^# .systemd-analyze\|See qkarma-fold.service' "$unit" ||
      fail "${unit##*/} does not say what stands against less"
  done
}

test_installed_removed_and_purged() {
  packaged && host_possible || return 0
  on_host -q <<'END'
quietly dpkg -i qkarma.deb
stat -c '%a %U:%G %n' /var/lib/qkarma /var/lib/qkarma/control \
  /var/lib/qkarma/control/secret /var/lib/qkarma/journal/current
for user in qkarma qkarmad qkarmat
do
  getent passwd "$user" | cut -d : -f 1,6,7
done
readlink /etc/qkarma
qkarma check --quiet -u qkarmad -g qkarma | sed 's/ until .*//'
ls /usr/share/bash-completion/completions/qkarma
grep -rl 'qkarma' /etc/systemd/system | wc -l
man -w qkarma-smtpd 2>/dev/null | sed 's|.*/||'
echo 'earlytalker' >/etc/qkarma/checks
echo 'BACKEND=mine' >>/etc/default/qkarma-smtpd
quietly dpkg -i qkarma.deb
cat /etc/qkarma/checks
quietly dpkg -r qkarma
ls /usr/bin/qkarma 2>/dev/null || echo removed
ls /var/lib/qkarma/journal
tail -n 1 /etc/default/qkarma-smtpd
quietly dpkg -P qkarma
ls -d /var/lib/qkarma /etc/default/qkarma* /var/cache/qkarma /etc/qkarma \
  2>/dev/null || echo purged
getent passwd qkarma | cut -d : -f 1
END
  says <<'END'
755 qkarma:qkarma /var/lib/qkarma
750 qkarma:qkarma /var/lib/qkarma/control
640 qkarma:qkarma /var/lib/qkarma/control/secret
660 qkarma:qkarma /var/lib/qkarma/journal/current
qkarma:/var/lib/qkarma:/usr/sbin/nologin
qkarmad:/:/usr/sbin/nologin
qkarmat:/:/usr/sbin/nologin
/var/lib/qkarma/control
warning: observe: nothing is refused by any check
/usr/share/bash-completion/completions/qkarma
0
qkarma-smtpd.8.gz
earlytalker
removed
current
BACKEND=mine
purged
qkarma
END
}

# The five commands at the head of INSTALL, as they stand there, but with
# mailfront in the place of qmail-smtpd; a host with qmail's files. Mail comes
# through, and nobody is refused.
test_the_five_commands() {
  packaged && host_possible || return 0
  sed '/^From a tarball/q' "$ROOT/INSTALL" | sed -n 's/^    //p' |
    sed 's|/var/qmail/bin/qmail-smtpd|/usr/sbin/smtpfront-qmail|' \
      >"$SHUNIT_TMPDIR/commands"
  assertEquals 5 "$(grep -c '' "$SHUNIT_TMPDIR/commands")"
  on_host <<'END'
mkdir -p /var/qmail/control /var/qmail/bin
mkdir -m 777 /srv/mail
echo example.org >/var/qmail/control/rcpthosts
echo mx.example.org >/var/qmail/control/me
printf '#!/bin/sh\ncat >/srv/mail/$$\n' >/var/qmail/bin/qmail-queue
chmod 755 /var/qmail/bin/qmail-queue
export QMAILHOME=/var/qmail   # for check; the connections have it below
cp qkarma.deb qkarma_0_all.deb
while read -r command
do
  sh -c "$command" >log 2>&1 </dev/null || { echo "$command"; cat log; }
done <commands
printf '%s\n' QMAILHOME=/var/qmail TCPLOCALHOST=mx.example.org \
  >>/etc/default/qkarma-smtpd
message
grep -h Subject /srv/mail/*
qkarma tail | grep -o 127.0.0.9
qkarma check | grep -o 'observe until'
END
  says <<'END'
Subject: hello
127.0.0.9
observe until
END
}

# The server behind may become another user, which
# all that queue mail must; qkarma-smtpd is nobody in particular.
test_a_front_under_systemd() {
  packaged && host_possible || return 0
  on_host <<'END'
quietly dpkg -i qkarma.deb
cat >/usr/local/bin/behind <<'BEHIND'
#!/bin/sh
{
  /srv/id -un
  id -un; id -gn; id -G | wc -w
  env | grep '^TCP' | sort | sed 's/^\(TCPREMOTEPORT\)=.*/\1/'
  grep -h CapEff /proc/self/status
} >/srv/seen 2>&1
exec smtpfront-echo accept
BEHIND
chmod 755 /usr/local/bin/behind
cp /usr/bin/id /srv/id
chmod 4755 /srv/id
: >/srv/seen
chmod 666 /srv/seen
echo 'BACKEND=/usr/local/bin/behind' >>/etc/default/qkarma-smtpd
echo 'TCPLOCALHOST=mx.example.org' >>/etc/default/qkarma-smtpd
quietly systemctl enable --now qkarma-smtpd.socket qkarma-fold.service
message
sed 's/^@[^ ]* //; s/ at=.*\| t=.*//; 1d' /var/lib/qkarma/journal/current
cat /srv/seen
quietly systemctl restart qkarma-fold
known() { qkarma show 127.0.0.9 | grep connects; }
within known

# An upgrade restarts what runs on; removing stops it, and nobody listens.
pid() { systemctl show -P MainPID "$1"; }
old=$(pid qkarma-fold)
quietly dpkg -i qkarma.deb
[ "$(pid qkarma-fold)" != "$old" ] && systemctl is-active qkarma-fold \
  qkarma-smtpd.socket
quietly dpkg -r qkarma
systemctl is-active qkarma-fold qkarma-smtpd.socket || true
tcpclient -HR 127.0.0.1 25 true 2>/dev/null || echo closed
END
  says <<'END'
127.0.0.9 2 1 0 0 g quit message_accepted
root
qkarmad
qkarma
2
TCPLOCALHOST=mx.example.org
TCPLOCALPORT=25
TCPREMOTEIP=127.0.0.9
TCPREMOTEPORT
CapEff:	0000000000000000
  connects    1
active
active
inactive
inactive
closed
END
}

# As on_host, with TLS and port 465, where what is on stdin has been done before
# they start: `on_host_with_tls UNIT` starts this one as well. Then both are asked.
# The certificate's key is root's alone.
on_host_with_tls() {
  {
    echo 'quietly dpkg -i qkarma.deb'
    cat
    echo "unit=$1"
    cat <<'END'
sed -i 's/^#TCPLOCALHOST/TCPLOCALHOST/' /etc/default/qkarma-*
cd /etc/qkarma/
quietly openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
  -days 10 -subj /CN=mx.example.org -keyout /root/mx.key -out mx.pem
chmod 600 /root/mx.key
chmod 644 mx.pem
echo certificate control/mx.pem /root/mx.key >tls
quietly systemctl enable --now qkarma-tlsd "$unit" qkarma-submissions.socket
within [ -e /var/lib/qkarma/tls/socket ]
talk() {
  echo QUIT | openssl s_client -quiet -crlf "$@" 2>/dev/null | tr -d '\r'
}
# It is there before qkarma-tlsd is.
within eval 'talk -connect 127.0.0.1:465 | grep -q .'
talk -starttls smtp -connect 127.0.0.1:25
talk -connect 127.0.0.1:465
systemctl is-active qkarma-tlsd
stat -c '%U:%G' /var/lib/qkarma/tls
END
  } | on_host
}

test_tls_under_systemd() {
  packaged && host_possible || return 0
  on_host_with_tls qkarma-smtpd.socket <<'END'
sed -i 's/^#BACKEND.*front.*/BACKEND="smtpfront-echo accept"/' \
  /etc/default/qkarma-smtpd
END
  says <<'END'
221 2.0.0 Good bye.
220 mx.example.org ESMTP
221 2.0.0 Good bye.
active
qkarmat:qkarma
END
}

# With an engine on this host: what it says of itself it hears; and while there
# is no engine, it is alone.
test_sharing_under_systemd() {
  packaged && host_possible || return 0
  (
    . "$ROOT/tests/share.sh"
    engine_there || exit
    echo "LD_LIBRARY_PATH=${LIBRARIES-} exec $REDIS --requirepass secret"
  ) >"$SHUNIT_TMPDIR/redis" || { skipped 'needs redis'; return 0; }
  (
    . "$ROOT/tests/store.sh"
    echo "$(($(date +%s) - 60)) 192.0.2.8 0 0 0 0 - quit -" | sign
  ) >"$SHUNIT_TMPDIR/waits"
  on_host <<'END'
quietly dpkg -i qkarma.deb
sh redis >redis.log 2>&1 &
redis=$!
(umask 077; echo QKARMA_PASSWORD=secret >/etc/default/qkarma-share)
as_owner() { setpriv --reuid=qkarma --regid=qkarma --clear-groups "$@"; }
quietly as_owner qkarma-fold
quietly as_owner qkarma share begin mx
quietly systemctl start qkarma-tell qkarma-hear
quietly qkarma capture 192.0.2.7
within grep -q 192.0.2.7 /var/lib/qkarma/common/current
grep -c 192.0.2.7 /var/lib/qkarma/common/current
systemctl is-active qkarma-tell qkarma-hear
kill "$redis"
cat waits >>/var/lib/qkarma/journal/current
alone() { ps -C qkarma-hear -o user=,args= | grep -e -a; }
within alone | sed 1q
within grep -q '^#@ A-' /var/lib/qkarma/common/current
grep -c 192.0.2.8 /var/lib/qkarma/common/current
END
  says <<'END'
1
active
active
qkarma   qkarma-hear -a 5
1
END
}

# qkarma-server's conversations have another group than the services of sockets,
# which have both.
test_tls_under_systemd_for_a_server() {
  packaged && host_possible || return 0
  on_host_with_tls qkarma-server.socket <<'END'
echo EARLYTALKER_WAIT=0 >>/etc/default/qkarma-server
echo GROUP=qkarmad >>/etc/default/qkarma-tlsd
END
  says <<'END'
221 2.0.0 Good bye.
220 mx.example.org ESMTP
221 2.0.0 Good bye.
active
qkarmat:qkarmad
END
}

# Hourly, by the timer; a web server, whoever it runs as, can read it.
test_the_report_under_systemd() {
  packaged && host_possible || return 0
  "$BIN/qkarma" help report >/dev/null 2>&1 ||
    { skipped 'there is no qkarma report'; return 0; }
  on_host <<'END'
quietly dpkg -i qkarma.deb
quietly systemctl enable --now qkarma-report.timer
sed -i 's/^#BACKEND.*front.*/BACKEND="smtpfront-echo accept"/' \
  /etc/default/qkarma-smtpd
sed -i 's/^#TCPLOCALHOST/TCPLOCALHOST/' /etc/default/qkarma-smtpd
quietly systemctl enable --now qkarma-smtpd.socket
message
quietly systemctl start qkarma-report.service
stat -c '%a %U' /var/cache/qkarma/report.html
grep -o 'Of 1 connection .* delivered 1 message\.' /var/cache/qkarma/report.html |
  sed 's/&#160;/ /g'
tail -c 8 /var/cache/qkarma/report.html
END
  says <<'END'
644 qkarma
Of 1 connection 0 % were turned away. 1 server delivered 1 message.
</html>
END
}

. shunit2
