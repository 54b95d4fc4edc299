"""What tests of pages share: a real Chromium, and what must hold of every page."""

import shutil
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
        if (found := shutil.which(name))
    ),
    None,
)
PHONE, TABLET, LAPTOP = (360, 740), (768, 1024), (1440, 900)

# What a page's own script keeps to itself; the charting library hands the drawn numbers out by element.
OPTIONS = "id => echarts.getInstanceByDom(document.getElementById(id)).getOption()"

# Elements that stick out of the window, but for those inside a box that scrolls.
OVERFLOW = """() => {
  const wide = document.documentElement.scrollWidth > innerWidth ? ['the page itself'] : [];
  for (const e of document.querySelectorAll('main *')) {
    if (e.closest('.scroll') || e.closest('svg') || e.closest('[hidden]')) continue;
    const r = e.getBoundingClientRect();
    if (r.width && (r.right > innerWidth + 1 || r.left < -1)) wide.push(e.tagName + '#' + e.id + '.' + e.className);
  }
  return wide;
}"""

# Blocks below each other must not share ground; nor may two texts of one chart.
OVERLAP = """() => {
  const found = [];
  const shares = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
  const check = (name, list) => {
    const boxes = list.map(e => [e, e.getBoundingClientRect()]).filter(([, r]) => r.width && r.height);
    boxes.forEach(([a, ra], i) => boxes.slice(i + 1).forEach(([b, rb]) => {
      if (shares(ra, rb)) found.push(name + ': ' + (a.textContent || a.id).trim().slice(0, 30) + ' | '
        + (b.textContent || b.id).trim().slice(0, 30));
    }));
  };
  check('main', [...document.querySelectorAll('main > *')]);
  document.querySelectorAll('.panel, #answer, .card, .controls, .filters')
    .forEach(p => check(p.id || p.className, [...p.children]));
  document.querySelectorAll('.chart svg, #chart svg')
    .forEach(s => check(s.closest('[role=img]').id, [...s.querySelectorAll('text')]));
  return found;
}"""

# Texts of charts that stick out of their picture, which cuts them off.
CUT = """() => [...document.querySelectorAll('.chart svg text')].filter(t => {
  const r = t.getBoundingClientRect(), box = t.closest('svg').getBoundingClientRect();
  return r.width && (r.left < box.left - 0.5 || r.right > box.right + 0.5);
}).map(t => t.closest('[role=img]').id + ': ' + t.textContent)"""


@contextmanager
def opener(browser):
    """Gives a function that opens a file at a size; afterwards the pages must not have complained or asked for more."""
    pages, faults = [], []

    def open_page(file: Path, size=LAPTOP, scheme="light"):
        page = browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
        pages.append(page)
        page.on("console", lambda message: faults.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("request", lambda request: faults.append(request.url) if is_foreign(request.url) else None)
        page.goto(file.as_uri())
        return page

    yield open_page
    for page in pages:
        page.close()
    assert faults == []


def is_foreign(url: str) -> bool:
    return not url.startswith(("file:", "data:"))


def table(page, id: str) -> list[list[str]]:
    """The texts of a table's shown rows."""
    return page.evaluate(
        "id => [...document.querySelectorAll('#' + id + ' tr')].filter(r => r.closest('tbody') && !r.hidden)"
        ".map(r => [...r.cells].map(c => c.innerText))",
        id,
    )


def barriers(page) -> list[str]:
    """What axe finds; nothing without it."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        return []
    violations = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['help']}: {[n['html'][:120] for n in v['nodes'][:3]]}" for v in violations]
