# chart.awk TABLE...: bars of the medians in what bench/run has written, as
# SVG. Each scenario has a scale of its own: a bar that would be more than
# eight times the floor's is cut, and says so with its number, which every bar
# has. Colours are such that they can be read on white and on black.

BEGIN {
  width = 680
  left = 200              # of the bars, and their longest
  longest = 360
  step = 18
}

FNR == 1 {
  scenario = $1 " " substr($0, length($1) + 2)
  sub(/: microseconds.*/, "", scenario)
  title[++scenarios] = scenario
  rows[scenarios] = 0
}

# A contestant: name, median, `least to greatest', ratio.
$4 == "to" && $2 + 0 > 0 && NF >= 6 {
  n = ++rows[scenarios]
  name[scenarios, n] = $1
  median[scenarios, n] = $2
}

function text(x, y, class, s) {
  gsub(/&/, "\\&amp;", s)
  gsub(/</, "\\&lt;", s)
  printf "<text x='%d' y='%d' class='%s'>%s</text>\n", x, y, class, s
}

function bar(y, value, limit, class,   cut, length_) {
  cut = value > limit
  length_ = cut ? longest : value / limit * longest
  printf "<rect x='%d' y='%d' width='%.1f' height='12' class='%s'/>\n", left,
    y, length_, class
  if (cut)
    printf "<path d='M%d,%d l6,-16 l6,0 l-6,16 z' class='cut'/>\n",
      left + longest - 30, y + 14
  text(left + length_ + 6, y + 10, "number", value)
}

function class_of(s) {
  if (s ~ /^qkarma/) return "ours"
  return s ~ /^(noop|sink|maildir)/ ? "floor" : "other"
}

END {
  height = 30
  for (i = 1; i <= scenarios; i++) height += rows[i] * step + 38
  printf "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d'" \
    " viewBox='0 0 %d %d' role='img'" \
    " aria-label='processor time of one connection'>\n", width, height, width,
    height
  print "<style>"
  print "text { font: 12px sans-serif; fill: #777 }"
  print ".title { font-weight: bold } .name { text-anchor: end }"
  print ".ours { fill: #2a8fbd } .floor { fill: #999 } .other { fill: #c98a2b }"
  print ".cut { fill: #fff }"
  print "@media (prefers-color-scheme: dark) {"
  print "  text { fill: #aaa } .cut { fill: #0d1117 }"
  print "}"
  print "</style>"
  y = 16
  text(0, y, "number", "Processor time of one connection, microseconds: the " \
    "server's, with all its processes. Blue: qkarma")
  y += 26
  for (i = 1; i <= scenarios; i++) {
    text(0, y, "title", title[i])
    y += 8
    for (j = 1; j <= rows[i]; j++) {
      text(left - 8, y + 10, "name", name[i, j])
      bar(y, median[i, j], 8 * median[i, 1], class_of(name[i, j]))
      y += step
    }
    y += 30
  }
  print "</svg>"
}
