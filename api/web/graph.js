/** The graph that every question runs through, drawn by the server, with one turn's path highlighted. */
import { duration, t } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
let drawing = null;

/** A new copy of the drawing; null if it cannot be loaded. */
export async function graph() {
  drawing ??= fetch("/api/graph?format=svg").then((response) => (response.ok ? response.text() : Promise.reject(response.status)));
  try {
    const bare = (await drawing).replace(/<style>.*?<\/style>/s, ""); // the page's own styles draw it
    const own = document.importNode(new DOMParser().parseFromString(bare, "image/svg+xml").documentElement, true);
    for (const name of ["markerWidth", "markerHeight"]) own.querySelector("marker").setAttribute(name, "11");
    own.querySelector("marker").setAttribute("markerUnits", "userSpaceOnUse");
    return own;
  } catch {
    drawing = null;
    return null;
  }
}

/** Highlights a turn's path: `steps` as in its trace, `now` the running node. */
export function light(svg, steps, now, over) {
  const path = ["__start__", ...steps.map(({ node }) => node), ...(now ? [now] : over ? ["__end__"] : [])];
  const taken = new Set(path.slice(1).map((node, at) => `${path[at]} ${node}`));
  for (const edge of svg.querySelectorAll(".edge")) {
    edge.classList.toggle("taken", taken.has(`${edge.dataset.source} ${edge.dataset.target}`));
  }
  for (const node of svg.querySelectorAll(".node")) {
    const { node: name } = node.dataset;
    node.classList.toggle("taken", path.includes(name));
    node.classList.toggle("now", name === now);
    time(node, steps.filter((step) => step.node === name));
  }
  const words = path.map((name) => name.replaceAll("_", " ").trim()).join(", ");
  svg.setAttribute("aria-label", t("path", { words }));
}

function time(node, steps) {
  node.querySelector(".ms")?.remove();
  if (!steps.length) return;
  const [box] = node.getElementsByTagName("rect");
  const at = (...names) => names.reduce((sum, name) => sum + Number(box.getAttribute(name)), 0);
  const text = document.createElementNS(SVG, "text");
  text.setAttribute("class", "ms");
  text.setAttribute("x", at("x", "width") - 6);
  text.setAttribute("y", at("y", "height") + 10);
  text.textContent = duration(steps.reduce((sum, { ms }) => sum + ms, 0)) + (steps.length > 1 ? ` × ${steps.length}` : "");
  node.append(text);
}
