// Several runs: a chart of every rung of every run, a table that sorts and filters, the chart in the table's order.
const page = JSON.parse(document.getElementById("page-data").textContent);
const ladder = element("ladder");
const ladderRows = Array.from(ladder.tBodies[0].rows);
const TINTS = ["--nds", "--third", "--map", "--degrades", "--open", "--safe", "--breaks"];
const MORE = [{ key: "absolute nd_score", name: "NDS" }, { key: "absolute mean_ap", name: "mAP" }];

function tint(run) { return color(TINTS[run % TINTS.length]); }
function shown() { return Array.from(ladder.tBodies[0].rows).filter((row) => !row.hidden).map((row) => page.rows[Number(row.dataset.place)]); }

charts.push({ id: "prices", build(narrow) {
  const key = element("price-figure").value;
  const absolute = MORE.find((figure) => figure.key === key);
  const figure = absolute || FIGURES.find((f) => f.key === key) || FIGURES[0];
  const value = (row) => !page.runs[row.run].hasFigures ? null
    : absolute ? figureOf(row.metrics, key.split(" ")[1]) : figureOf(row.delta, figure.key);
  const rows = shown().filter((row) => known(value(row)) && (absolute || row.kind === "rung"))
    .map((row) => ({ id: "[" + (row.run + 1) + "] " + row.id, run: row.run, row: row }));
  const low = (r) => !absolute && r.row.interval ? figureOf(r.row.interval.low, figure.key) : null;
  const high = (r) => !absolute && r.row.interval ? figureOf(r.row.interval.high, figure.key) : null;
  const margins = absolute ? [] : Array.from(new Set(page.runs.map((run) => run.gate.harmless[figure.margin])));
  const margin = margins.length === 1 ? margins[0] : null;
  const name = (absolute ? "" : "Δ") + figure.name;
  element("prices-sub").textContent = absolute ? name + " of every rung and of the originals. The axis does not start at zero."
    : name + ": rung minus baseline on the same frames of the same run, " + (figure.loss < 0 ? "left" : "right")
      + " of zero is a loss. " + (margin === null ? "" : "The band is the margin of equivalence (±" + margin + "). ")
      + "Whiskers are the intervals over other scenes.";
  const least = margin === null ? [] : [-4 * margin, 4 * margin];
  const ends = rows.flatMap((r) => [value(r.row), low(r), high(r)]).filter(known).concat(least);
  const span = Math.max(...ends) - Math.min(...ends) || 0.01;
  const room = roomBeside(span, "prices", narrow);
  const label = (r) => absolute ? fixed(value(r.row)) : signed(value(r.row));
  const series = page.runs.map((run, i) => ({ name: run.name, type: "bar", stack: "one", barMaxWidth: 16,
    itemStyle: { color: tint(i), borderRadius: 2 },
    data: rows.map((r) => r.run === i ? value(r.row) : null) }));
  if (margin !== null) {
    series[0].markArea = { silent: true, itemStyle: { color: color("--soft"), opacity: 0.18 }, data: [[{ xAxis: -margin }, { xAxis: margin }]] };
  }
  return { height: 84 + rows.length * (narrow ? 34 : 26),
    says: rows.length === 0 ? "No rung is chosen" : "Bars of " + name + ": " + rows.map((r) => r.row.id + " of " + page.runs[r.run].name + " " + label(r)).join(", "),
    options: {
      grid: plot(narrow, { top: 44, left: narrow ? 8 : 28 }),
      legend: legend({ data: page.runs.map((run) => run.name), selectedMode: false, type: "scroll" }),
      yAxis: rungAxis(rows, narrow),
      xAxis: valueAxis({ min: absolute ? Math.min(...ends) - 0.5 * span : Math.min(...ends) - room, max: Math.max(...ends) + room,
        splitNumber: narrow ? 3 : 6, axisLabel: { color: color("--soft"), hideOverlap: true, showMinLabel: false, showMaxLabel: false,
          formatter: (v) => (absolute || v <= 0 ? "" : "+") + Number(v.toFixed(3)) } }),
      tooltip: tooltip({ trigger: "axis", axisPointer: { type: "shadow" }, formatter(points) {
        const r = rows[points[0].dataIndex];
        return "<b>" + escaped(r.row.id) + "</b> " + escaped(page.runs[r.run].name) + "<br>" + name + " " + label(r)
          + (known(low(r)) ? " [" + signed(low(r)) + ", " + signed(high(r)) + "]" : "")
          + "<br>" + escaped(r.row.verdict || "no verdict") + ": " + escaped(r.row.reason || "");
      } }),
      series: series.concat([whiskers(rows, low, high),
        { name: "number", type: "scatter", symbolSize: 0.1, tooltip: { show: false }, data: rows.map((r) => {
          const left = !absolute && value(r.row) < 0;
          const end = [value(r.row), low(r), high(r)].filter(known).reduce((a, b) => left ? Math.min(a, b) : Math.max(a, b));
          return { value: [end, r.id], label: { show: true, position: left ? "left" : "right", fontSize: 11, color: color("--soft"), formatter: label(r) } };
        }) }]),
    } };
} });

function sortBy(column, down) {
  const heads = Array.from(ladder.tHead.rows[0].cells);
  heads.forEach((head) => head.removeAttribute("aria-sort"));
  heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
  const rows = Array.from(ladder.tBodies[0].rows);
  rows.sort((a, b) => {
    const x = a.cells[column].dataset.sort, y = b.cells[column].dataset.sort;
    // What has no number stands last, whichever way; what is equal stays in the order of runs.
    if (x === "" || y === "") { return x === y ? 0 : x === "" ? 1 : -1; }
    const order = (column === 0 ? x.localeCompare(y) : Number(x) - Number(y)) * (down ? -1 : 1);
    return order || Number(a.dataset.run) - Number(b.dataset.run);
  });
  ladder.tBodies[0].append(...rows);
  redraw();
}

function filterRows() {
  const words = element("filter-text").value.trim().toLowerCase();
  const runs = Array.from(document.querySelectorAll("#filter-runs input")).filter((box) => box.checked).map((box) => box.value);
  ladderRows.forEach((row) => { row.hidden = !(row.dataset.find.toLowerCase().includes(words) && runs.includes(row.dataset.run)); });
  element("filter-count").textContent = shown().length + " of " + ladderRows.length + " rows";
  redraw();
}

page.runs.forEach((run, i) => {
  const name = made("label");
  const box = made("input", null, { type: "checkbox", value: String(i) });
  box.checked = true;
  box.addEventListener("change", filterRows);
  name.append(box, " " + run.name);
  element("filter-runs").append(name);
});
fillSelect(element("price-figure"), FIGURES.map((figure) => [figure.key, "Δ" + figure.name]).concat(MORE.map((figure) => [figure.key, figure.name])));
element("price-figure").addEventListener("change", () => redraw());
element("filter-text").addEventListener("input", filterRows);
element("filters").addEventListener("submit", (event) => event.preventDefault());
Array.from(ladder.tHead.rows[0].cells).forEach((head, column) => {
  head.querySelector("button").addEventListener("click", () => sortBy(column, head.getAttribute("aria-sort") === "ascending"));
});
element("filters").hidden = false;
element("prices-section").hidden = !page.runs.some((run) => run.hasFigures);
if (element("prices-section").hidden) { charts.length = 0; }
// The same rungs of all runs stand together.
sortByLadder();
filterRows();

function sortByLadder() {
  const order = new Map();
  page.rows.forEach((row) => { if (!order.has(row.id)) { order.set(row.id, order.size); } });
  const of = (row) => order.get(page.rows[Number(row.dataset.place)].id);
  ladder.tBodies[0].append(...ladderRows.slice().sort((a, b) => of(a) - of(b) || Number(a.dataset.run) - Number(b.dataset.run)));
}
let waiting = 0;
let lastWidth = window.innerWidth;
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw());
window.addEventListener("resize", () => {
  if (window.innerWidth === lastWidth) { return; }
  lastWidth = window.innerWidth;
  clearTimeout(waiting);
  waiting = setTimeout(() => redraw(), 120);
});
