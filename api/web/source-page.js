import { h } from "./dom.js";
import { t } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const PAD = 0.004; // of the page, around the quoted words

/** A PDF page as an image, with the quoted words highlighted. */
export function sheet({ page, width, height, image, boxes }, title) {
  const dots = Math.min(2400, 200 * Math.ceil((700 * devicePixelRatio) / 200));
  const over = svg("svg", { viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true" });
  over.append(...boxes.map((box) => svg("rect", { x: box.x - PAD, y: box.y - PAD, width: box.width + 2 * PAD, height: box.height + 2 * PAD })));
  const picture = h("img", { src: `${image}&width=${dots}`, width: Math.round(width), height: Math.round(height), alt: t("page_picture", { n: page, title }) });
  return h("figure", { class: "sheet" }, picture, over);
}

function svg(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

/** The section's HTML, sanitised by the server. */
export function sectionView(places) {
  let heading = null;
  return h("div", { class: "section prose", dir: "auto" }, places.flatMap(({ section, html }) => {
    const block = h("div", { class: "block", dir: "auto" });
    block.innerHTML = html;
    const title = section !== heading && section ? h("h3", { dir: "auto" }, section.split(" > ").at(-1)) : null;
    heading = section;
    return [title, block];
  }));
}
