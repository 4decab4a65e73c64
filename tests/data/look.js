// What is wrong with the page in this window, as one reads it: a line each, in
// an element of its own at the end (tests/browser_test.sh). Nothing of it is in
// the page that is written.
(function () {
  var wrong = [], wide = document.documentElement.clientWidth
  function short(s) { return s.trim().replace(/\s+/g, ' ').slice(0, 50) }
  if (document.documentElement.scrollWidth > wide)
    wrong.push('page wider than its window: ' +
      document.documentElement.scrollWidth)
  document.querySelectorAll('body *').forEach(function (e) {
    if (e.closest('details:not([open]),defs,.tw,svg svg')) return
    var b = e.getBoundingClientRect()
    if (b.width && (b.right > wide + .6 || b.left < -.6))
      wrong.push('outside: ' + e.tagName + ' ' + short(e.textContent))
  })
  document.querySelectorAll('svg').forEach(function (svg) {
    if (svg.parentElement.closest('svg')) return
    var box = svg.parentElement.getBoundingClientRect()
    var all = Array.from(svg.querySelectorAll('text')).map(function (t) {
      return { box: t.getBoundingClientRect(), text: short(t.textContent),
        gutter: t.classList.contains('yl') }
    }).filter(function (t) { return t.box.width })
    all.forEach(function (a, i) {
      all.slice(0, i).forEach(function (b) {
        if (a.gutter === b.gutter && a.box.left < b.box.right - 1 &&
            b.box.left < a.box.right - 1 && a.box.top < b.box.bottom - 3 &&
            b.box.top < a.box.bottom - 3)
          wrong.push('labels touch: ' + a.text + ' / ' + b.text)
      })
      if (!a.gutter && (a.box.right > box.right + 2 ||
          a.box.left < box.left - 2))
        wrong.push('label outside its picture: ' + a.text)
    })
  })
  document.querySelectorAll('td,th').forEach(function (c) {
    if (!c.closest('details:not([open])') && c.scrollWidth > c.clientWidth + 1)
      wrong.push('cell cut: ' + short(c.textContent))
  })
  document.querySelectorAll('svg rect,svg circle').forEach(function (e) {
    ['x', 'y', 'width', 'height', 'cx', 'cy'].forEach(function (name) {
      var v = e.getAttribute(name)
      if (v !== null && !/^-?[0-9.]+%?$/.test(v) ||
          (name === 'width' || name === 'height') && parseFloat(v) < 0)
        wrong.push(e.tagName + ' has ' + name + '=' + v)
    })
  })
  var end = document.createElement('pre')
  end.id = 'wrong'
  end.textContent = wrong.join('\n') + '\n'
  document.body.appendChild(end)
})()
