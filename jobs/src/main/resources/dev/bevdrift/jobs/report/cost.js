// What a rung takes and weighs against what it is worth.
const COSTS = [
  ["p50", "median latency, ms", (rung) => rung.latency_ms && rung.latency_ms.p50],
  ["p99", "p99 latency, ms", (rung) => rung.latency_ms && rung.latency_ms.p99],
  ["mb", "size, MB", (rung) => known(rung.bytes) ? rung.bytes / 1e6 : null],
];

function costPoints(of) {
  return summary.rungs.filter((row) => row.kind === "rung" && page.cost && page.cost[row.id] && row.metrics && known(of(page.cost[row.id])))
    .map((row) => ({ row: row, x: of(page.cost[row.id]), y: row.metrics.nd_score })).filter((p) => known(p.y));
}

charts.push({ id: "cost", section: "cost-section", build(narrow) {
  const chosen = COSTS.find(([key]) => key === element("cost-figure").value);
  if (!chosen) { return null; }
  const points = costPoints(chosen[2]);
  const beaten = (p) => points.some((q) => q.x <= p.x && q.y >= p.y && (q.x < p.x || q.y > p.y));
  // Names grow towards the middle, never over the axes.
  const middle = (Math.min(...points.map((p) => p.x)) + Math.max(...points.map((p) => p.x))) / 2;
  // Names of neighbours stand in steps, one above the other.
  const spread = (of) => Math.max(...points.map(of)) - Math.min(...points.map(of)) || 1;
  const near = (p, q) => q && Math.abs(p.x - q.x) < (narrow ? 0.5 : 0.2) * spread((r) => r.x) && Math.abs(p.y - q.y) < 0.15 * spread((r) => r.y);
  const steps = new Map();
  points.filter((p) => !beaten(p)).sort((p, q) => p.x - q.x)
    .forEach((p, i, named) => steps.set(p, near(p, named[i - 1]) ? steps.get(named[i - 1]) + 1 : 0));
  const room = 13 * Math.max(0, ...steps.values());
  return { height: (narrow ? 320 : 400) + room,
    says: "NDS over " + chosen[1] + ": " + points.map((p) => p.row.id + " " + short(p.x) + ", " + fixed(p.y)).join("; "),
    options: {
      grid: plot(narrow, { top: 40 + room, bottom: 30 }),
      xAxis: valueAxis({ name: chosen[1], nameLocation: "middle", nameGap: 26, scale: true, nameTextStyle: { color: color("--soft") } }),
      yAxis: valueAxis({ name: "NDS", scale: true, nameTextStyle: { color: color("--soft") } }),
      tooltip: tooltip({ trigger: "item", formatter: (hit) => "<b>" + escaped(points[hit.dataIndex].row.id) + "</b><br>" + chosen[1] + " "
        + short(hit.value[0]) + "<br>NDS " + fixed(hit.value[1]) }),
      series: [{ type: "scatter", symbolSize: 13,
        data: points.map((p) => ({ value: [p.x, p.y], itemStyle: { color: verdictColor(p.row) },
          label: { show: !beaten(p), position: "top", distance: 5 + 13 * steps.get(p), align: p.x < middle ? "left" : "right", fontSize: 11, color: color("--ink"), formatter: p.row.id } })) }],
    } };
} });

function startCost() {
  const usable = COSTS.filter(([, , of]) => costPoints(of).length > 0);
  fillSelect(element("cost-figure"), usable.map(([key, name]) => [key, name]));
  element("cost-figure").addEventListener("change", () => redraw("cost"));
}
