# The names that a client has by its address and by its HELO, as far as they
# can be judged without asking.

. "$(dirname "$0")/lib.sh"

oneTimeSetUp() {
  unit names
}

# `table generic 192.0.2.7 <<END`, lines `input -> answer`.
table() {
  cat >"$SHUNIT_TMPDIR/table"
  sed 's/ *->.*//' "$SHUNIT_TMPDIR/table" | names "$@" |
    paste -d '^' "$SHUNIT_TMPDIR/table" - | while IFS= read -r both
  do
    input=${both%% *->*} got=${both##*^}
    wanted=${both#*-> } wanted=${wanted%^*}
    [ "$wanted" = "$got" ] || echo "$input: wanted $wanted, got $got"
  done >"$SHUNIT_TMPDIR/wrong"
  assertNull "$*: $(cat "$SHUNIT_TMPDIR/wrong")" "$(cat "$SHUNIT_TMPDIR/wrong")"
}

# The forms that spamdyke knows.
test_four_octets_in_order_or_reversed() {
  table generic 11.22.33.44 <<'END'
11.22.33.44.example.com -> generic
011.022.033.044.example.com -> generic
11.022.033.044.example.com -> generic
11.22.033.044.example.com -> generic
11.22.33.044.example.com -> generic
44.33.22.11.example.com -> generic
044.033.022.011.example.com -> generic
44.033.022.011.example.com -> generic
44.33.022.011.example.com -> generic
44.33.22.011.example.com -> generic
011022033044.example.com -> generic
044033022011.example.com -> generic
11-22-33-44.example.com -> generic
11_22_33_44.example.com -> generic
ip-11-22-33-44.example.com -> generic
x11.22-33-44y.example.com -> generic
host.11-22-33-44.example.com -> generic
host.44.33.22.11.example.com -> generic
0b16212c.example.com -> generic
ip0B16212C.example.com -> generic
c2c21160b.example.com -> generic
END
  table generic 67.171.0.90 <<'END'
c-67-171-0-90.hsd1.wa.comcast.net -> generic
END
  table generic 1.2.3.4 <<'END'
1.2.3.4.in.addr.arpa -> generic
4.3.2.1.in-addr.arpa -> generic
END
}

test_names_that_people_gave() {
  table generic 11.22.33.44 <<'END'
example.com -> good
mail7.example.com -> good
11.22.33.45.example.com -> good
11.22.33.example.com -> good
22.33.44.11.example.com -> good
11-22--33-44.example.com -> good
11x22x33x44.example.com -> good
111-22-33-44.example.com -> good
11-22-33-444.example.com -> good
11-22-33-0044.example.com -> good
a.b.11-22-33-44.example.com -> good
a.b.0b16212c.example.com -> good
0b16212d.example.com -> good
h-33-44.example.com -> good
44.example.com -> good
 -> good
. -> good
END
}

test_a_word_and_two_octets() {
  table generic 11.22.33.44 <<'END'
dsl-33-44.example.com -> generic
DSL-33-44.example.com -> generic
pool33-44.example.com -> generic
p44.33.dyn.example.com -> generic
33-44.dynamic.example.com -> generic
a33b44.adsl.example.com -> generic
h044x022.cable.example.com -> generic
dsl-44.example.com -> good
dsl-44-44.example.com -> good
dsl-33-45.example.com -> good
dslam-33-44.example.com -> good
carpool-33-44.example.com -> good
a.b.33-44.dyn.example.com -> good
END
  table generic 10.10.7.7 <<'END'
dsl-10-10.example.com -> generic
dsl-7.example.com -> good
END
}

test_a_label_excuses() {
  table generic 11.22.33.44 <<'END'
11-22-33-44.static.example.com -> good
44.33.22.11.business.example.com -> good
mail.11-22-33-44.example.com -> good
MX.11-22-33-44.example.com -> good
11-22-33-44.smtp.example.com -> good
mail1.11-22-33-44.example.com -> generic
static-11-22-33-44.example.com -> generic
END
}

test_ipv6_is_not_tried() {
  table generic 2001:db8::1 <<'END'
2001-db8--1.dsl.example.com -> good
END
  table generic unknown <<'END'
0.0.0.0.dsl.example.com -> good
END
}

test_helo() {
  table helo 192.0.2.7 198.51.100.1 <<'END'
client.test -> good
mx.here.test -> own
MX.Here.Test. -> own
here.test -> own
xmx.here.test -> good
localhost -> localhost unqualified
LOCALHOST.localdomain -> localhost
localhost.test -> good
192.0.2.7 -> ip
203.0.113.9 -> ip
2001:db8::1 -> ip
198.51.100.1 -> own ip
[198.51.100.1] -> own literal
[192.0.2.7] -> good
[::ffff:192.0.2.7] -> good
[IPv6:::ffff:192.0.2.7] -> good
[192.0.2.8] -> literal
[IPv6:2001:db8::1] -> literal
[192.0.2.7 -> literal
[] -> literal
[ -> literal
[client] -> literal
DESKTOP-4711 -> unqualified
desktop. -> unqualified
192.0.2 -> good
 -> good
END
  table helo 2001:db8::7 <<'END'
[IPv6:2001:db8::7] -> good
[ipv6:2001:DB8:0::7] -> good
[2001:db8::7] -> good
[IPv6:2001:db8::8] -> literal
END
}

# Without our address nobody can have said it.
test_helo_when_our_address_is_not_known() {
  table helo 192.0.2.7 <<'END'
198.51.100.1 -> ip
unknown -> unqualified
mx.here.test -> own
END
}

test_whoever_is_here_may_say_our_name() {
  for client in 127.0.0.1 ::1 198.51.100.1
  do
    table helo $client 198.51.100.1 <<'END'
mx.here.test -> good
localhost -> unqualified
localhost.localdomain -> good
END
  done
  table helo 127.0.0.1 198.51.100.1 <<'END'
[198.51.100.1] -> good
[198.51.100.2] -> literal
END
}

. shunit2
