// Draws everything once, and again when the window or the colours change.
fillSelect(element("price-figure"), FIGURES.map((figure) => [figure.key, "Δ" + figure.name]));
element("price-figure").addEventListener("change", () => redraw("prices"));
startTable();
startSlices();
fillAttribution();
startRung();
startCost();
startFrames();
// A chart measures its box, which must be shown: sections open first, then close where there is nothing.
["prices-section", "drift-section", "curves-section", "cost-section"].forEach((id) => { element(id).hidden = false; });
redraw();
if (comparedRows.length) { showRung(); }
document.querySelectorAll("[data-section]").forEach((section) => {
  if (!section.hidden) { element("sections").append(made("a", section.dataset.section, { href: "#" + section.id })); }
});
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  redraw();
  if (frames.length) { showFrame(); }
});
let waiting = 0;
let lastWidth = window.innerWidth;
window.addEventListener("resize", () => {
  if (window.innerWidth === lastWidth) { return; }
  lastWidth = window.innerWidth;
  clearTimeout(waiting);
  waiting = setTimeout(() => redraw(), 120);
});
