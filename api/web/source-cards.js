import { h } from "./dom.js";
import { fileName, fullPlace } from "./places.js";
import { practiceOf } from "./practice.js";
import { sourceLink } from "./source-link.js";
import { t } from "./words.js";

const THUMB = 240; // pixels; drawn by the server, loaded when scrolled to

/** The sources below an answer, a card each; folded while they would give the solution of a quiz or a hint away. */
export function sourceCards(citations, done) {
  if (!citations.length) return null;
  const list = h("ol", {}, citations.map(card));
  if (!practiceOf(done) || done.practice.shown === "solution") {
    return h("section", { class: "sources" }, h("h3", {}, t("sources")), list);
  }
  return h("details", { class: "sources" }, h("summary", {}, t("sources"), " ", h("span", { class: "faint" }, t("sources_folded"))), list);
}

function card(citation) {
  const { n, title, line } = citation;
  return h("li", { value: n },
    sourceLink(citation, { class: "source-card" },
      h("span", { class: "number", "aria-hidden": "true" }, String(n)),
      h("span", { class: "source-words" },
        h("span", { class: "source-title", dir: "auto" }, title || fileName(citation)),
        h("span", { class: "place" }, fullPlace(citation)),
        line && rendered(line)),
      picture(citation)));
}

/** The first line of the quote; its HTML is made and sanitised by the server. */
function rendered(line) {
  const node = h("span", { class: "source-line", dir: "auto" });
  node.innerHTML = line;
  return node;
}

function picture({ source, document_id, page }) {
  const [, kind] = /\.(pdf|pptx)$/i.exec(source) ?? [];
  if (!page || !kind) return null;
  const [width, height] = kind.toLowerCase() === "pdf" ? [52, 68] : [96, 60];
  const address = `/api/documents/${encodeURIComponent(document_id)}/pages/${page}?width=${THUMB}`;
  return h("img", { src: address, alt: "", loading: "lazy", width, height, onerror: ({ target }) => target.remove() });
}
