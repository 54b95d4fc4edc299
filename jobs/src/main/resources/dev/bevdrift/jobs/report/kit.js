// What every page needs: how numbers read, colours, and a list of charts to draw again.
const FIGURES = [
  { key: "nd_score", name: "NDS", margin: "nd_score", loss: -1 },
  { key: "mean_ap", name: "mAP", margin: "mean_ap", loss: -1 },
  { key: "trans_err", name: "mATE, m", margin: "tp_error", loss: 1 },
  { key: "scale_err", name: "mASE", margin: "tp_error", loss: 1 },
  { key: "orient_err", name: "mAOE, rad", margin: "tp_error", loss: 1 },
  { key: "vel_err", name: "mAVE, m/s", margin: "tp_error", loss: 1 },
  { key: "attr_err", name: "mAAE", margin: "tp_error", loss: 1 },
];

function element(id) { return document.getElementById(id); }
function known(value) { return typeof value === "number" && Number.isFinite(value); }
function figureOf(figures, key) {
  if (!figures) { return null; }
  return key in figures ? figures[key] : figures.tp_errors ? figures.tp_errors[key] : null;
}
function signed(v) {
  return !known(v) ? "–" : v === 0 ? "0" : Math.abs(v) < 0.00005 ? "~0" : (v > 0 ? "+" : "−") + Math.abs(v).toFixed(4);
}
function fixed(v) { return known(v) ? v.toFixed(4) : "–"; }
function short(v) { return !known(v) ? "–" : v === 0 ? "0" : Math.abs(v) >= 0.01 && Math.abs(v) < 1000 ? String(Number(v.toPrecision(3))) : v.toExponential(1); }
function color(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }
function verdictColor(row) {
  const style = { exact: "--safe", harmless: "--safe", degrades: "--degrades", breaks: "--breaks", "can't tell": "--open" }[row.verdict];
  return color(style || "--none");
}
function made(tag, text, attributes) {
  const node = document.createElement(tag);
  if (text !== undefined && text !== null) { node.textContent = text; }
  Object.entries(attributes || {}).forEach(([key, value]) => node.setAttribute(key, value));
  return node;
}

/** Fills a table: heads as text, rows as arrays whose first cell heads the row. */
function fillTable(table, heads, rows) {
  const head = made("tr");
  heads.forEach((text, i) => head.append(made("th", text, i === 0 ? { scope: "col", class: "text" } : { scope: "col" })));
  const body = rows.map((cells) => {
    const line = made("tr");
    cells.forEach((text, i) => line.append(i === 0 ? made("th", text, { scope: "row" }) : made("td", text)));
    return line;
  });
  const top = made("thead");
  top.append(head);
  const rest = made("tbody");
  rest.append(...body);
  table.replaceChildren(top, rest);
}

function fillSelect(select, options) {
  select.replaceChildren(...options.map(([value, text]) => made("option", text, { value: value })));
}

// A chart is {id, build}; build(narrow) gives {options, height, says} or null where there is nothing to draw.
const charts = [];
const drawn = new Map();

function draw(chart) {
  const box = element(chart.id);
  const old = drawn.get(chart.id);
  if (old) { old.dispose(); drawn.delete(chart.id); }
  const built = chart.build(window.innerWidth < 620);
  const section = chart.section ? element(chart.section) : box;
  section.hidden = !built;
  if (!built) { return; }
  box.style.height = built.height + "px";
  box.setAttribute("aria-label", built.says);
  const instance = echarts.init(box, null, { renderer: "svg" });
  const family = getComputedStyle(document.body).fontFamily;
  // An axis makes room for its labels as they are in a font of its own: without one, in a narrower one than the page's.
  [].concat(built.options.xAxis || [], built.options.yAxis || []).forEach((axis) => {
    axis.axisLabel = Object.assign({ fontFamily: family }, axis.axisLabel);
  });
  instance.setOption(Object.assign({ animation: false, textStyle: { fontFamily: family, color: color("--ink") } }, built.options));
  drawn.set(chart.id, instance);
}
function redraw(...ids) { charts.filter((chart) => ids.length === 0 || ids.includes(chart.id)).forEach(draw); }

function tooltip(extra) {
  return Object.assign({ confine: true, backgroundColor: color("--panel"), borderColor: color("--line"),
    textStyle: { color: color("--ink"), fontSize: 13 }, extraCssText: "max-width: 320px; white-space: normal;" }, extra);
}
function escaped(text) { return echarts.format.encodeHTML(String(text)); }
function rungAxis(rows, narrow) {
  return { type: "category", inverse: true, data: rows.map((row) => row.id), axisTick: { show: false }, axisLine: { show: false },
    axisLabel: { color: color("--ink"), width: narrow ? 108 : 190, overflow: "break", fontSize: narrow ? 10.5 : 12.5, lineHeight: narrow ? 12 : 14, interval: 0 } };
}
function valueAxis(extra) {
  return Object.assign({ type: "value", axisLabel: { color: color("--soft"), hideOverlap: true },
    splitLine: { lineStyle: { color: color("--line") } } }, extra);
}
function legend(extra) {
  return Object.assign({ top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: color("--ink") } }, extra);
}
function plot(narrow, extra) {
  return Object.assign({ left: narrow ? 4 : 16, right: narrow ? 20 : 44, top: 36, bottom: 8, containLabel: true }, extra);
}

/** Whiskers as a line with a gap after each pair: the common build of the library has no error bars. */
function whiskers(rows, low, high) {
  const points = [];
  rows.forEach((row) => {
    if (known(low(row)) && known(high(row))) { points.push([low(row), row.id], [high(row), row.id], [null, row.id]); }
  });
  return { name: "interval", type: "line", data: points, connectNulls: false, symbol: "rect", symbolSize: [2, 11], z: 5,
    lineStyle: { color: color("--ink"), width: 1.5 }, itemStyle: { color: color("--ink") }, tooltip: { show: false } };
}

/** How far a value axis must go beyond its ends so that a number of some 68 pixels stands there, beside names of 110 or 190. */
function roomBeside(span, id, narrow) {
  const width = element(id).parentElement.clientWidth - (narrow ? 145 : 260);
  return span * Math.min(1.2, 68 / Math.max(60, width - 136));
}
