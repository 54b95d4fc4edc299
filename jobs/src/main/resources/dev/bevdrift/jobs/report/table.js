// The ladder's table: a heading sorts, the form above filters, the charts show the same rows.
const ladder = element("ladder");
const ladderRows = Array.from(ladder.tBodies[0].rows);

/** The ids of the table's visible rows, in the order that they stand in. */
function shownIds() {
  return Array.from(ladder.tBodies[0].rows).filter((row) => !row.hidden).map((row) => row.dataset.id);
}
function shownRows(has) {
  return shownIds().map((id) => byId.get(id)).filter((row) => page.baselines[row.id] && has(row));
}

function sortBy(column, down) {
  const heads = Array.from(ladder.tHead.rows[0].cells);
  heads.forEach((head) => head.removeAttribute("aria-sort"));
  heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
  const rows = Array.from(ladder.tBodies[0].rows);
  rows.sort((a, b) => {
    const x = a.cells[column].dataset.sort, y = b.cells[column].dataset.sort;
    // What has no number stands last, whichever way.
    if (x === "" || y === "") { return x === y ? 0 : x === "" ? 1 : -1; }
    const order = column === 0 ? x.localeCompare(y) : Number(x) - Number(y);
    return down ? -order : order;
  });
  ladder.tBodies[0].append(...rows);
  redraw("prices", "drift");
}

function filterRows() {
  const words = element("filter-text").value.trim().toLowerCase();
  const boxes = Array.from(document.querySelectorAll("#filter-verdicts input"));
  const verdicts = boxes.filter((box) => box.checked).map((box) => box.value);
  ladderRows.forEach((row) => {
    const fits = row.dataset.find.toLowerCase().includes(words);
    // Rows without a verdict, the originals, stay to compare with.
    row.hidden = !(fits && (row.dataset.verdict === "" || verdicts.includes(row.dataset.verdict)));
  });
  element("filter-count").textContent = shownIds().length + " of " + ladderRows.length + " rows";
  redraw("prices", "drift");
}

function startTable() {
  Array.from(ladder.tHead.rows[0].cells).forEach((head, column) => {
    head.querySelector("button").addEventListener("click", () => sortBy(column, head.getAttribute("aria-sort") === "ascending"));
  });
  // The column of verdicts sorts best first.
  const ranked = ladderRows.slice().sort((a, b) => Number(a.cells[1].dataset.sort) - Number(b.cells[1].dataset.sort));
  const verdicts = Array.from(new Set(ranked.map((row) => row.dataset.verdict))).filter((verdict) => verdict !== "");
  verdicts.forEach((verdict) => {
    const label = made("label");
    const box = made("input", null, { type: "checkbox", value: verdict });
    box.checked = true;
    box.addEventListener("change", filterRows);
    label.append(box, " " + verdict);
    element("filter-verdicts").append(label);
  });
  element("filter-verdicts").hidden = verdicts.length < 2;
  element("filter-text").addEventListener("input", filterRows);
  element("filters").addEventListener("submit", (event) => event.preventDefault());
  element("filters").hidden = false;
  element("filter-count").textContent = ladderRows.length + " of " + ladderRows.length + " rows";
}

function startSlices() {
  const tabs = Array.from(document.querySelectorAll(".tabs button"));
  function choose(property) {
    tabs.forEach((tab) => tab.setAttribute("aria-pressed", String(tab.dataset.property === property)));
    document.querySelectorAll(".sliced").forEach((box) => { box.hidden = box.dataset.property !== property; });
  }
  tabs.forEach((tab) => tab.addEventListener("click", () => choose(tab.dataset.property)));
  if (tabs.length) { choose(tabs[0].dataset.property); }
}
