// What each rung costs, the recipe step by step, and how far the outputs drift.

charts.push({ id: "prices", section: "prices-section", build(narrow) {
  const figure = FIGURES.find((f) => f.key === element("price-figure").value) || FIGURES[0];
  const delta = (row) => figureOf(row.delta, figure.key);
  if (!hasFigures || !comparedRows.some((row) => known(delta(row)))) { return null; }
  const rows = shownRows((row) => known(delta(row)));
  const low = (row) => row.interval ? figureOf(row.interval.low, figure.key) : null;
  const high = (row) => row.interval ? figureOf(row.interval.high, figure.key) : null;
  const margin = summary.gate.harmless[figure.margin];
  const confidence = Math.round(100 * summary.gate.harmless.confidence);
  element("prices-sub").textContent = "Δ" + figure.name + ": rung minus baseline on the same frames, "
    + (figure.loss < 0 ? "left" : "right") + " of zero is a loss. The band is the margin of equivalence (±" + margin
    + "), whiskers are the " + confidence + " % interval over other scenes; colours are the verdict's.";
  const ends = rows.flatMap((row) => [delta(row), low(row), high(row)]).filter(known).concat([-4 * margin, 4 * margin]);
  const span = Math.max(...ends) - Math.min(...ends);
  const room = roomBeside(span, "prices", narrow);
  const options = {
    grid: plot(narrow, { top: 10 }),
    yAxis: rungAxis(rows, narrow),
    xAxis: valueAxis({ min: Math.min(...ends) - room, max: Math.max(...ends) + room, splitNumber: narrow ? 3 : 6,
      axisLabel: { color: color("--soft"), hideOverlap: true, showMinLabel: false, showMaxLabel: false,
        formatter: (v) => (v > 0 ? "+" : "") + Number(v.toFixed(3)) } }),
    tooltip: tooltip({ trigger: "axis", axisPointer: { type: "shadow" }, formatter(points) {
      const row = rows[points[0].dataIndex];
      return "<b>" + escaped(row.id) + "</b><br>Δ" + figure.name + " " + signed(delta(row))
        + (known(low(row)) ? " [" + signed(low(row)) + ", " + signed(high(row)) + "]" : "")
        + "<br>" + escaped(row.verdict || "no verdict") + ": " + escaped(row.reason || "");
    } }),
    series: [{ name: "Δ" + figure.name, type: "bar", barMaxWidth: 16,
      markArea: { silent: true, itemStyle: { color: color("--soft"), opacity: 0.18 }, data: [[{ xAxis: -margin }, { xAxis: margin }]] },
      data: rows.map((row) => ({ value: delta(row), itemStyle: { color: verdictColor(row), borderRadius: 2 } })) },
    whiskers(rows, low, high),
    // The numbers stand beyond the whisker's end.
    { name: "number", type: "scatter", symbolSize: 0.1, tooltip: { show: false }, data: rows.map((row) => {
      const left = delta(row) < 0;
      const end = [delta(row), low(row), high(row)].filter(known).reduce((a, b) => left ? Math.min(a, b) : Math.max(a, b));
      return { value: [end, row.id], label: { show: true, position: left ? "left" : "right", fontSize: 11, color: color("--soft"),
        formatter: signed(delta(row)) } };
    }) }],
  };
  return { options: options, height: 50 + rows.length * (narrow ? 34 : 30),
    says: "Bars of Δ" + figure.name + ": " + rows.map((row) => row.id + " " + signed(delta(row))).join(", ") };
} });

/** The recipe's steps: NDS of each cumulative rung, from the original on. */
function recipeSteps() {
  const attribution = summary.attribution;
  if (!attribution || !Array.isArray(attribution.rows) || !hasFigures) { return []; }
  const order = attribution.order || attribution.rows.map((row) => row.rewrite);
  const rows = new Map(attribution.rows.map((row) => [row.rewrite, row]));
  const start = summary.rungs.find((row) => row.kind === "original" && row.metrics);
  const steps = start ? [{ name: start.id, nds: start.metrics.nd_score, before: null }] : [];
  order.forEach((rewrite) => {
    const row = rows.get(rewrite);
    const rung = row && row.cumulative && byId.get(row.cumulative.rung);
    if (rung && rung.metrics && known(rung.metrics.nd_score)) {
      const before = steps.length ? steps[steps.length - 1].nds : null;
      steps.push({ name: rewrite, rung: rung.id, nds: rung.metrics.nd_score, before: before });
    }
  });
  return steps;
}

charts.push({ id: "waterfall", build(narrow) {
  const steps = recipeSteps();
  if (steps.length < 2) { return null; }
  const bars = steps.concat([{ name: "all of it", nds: steps[steps.length - 1].nds, before: null }]);
  const ends = bars.flatMap((step) => [step.nds, step.before]).filter(known);
  const span = Math.max(...ends) - Math.min(...ends) || 0.01;
  const from = Math.floor(1000 * (Math.min(...ends) - 0.25 * span)) / 1000;
  const change = (step) => step.before === null ? null : step.nds - step.before;
  element("waterfall-sub").textContent = "NDS after each rewrite, in the recipe's order, from " + fixed(steps[0].nds) + " to "
    + fixed(steps[steps.length - 1].nds) + ". The axis does not start at zero.";
  return { height: 60 + bars.length * 28,
    says: "NDS after each rewrite: " + bars.map((step) => step.name + " " + fixed(step.nds)).join(", "),
    options: {
      grid: plot(narrow, { top: 8 }),
      yAxis: rungAxis(bars.map((step) => ({ id: step.name })), narrow),
      xAxis: valueAxis({ min: from, max: Math.max(...ends) + (narrow ? 0.4 : 0.2) * span, splitNumber: narrow ? 2 : 5, axisLabel: { color: color("--soft"), hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: (v) => v.toFixed(3) } }),
      tooltip: tooltip({ trigger: "axis", axisPointer: { type: "shadow" }, formatter(points) {
        const step = bars[points[0].dataIndex];
        return "<b>" + escaped(step.name) + "</b><br>NDS " + fixed(step.nds) + (step.before === null ? "" : " (" + signed(change(step)) + ")");
      } }),
      series: [
        { type: "bar", stack: "nds", silent: true, itemStyle: { color: "transparent" }, barMaxWidth: 18,
          data: bars.map((step) => step.before === null ? from : Math.min(step.nds, step.before)) },
        { name: "NDS", type: "bar", stack: "nds", barMaxWidth: 18, barMinHeight: 2,
          label: { show: true, position: "right", fontSize: 11, color: color("--soft"),
            formatter: (p) => bars[p.dataIndex].before === null ? fixed(bars[p.dataIndex].nds) : signed(change(bars[p.dataIndex])) },
          data: bars.map((step) => ({ value: step.before === null ? step.nds - from : Math.abs(change(step)),
            itemStyle: { color: step.before === null ? color("--nds") : change(step) < 0 ? color("--breaks") : color("--safe") } })) },
      ],
    } };
} });

function fillAttribution() {
  const attribution = summary.attribution;
  const told = (row) => row.alone || row.cumulative || row.leave_one_out || row.parts || row.same_graph_as;
  const rows = attribution && Array.isArray(attribution.rows) ? attribution.rows.filter(told) : [];
  element("waterfall-section").hidden = rows.length === 0;
  if (rows.length === 0) { return; }
  const step = new Map(recipeSteps().map((s) => [s.name, s.before === null ? null : s.nds - s.before]));
  const price = (part) => part && known(part.nd_score)
    ? signed(part.nd_score) + (known(part.low) ? " [" + signed(part.low) + ", " + signed(part.high) + "]" : "") : "–";
  const heads = ["rewrite", "alone ΔNDS", "as a step", "left out of it", "interaction", "rewrite itself", "exporter, runtime"];
  const cells = rows.map((row) => [row.rewrite + (row.same_graph_as ? " (same graph as " + row.same_graph_as + ")" : ""), price(row.alone),
    signed(step.get(row.rewrite)), price(row.leave_one_out), price(row.interaction),
    signed(row.parts ? part(row.parts.rewrite) : null), signed(row.parts ? part(row.parts.exporter_runtime) : null)]);
  // A ladder without cumulative rungs measures no steps: what nobody measured has no column.
  const kept = heads.map((head, k) => k).filter((k) => cells.some((line) => line[k] !== "–"));
  if (step.size === 0) {
    element("waterfall-title").textContent = "What each rewrite costs";
    element("waterfall-sub").textContent = "Each alone against the baseline, in the recipe's order; the sets cumulative and recipe-minus measure its steps too.";
  }
  fillTable(element("attribution"), kept.map((k) => heads[k]), cells.map((line) => kept.map((k) => line[k])));
}
/** A part is a number, or an object with nd_score. */
function part(value) { return known(value) ? value : value && value.nd_score; }

charts.push({ id: "drift", section: "drift-section", build(narrow) {
  const differs = (row) => row.tensor_diff !== null && Object.keys(row.tensor_diff.outputs).length > 0;
  if (!comparedRows.some(differs)) { return null; }
  const rows = shownRows(differs);
  const names = Array.from(new Set(rows.flatMap((row) => Object.keys(row.tensor_diff.outputs))));
  const largest = (row, name) => row.tensor_diff.outputs[name] ? row.tensor_diff.outputs[name].max_abs : null;
  const positive = rows.flatMap((row) => names.map((name) => largest(row, name))).filter((v) => known(v) && v > 0);
  const least = Math.pow(10, Math.floor(Math.log10(Math.min(1e-8, ...positive))));
  const tints = ["--nds", "--map", "--third", "--degrades", "--open"];
  return { height: 70 + rows.length * (narrow ? 32 : 26),
    says: "Largest output difference of each rung: " + rows.map((row) => row.id + " " + short(row.tensor_diff.max_abs)).join(", "),
    options: {
      grid: plot(narrow, { top: narrow && names.length > 3 ? 64 : 36 }),
      legend: legend(),
      yAxis: rungAxis(rows, narrow),
      xAxis: { type: "log", min: least, splitLine: { lineStyle: { color: color("--line") } },
        axisLabel: { color: color("--soft"), hideOverlap: true, formatter: (v) => v.toExponential(0) } },
      tooltip: tooltip({ trigger: "axis", axisPointer: { type: "shadow" }, formatter(points) {
        const row = rows[points[0].dataIndex];
        return "<b>" + escaped(row.id) + "</b>" + names.filter((name) => known(largest(row, name)))
          .map((name) => "<br>" + escaped(name) + " " + short(largest(row, name))).join("");
      } }),
      series: names.map((name, i) => ({ name: name, type: "scatter", symbolSize: 11,
        itemStyle: { color: color(tints[i % tints.length]), opacity: 0.9 },
        symbol: ["circle", "diamond", "rect", "triangle", "roundRect"][i % 5],
        data: rows.map((row) => known(largest(row, name)) ? Math.max(largest(row, name), least) : null) })),
    } };
} });
