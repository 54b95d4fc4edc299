// The data of one run.
const page = JSON.parse(document.getElementById("page-data").textContent);
const summary = page.summary;
const byId = new Map(summary.rungs.map((row) => [row.id, row]));
const comparedRows = summary.rungs.filter((row) => page.baselines[row.id] && row.boxes !== null);
const hasFigures = summary.mode === "figures";
