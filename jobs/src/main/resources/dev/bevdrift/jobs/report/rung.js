// One rung in depth: its curves beside the baseline's, how its boxes shift, how its outputs differ.
const SHIFTS = [
  ["centre_m", "centre, m"], ["size_ratio", "size ratio"], ["yaw_deg", "yaw, °"], ["velocity_mps", "velocity, m/s"], ["score", "score"]];

function chosenRung() { return byId.get(element("rung").value); }

/** Small charts side by side: where each stands, in percent. */
function cells(count, columns) {
  const rows = Math.ceil(count / columns);
  return Array.from({ length: count }, (any, i) => ({ column: i % columns, row: Math.floor(i / columns), rows: rows }));
}

charts.push({ id: "curves", section: "curves-section", build(narrow) {
  const row = chosenRung();
  const own = row && page.curves[row.id];
  if (!own) { return null; }
  const baseline = page.baselines[row.id];
  const other = page.curves[baseline];
  const distance = element("curve-distance").value;
  const names = Object.keys(own).filter((name) => own[name][distance]
    && (own[name][distance].precision.length || (other && other[name] && other[name][distance].precision.length)));
  if (names.length === 0) { return null; }
  const columns = narrow ? 2 : window.innerWidth < 1000 ? 3 : 5;
  const places = cells(names.length, columns);
  const cellHeight = narrow ? 160 : 190;
  const width = element("rung-section").clientWidth - (narrow ? 30 : 42);
  const cellWidth = width / columns;
  const ap = (curves, name) => curves && curves[name] && curves[name][distance] ? curves[name][distance].ap : null;
  const points = (curves, name) => (curves && curves[name] && curves[name][distance] ? curves[name][distance].precision : [])
    .map((p, i) => [i / 100, p / 1000]);
  const series = [];
  names.forEach((name, i) => {
    if (other) {
      series.push({ name: baseline, type: "line", showSymbol: false, xAxisIndex: i, yAxisIndex: i, data: points(other, name),
        lineStyle: { color: color("--ink"), width: 1.5, type: [4, 3] }, itemStyle: { color: color("--ink") } });
    }
    series.push({ name: row.id, type: "line", showSymbol: false, xAxisIndex: i, yAxisIndex: i, data: points(own, name),
      lineStyle: { color: color("--nds"), width: 2 }, itemStyle: { color: color("--nds") } });
  });
  element("curves-sub").textContent = (other ? "Dashed: " + baseline + "; solid: " : "Solid: ") + row.id
    + ". Precision upwards, recall to the right, both 0 to 1; above each the AP"
    + (other ? " of the baseline and of the rung." : ".");
  const axis = (i) => ({ gridIndex: i, min: 0, max: 1, interval: 0.5, axisLabel: { color: color("--soft"), fontSize: 10 },
    type: "value", splitLine: { lineStyle: { color: color("--line") } } });
  return { height: places[0].rows * cellHeight + 6,
    says: "AP by class: " + names.map((name) => name + " " + (other ? fixed(ap(other, name)) + " to " : "") + fixed(ap(own, name))).join(", "),
    options: {
      title: names.map((name, i) => ({ text: name.replace(/_/g, " "), left: places[i].column * cellWidth + 30, top: places[i].row * cellHeight,
        subtext: (other ? "AP " + fixed(ap(other, name)) + " → " : "AP ") + fixed(ap(own, name)), itemGap: 6,
        textStyle: { fontSize: 12.5, color: color("--ink") }, subtextStyle: { fontSize: 11, color: color("--soft") } })),
      grid: places.map((place) => ({ left: place.column * cellWidth + 32, width: cellWidth - 48,
        top: place.row * cellHeight + 42, height: cellHeight - 66 })),
      xAxis: names.map((name, i) => axis(i)),
      yAxis: names.map((name, i) => axis(i)),
      tooltip: tooltip({ trigger: "axis", formatter: (hits) => "recall " + hits[0].value[0].toFixed(2)
        + hits.map((hit) => "<br>" + escaped(hit.seriesName) + " " + hit.value[1].toFixed(3)).join("") }),
      series: series,
    } };
} });

/** A histogram as a bar chart among others; edges may be logarithmic, so bars are categories. */
function histograms(list, narrow) {
  const columns = narrow ? 1 : Math.min(list.length, window.innerWidth < 1000 ? 2 : 3);
  const places = cells(list.length, columns);
  const cellWidth = (element("rung-section").clientWidth - (narrow ? 30 : 42)) / columns;
  return { height: places[0].rows * 170 + 6, options: {
    title: list.map((one, i) => ({ text: one.name, left: places[i].column * cellWidth + 34, top: places[i].row * 170,
      textStyle: { fontSize: 12.5, color: color("--ink") } })),
    grid: places.map((place) => ({ left: place.column * cellWidth + 44, width: cellWidth - 62, top: place.row * 170 + 28, height: 100 })),
    xAxis: list.map((one, i) => ({ gridIndex: i, type: "category", data: one.counts.map((any, k) => short(one.edges[k])),
      axisLabel: { color: color("--soft"), fontSize: 10, hideOverlap: true }, axisTick: { show: false } })),
    yAxis: list.map((one, i) => ({ gridIndex: i, type: "value", splitNumber: 2, axisLabel: { color: color("--soft"), fontSize: 10,
      formatter: (v) => v >= 1e6 ? v / 1e6 + "M" : v >= 1e3 ? v / 1e3 + "k" : v }, splitLine: { lineStyle: { color: color("--line") } } })),
    tooltip: tooltip({ trigger: "axis", formatter(hits) {
      const one = list[hits[0].seriesIndex], k = hits[0].dataIndex;
      return escaped(one.name) + " " + short(one.edges[k]) + " to " + short(one.edges[k + 1]) + ": " + one.counts[k];
    } }),
    series: list.map((one, i) => ({ name: one.name, type: "bar", xAxisIndex: i, yAxisIndex: i, data: one.counts, barCategoryGap: "10%",
      itemStyle: { color: color("--nds") } })),
  } };
}
/** One bar alone, such as all differences being zero, tells nothing that the table above does not. */
function hasHistogram(one) {
  return one && one.histogram && Array.isArray(one.histogram.counts) && one.histogram.counts.filter((count) => count > 0).length > 1;
}

charts.push({ id: "shifts", build(narrow) {
  const shifts = chosenRung() && chosenRung().shifts;
  const list = SHIFTS.filter(([key]) => shifts && hasHistogram(shifts[key]))
    .map(([key, name]) => ({ name: name, edges: shifts[key].histogram.edges, counts: shifts[key].histogram.counts }));
  return list.length === 0 ? null : Object.assign(histograms(list, narrow), { says: "Histograms of the shifts; the table above has their quantiles" });
} });

charts.push({ id: "tensors", build(narrow) {
  const row = chosenRung();
  const outputs = row && row.tensor_diff ? row.tensor_diff.outputs : {};
  const list = Object.keys(outputs).filter((name) => hasHistogram(outputs[name]))
    .map((name) => ({ name: "|difference| of " + name, edges: outputs[name].histogram.edges, counts: outputs[name].histogram.counts }));
  return list.length === 0 ? null : Object.assign(histograms(list, narrow), { says: "Histograms of absolute differences; the table above has their quantiles" });
} });

charts.push({ id: "growth", build(narrow) {
  const row = chosenRung();
  const outputs = row && row.tensor_diff ? row.tensor_diff.outputs : {};
  const names = Object.keys(outputs).filter((name) => Array.isArray(outputs[name].growth) && outputs[name].growth.length > 1);
  if (names.length === 0) { return null; }
  const forced = row.teacher_forced ? row.teacher_forced.tensor_diff.outputs : {};
  const tints = ["--nds", "--map", "--third", "--degrades"];
  return { height: narrow ? 256 : 230, says: "Largest difference by frame in the scene",
    options: { title: { text: "Largest difference by frame in the scene", left: 0, textStyle: { fontSize: 12.5, color: color("--ink") } },
      legend: legend({ top: 22 }), grid: plot(narrow, { top: narrow ? 82 : 56 }),
      xAxis: { type: "category", data: outputs[names[0]].growth.map((g) => g.frame_in_scene), axisLabel: { color: color("--soft") } },
      yAxis: { type: "log", axisLabel: { color: color("--soft"), formatter: (v) => v.toExponential(0) }, splitLine: { lineStyle: { color: color("--line") } } },
      tooltip: tooltip({ trigger: "axis", valueFormatter: short }),
      series: names.flatMap((name, i) => {
        const line = (of, more) => Object.assign({ type: "line", itemStyle: { color: color(tints[i % 4]) },
          data: of.growth.map((g) => g.max_abs > 0 ? g.max_abs : null) }, more);
        return forced[name] === undefined ? [line(outputs[name], { name: name })]
          : [line(outputs[name], { name: name }), line(forced[name], { name: name + ", teacher-forced", lineStyle: { type: "dashed" } })];
      }) } };
} });

const TENSOR_COLUMNS = [["max_abs", "largest"], ["mean_abs", "mean"], ["rms_abs", "RMS"], ["relative", "relative"], ["cosine", "cosine"],
  ["snr_db", "SNR, dB"], ["p50", "median"], ["p90", "p90"], ["p99", "p99"], ["p999", "p99.9"], ["beyond_tolerance", "beyond tolerance"],
  ["nan", "NaN"], ["inf", "Inf"], ["frames", "frames"]];

function fillTensors(row) {
  const outputs = row.tensor_diff ? row.tensor_diff.outputs : {};
  const lines = [];
  Object.entries(outputs).forEach(([name, output]) => {
    lines.push([name, Object.assign({}, output, output.quantiles)]);
    (output.layers || []).forEach((layer) => lines.push([name + ", layer " + layer.layer, layer]));
  });
  element("tensors-section").hidden = lines.length === 0;
  const columns = TENSOR_COLUMNS.filter(([key]) => lines.some(([, values]) => known(values[key])));
  const text = (key, value) => key === "beyond_tolerance" && known(value) ? (100 * value).toPrecision(3) + " %"
    : key === "cosine" && known(value) ? value.toFixed(7) : short(value);
  fillTable(element("tensors-table"), ["output"].concat(columns.map(([, head]) => head)),
    lines.map(([name, values]) => [name].concat(columns.map(([key]) => text(key, values[key])))));
}

function fillShifts(row) {
  const shifts = row.shifts || {};
  const lines = SHIFTS.filter(([key]) => shifts[key]);
  element("shifts-section").hidden = lines.length === 0;
  fillTable(element("shifts-table"), ["shift", "mean", "median", "p90", "p99", "largest"],
    lines.map(([key, name]) => [name].concat(["mean", "p50", "p90", "p99", "max"].map((q) => short(shifts[key][q])))));
}

function divergencesOf(row) {
  return ((page.divergence && page.divergence.frames) || []).filter((frame) => row && frame.rung === row.id);
}

charts.push({ id: "divergence", build(narrow) {
  const own = divergencesOf(chosenRung()).filter((frame) => frame.taps.length > 1);
  if (own.length === 0) { return null; }
  const names = own[0].taps.map(([tap]) => tap);
  const values = own.flatMap((frame) => frame.taps.map(([, relative]) => relative)).filter((v) => known(v) && v > 0);
  // Powers of ten on a linear axis: over sixteen decades the library's logarithmic one loses its ticks.
  const least = Math.floor(Math.log10(Math.min(1e-8, ...values)));
  const power = (value) => value > 0 ? Math.max(Math.log10(value), least) : least;
  const tints = ["--nds", "--third", "--map", "--degrades"];
  return { height: 300, says: "Relative difference of " + names.length + " values inside the graph, in the order of running",
    options: { legend: legend(), grid: plot(narrow, { top: 34 }),
      xAxis: { type: "category", data: names, axisLabel: { show: false }, axisTick: { show: false }, name: "values inside the graph, in the order of running",
        nameLocation: "middle", nameGap: 12, nameTextStyle: { color: color("--soft") } },
      yAxis: { type: "value", min: least, max: Math.ceil(Math.log10(Math.max(1, ...values))), minInterval: 1,
        axisLabel: { color: color("--soft"), formatter: (v) => "1e" + v }, splitLine: { lineStyle: { color: color("--line") } } },
      tooltip: tooltip({ trigger: "axis", formatter: (hits) => "<b>" + escaped(names[hits[0].dataIndex]) + "</b>" + hits.map((hit) => "<br>frame "
        + escaped(hit.seriesName) + ": " + short(own[hit.seriesIndex].taps[hit.dataIndex][1])).join("") }),
      series: own.map((frame, i) => ({ name: frame.sample_token.slice(0, 8), type: "line", symbolSize: 5, itemStyle: { color: color(tints[i % 4]) },
        data: frame.taps.map(([, relative]) => known(relative) ? power(relative) : null),
        markLine: i > 0 ? undefined : { silent: true, symbol: "none", label: { formatter: "tolerance", color: color("--soft"), position: "insideEndTop" },
          lineStyle: { color: color("--breaks"), type: "dashed" }, data: [{ yAxis: power(page.divergence.tolerance) }] } })) } };
} });

function worstFrames(row) {
  const worst = (page.divergence.worst || []).find((entry) => entry.rung === row.id);
  if (!worst) { return ""; }
  return (worst.inside ? " Worst of these frames: " + worst.inside.sample_token.slice(0, 8) + ", " + worst.inside.tap + " by "
      + (known(worst.inside.relative) ? short(worst.inside.relative) : "more than any number") + "." : "")
    + (worst.output ? " Worst of all: " + worst.output.sample_token.slice(0, 8) + " of " + worst.output.scene + ", " + worst.output.name + "["
      + worst.output.element.join(", ") + "] by " + (known(worst.output.max_abs) ? short(worst.output.max_abs) : "more than any number") + "." : "");
}

function fillDivergence(row) {
  const own = divergencesOf(row);
  element("divergence-section").hidden = own.length === 0;
  if (own.length === 0) { return; }
  element("divergence-sub").textContent = "Values inside the graph against the same values of " + page.divergence.compared_with
    + ", each graph fed the same; relative to the largest magnitude, zero stands at the bottom."
    + worstFrames(row) + own.filter((frame) => frame.certain === false && frame.unseen).map((frame) => " On frame " + frame.sample_token.slice(0, 8)
      + " " + frame.unseen.length + " values were not looked at: an earlier one may differ.").join("");
  fillTable(element("divergence-table"), ["frame", "first value past tolerance", "differs by", "nodes just before it"],
    own.map((frame) => [frame.sample_token.slice(0, 8), frame.first ? frame.first.tap : "none", frame.first ? short(frame.first.relative) : "–",
      frame.between.length ? frame.between.slice(0, 4).join(", ") + (frame.between.length > 4 ? " and " + (frame.between.length - 4) + " more" : "") : "–"]));
}

function showRung() {
  const row = chosenRung();
  const rewrites = row.rewrites.length === 0 ? "no rewrite" : row.rewrites.length > 3 ? row.rewrites.length + " rewrites" : row.rewrites.join(", ");
  element("rung-sub").textContent = "Against " + page.baselines[row.id] + "; " + rewrites + ". "
    + (row.verdict ? row.verdict + ": " + row.reason + "." : "");
  fillShifts(row);
  fillTensors(row);
  fillDivergence(row);
  redraw("curves", "shifts", "tensors", "growth", "divergence");
}

function startRung() {
  element("rung-section").hidden = comparedRows.length === 0;
  if (comparedRows.length === 0) { return; }
  fillSelect(element("rung"), comparedRows.map((row) => [row.id, row.id + (row.verdict ? " (" + row.verdict + ")" : "")]));
  const loss = (row) => figureOf(row.delta, "nd_score");
  const worst = comparedRows.reduce((a, b) => known(loss(b)) && (!known(loss(a)) || loss(b) < loss(a)) ? b : a);
  element("rung").value = worst.id;
  const distances = new Set();
  Object.values(page.curves).forEach((row) => Object.values(row).forEach((one) => Object.keys(one).forEach((d) => distances.add(d))));
  fillSelect(element("curve-distance"), Array.from(distances).sort((a, b) => a - b).map((d) => [d, Number(d) + " m"]));
  if (distances.has("2.0")) { element("curve-distance").value = "2.0"; }
  element("rung").addEventListener("change", showRung);
  element("curve-distance").addEventListener("change", () => redraw("curves"));
}
