# Real mail (bench/mail): what rules stop of the spam in it, and whose good mail
# they hinder. Nothing is timed, and nothing is installed: bin/qkarma is enough.

copies=60       # with a tenth of the lines dropped

# Of what `qkarma trial --json` prints, one of its numbers: `counted ham boxed`.
counted() {
  sed "s/,\"clients\":.*//; s/.*\"$1\":{\([^}]*\)}.*/\1/
    s/.*\"$2\":\([0-9]*\).*/\1/" "$work/trial"
}

# The same as per cent.
share() {
  awk -v n="$(counted "$1" "$2")" -v of="$(counted "$1" total)" \
    'BEGIN { printf "%.2f", of ? 100 * n / of : 0 }'
}

# try FILE RULE...: lines of control/checks, and maybe a variable before them.
try() {
  file=$1
  shift
  printf '%s\n' "$@" >"$work/checks"
  "${BIN:-bin}/qkarma" trial --json --checks "$work/checks" "$file" \
    >"$work/trial" || exit 111
}

# Of each hundred: `row NAME`, of the last trial.
row() {
  awk -v name="$1" -v boxed="$(share spam boxed)" \
    -v asked="$(share spam asked)" -v good="$(share ham boxed)" \
    -v again="$(share ham asked)" 'BEGIN {
      printf "  %-30s %7.1f   %13.2f   %16.2f\n", name, boxed + asked, good,
        again }'
}

# Copy number $1: each line stays with nine chances in ten, the same ones on
# every machine.
perturbed() {
  awk -v x="$1" 'BEGIN { x = x * 7919 + 1 }
    { x = x * 16807 % 2147483647; if (x >= 214748364) print }' \
    bench/mail/connections
}

# The mean of all copies.
mean() {
  copy=0
  while [ "$copy" -lt "$copies" ]
  do
    copy=$((copy + 1))
    perturbed "$copy" >"$work/mail"
    try "$work/mail" "$@"
    echo "$(share spam boxed) $(share spam asked) $(share ham boxed)" \
      "$(share ham asked)"
  done | awk -v name="mean of $copies copies" '
    { spam += $1 + $2; good += $3; again += $4 }
    END { printf "  %-30s %7.1f   %13.2f   %16.2f\n", name, spam / NR,
      good / NR, again / NR }'
}

mail_rows() {
  try bench/mail/connections 'karma mixed 0'
  row 'karma mixed 0'
  try bench/mail/connections karma
  row 'karma'
  for threshold in 0.98 0.95 0.90
  do
    try bench/mail/connections karma "neighbourhood threshold $threshold"
    row "neighbourhood, $threshold"
  done
  try bench/mail/connections 'karma mixed 0' \
    'neighbourhood threshold 0 patience 300'
  row 'everybody asked'
  echo
  awk '$1 >= 1025481600' bench/mail/connections >"$work/july"
  try "$work/july" karma neighbourhood
  row 'neighbourhood, from July on'
  mean karma neighbourhood
}

# Prints its table, and keeps it as measure() does.
mail() {
  mkdir -p "$results"
  {
    echo 'mail: of a hundred messages, so many stopped or hindered'
    echo
    printf '  %-30s %7s   %13s   %16s\n' '' spam 'ham in the box' \
      'ham asked again'
    mail_rows
  } >"$work/page" || exit 111
  cp "$work/page" "$results/mail" && cat "$work/page" && echo
}
