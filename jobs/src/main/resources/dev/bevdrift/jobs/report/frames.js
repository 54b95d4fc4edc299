// The worst frames: one picture for all rungs, boxes drawn over it and from above.
// A box is [class, x, y, z, width, length, height, yaw, score] in the vehicle's frame: x forward, y left, z up. The page
// holds whole numbers, centimetres and thousandths; here they are metres, radians and scores.
const LAYERS = [["truth", "truth", "--safe"], ["baseline", "baseline", "--nds"], ["rung", "rung", "--breaks"]];
const SVG = "http://www.w3.org/2000/svg";
const frames = (page.frames && page.frames.frames) || [];
const inMetres = (box) => [page.frames.classes[box[0]]].concat(box.slice(1, 7).map((v) => v / 100), box.slice(7).map((v) => v / 1000));
frames.forEach((frame) => {
  frame.truth = frame.truth.map(inMetres);
  Object.keys(frame.rows).forEach((id) => { frame.rows[id] = frame.rows[id].map(inMetres); });
});
let frameIndex = 0;

function svgMade(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
  return node;
}

/** The eight corners: front four, then back four, each left-top, right-top, right-bottom, left-bottom. */
function corners([, x, y, z, w, l, h, yaw]) {
  const c = Math.cos(yaw), s = Math.sin(yaw), found = [];
  [l / 2, -l / 2].forEach((a) => [[w / 2, h / 2], [-w / 2, h / 2], [-w / 2, -h / 2], [w / 2, -h / 2]].forEach(([b, up]) =>
    found.push([x + a * c - b * s, y + a * s + b * c, z + up])));
  return found;
}
function projected(p, [x, y, z]) {
  const depth = p[8] * x + p[9] * y + p[10] * z + p[11];
  return depth < 0.3 ? null : [(p[0] * x + p[1] * y + p[2] * z + p[3]) / depth, (p[4] * x + p[5] * y + p[6] * z + p[7]) / depth];
}
function pathOf(points, pairs) {
  return pairs.map(([a, b]) => points[a] && points[b]
    ? "M" + points[a].map((v) => v.toFixed(1)).join(" ") + "L" + points[b].map((v) => v.toFixed(1)).join(" ") : "").join("");
}
const EDGES = [[0, 1], [1, 2], [2, 3], [3, 0], [4, 5], [5, 6], [6, 7], [7, 4], [0, 4], [1, 5], [2, 6], [3, 7], [0, 2], [1, 3]];

function chosenLayers() {
  return Array.from(document.querySelectorAll("#frame-layers input")).filter((box) => box.checked).map((box) => box.value);
}
function layerBoxes(frame, layer, rung) {
  const boxes = layer === "truth" ? frame.truth : frame.rows[layer === "rung" ? rung : page.baselines[rung]];
  const least = Number(element("frame-score").value);
  return (boxes || []).filter((box) => layer === "truth" || box[8] >= least);
}
function described(box, layer) { return layer + ": " + box[0] + (layer === "truth" ? "" : ", score " + box[8]); }

function drawBoxes(parent, frame, rung, drawOne) {
  LAYERS.filter(([layer]) => chosenLayers().includes(layer)).forEach(([layer, , tint]) => {
    const group = svgMade("g", { "data-layer": layer, fill: "none", stroke: color(tint), "stroke-linejoin": "round",
      "stroke-dasharray": layer === "baseline" ? "4 2" : "none" });
    layerBoxes(frame, layer, rung).forEach((box) => {
      const path = drawOne(box);
      if (path !== "") {
        const node = svgMade("path", { d: path });
        const title = svgMade("title", {});
        title.textContent = described(box, layer);
        node.append(title);
        group.append(node);
      }
    });
    parent.append(group);
  });
}

function drawPicture(frame, rung) {
  const holder = element("frame-picture");
  holder.replaceChildren();
  holder.hidden = !frame.jpeg;
  element("frame-camera").textContent = frame.jpeg ? frame.camera : frame.no_picture || "No picture of this frame.";
  if (!frame.jpeg) { return; }
  holder.append(made("img", null, { src: "data:image/jpeg;base64," + frame.jpeg, width: frame.width, height: frame.height,
    alt: frame.camera + " of " + frame.scene }));
  const svg = svgMade("svg", { viewBox: "0 0 " + frame.width + " " + frame.height, "stroke-width": 1.6, "aria-hidden": "true" });
  drawBoxes(svg, frame, rung, (box) => {
    const points = corners(box).map((corner) => projected(frame.projection, corner));
    return points.every((p) => p === null || p[0] < 0 || p[0] > frame.width || p[1] < 0 || p[1] > frame.height) ? "" : pathOf(points, EDGES);
  });
  holder.append(svg);
}

function drawBev(frame, rung) {
  const svg = element("frame-bev");
  svg.replaceChildren();
  [10, 20, 30, 40, 50].forEach((r) => svg.append(svgMade("circle", { r: r, fill: "none", stroke: color("--line"), "stroke-width": 0.2 })));
  svg.append(svgMade("path", { d: "M0 -2.2L0.9 0.8L0.9 2.2L-0.9 2.2L-0.9 0.8Z", fill: color("--soft") }));
  const boxes = svgMade("g", { "stroke-width": 1.3 });
  // Up is forward, left is left.
  drawBoxes(boxes, frame, rung, (box) => pathOf(corners(box).map(([x, y]) => [-y, -x]), [[0, 1], [1, 5], [5, 4], [4, 0]])
    + "M" + (-box[2]).toFixed(1) + " " + (-box[1]).toFixed(1) + "L"
    + (-(box[2] + 0.5 * box[5] * Math.sin(box[7]))).toFixed(1) + " " + (-(box[1] + 0.5 * box[5] * Math.cos(box[7]))).toFixed(1));
  svg.append(boxes);
  svg.setAttribute("aria-label", "Boxes from above: " + LAYERS.filter(([layer]) => chosenLayers().includes(layer))
    .map(([layer]) => layerBoxes(frame, layer, rung).length + " of " + layer).join(", "));
}

function showFrame() {
  const frame = frames[frameIndex];
  const rung = element("frame-rung").value;
  element("frame-score-value").textContent = Number(element("frame-score").value).toFixed(2);
  Array.from(element("frame-list").children).forEach((button, i) => button.setAttribute("aria-pressed", String(i === frameIndex)));
  element("frame-sub").textContent = frame.scene + ", frame " + frame.sample_token + (frame.why ? ": " + frame.why : "") + " ("
    + LAYERS.map(([layer]) => layerBoxes(frame, layer, rung).length + " boxes of " + layer).join(", ") + ")";
  drawPicture(frame, rung);
  drawBev(frame, rung);
}
function chooseFrame(i) {
  frameIndex = i;
  if (frames[i].rows[frames[i].rung]) { element("frame-rung").value = frames[i].rung; }
  showFrame();
}

function startFrames() {
  const note = page.frames && page.frames.note;
  element("frames-section").hidden = frames.length === 0 && !note;
  element("frames-note").textContent = frames.length ? "Where the rungs differ most from their baselines. One picture each, of the camera that sees most of what changed." + (note ? " Note: " + note + "." : "")
    : "Not shown: " + note;
  if (frames.length === 0) {
    element("frames-section").querySelectorAll(".views, .controls, .frame-list").forEach((box) => { box.hidden = true; });
    return;
  }
  frames.forEach((frame, i) => {
    const button = made("button", (i + 1) + " · " + frame.rung, { type: "button", title: frame.scene });
    button.addEventListener("click", () => chooseFrame(i));
    element("frame-list").append(button);
  });
  const ids = Array.from(new Set(frames.flatMap((frame) => Object.keys(frame.rows)))).filter((id) => page.baselines[id]);
  fillSelect(element("frame-rung"), ids.map((id) => [id, id]));
  LAYERS.forEach(([layer, name, tint]) => {
    const label = made("label");
    const box = made("input", null, { type: "checkbox", value: layer });
    box.checked = true;
    box.addEventListener("change", showFrame);
    const swatch = made("span", null, { class: "swatch", style: "background: var(" + tint + ")" });
    label.append(box, swatch, " " + name);
    element("frame-layers").append(label);
  });
  element("frame-rung").addEventListener("change", showFrame);
  element("frame-score").addEventListener("input", showFrame);
  chooseFrame(0);
}
