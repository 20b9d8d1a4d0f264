import { h } from "./dom.js";
import { fileName, fullPlace, place, quoteLook } from "./places.js";
import { explain } from "./popover.js";
import { sourceLink } from "./source-link.js";

const LONG_QUOTE = 420;

/** The citations of one answer. While `open`, unknown numbers may still arrive. */
export class Citations {
  #known = new Map();
  open = true;

  add(citation) {
    this.#known.set(citation.n, citation);
  }

  /** Sets the final list. */
  close(citations) {
    this.#known = new Map(citations.map((citation) => [citation.n, citation]));
    this.open = false;
  }

  get all() {
    return [...this.#known.values()].sort((a, b) => a.n - b.n);
  }

  /** The citation's identity, "pending" if it may still arrive, or "none". */
  state(n) {
    const citation = this.#known.get(n);
    return citation ? `${citation.passage_id} ${citation.start}` : this.open ? "pending" : "none";
  }

  /** The numbered chip of one marker, or null if there is no such citation. */
  chip(n) {
    const citation = this.#known.get(n);
    if (!citation) return this.open ? h("span", { class: "chip pending" }, String(n)) : null;
    const label = `Source ${n}: ${[fileName(citation), place(citation)].filter(Boolean).join(", ")}`;
    const chip = h("button", { type: "button", class: "chip", "aria-label": label }, String(n));
    explain(chip, citation);
    return chip;
  }
}

/** The numbered list below an answer: title, place, quote, and a link to the original. */
export function sourcesList(citations) {
  return h("section", { class: "sources" }, h("h3", {}, "Sources"), h("ol", {}, citations.map(sourceItem)));
}

function sourceItem(citation) {
  const { n, title, quote } = citation;
  return h("li", { value: n },
    h("span", { class: "number", "aria-hidden": "true" }, String(n)),
    h("div", {},
      sourceLink(citation, { class: "source-title" }, title || fileName(citation)),
      h("p", { class: "place" }, fullPlace(citation)),
      quote && quoteBlock(quote)));
}

function quoteBlock(quote) {
  const block = h("blockquote", { class: quoteLook(quote) }, h("mark", {}, quote));
  if (quote.length <= LONG_QUOTE) return block;
  const more = h("button", { type: "button", class: "text-button", onclick: toggle });
  toggle();
  return [block, more];

  function toggle() {
    more.textContent = block.classList.toggle("cut") ? "Show the whole quote" : "Show less";
  }
}
