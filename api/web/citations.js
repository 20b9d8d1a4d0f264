import { h, newTabLink } from "./dom.js";
import { fileName, fullPlace, isVerbatim, place } from "./places.js";
import { explain } from "./popover.js";

const LONG_QUOTE = 420;

/** The citations of one answer. While `open`, numbers that are not known yet may still come. */
export class Citations {
  #known = new Map();
  open = true;

  add(citation) {
    this.#known.set(citation.n, citation);
  }

  replace(citations) {
    this.#known = new Map(citations.map((citation) => [citation.n, citation]));
    this.open = false;
  }

  get all() {
    return [...this.#known.values()].sort((a, b) => a.n - b.n);
  }

  state(n) {
    if (this.#known.has(n)) return "known";
    return this.open ? "pending" : "none";
  }

  /** The numbered chip of one marker, or null when nothing stands behind the number. */
  chip(n) {
    const citation = this.#known.get(n);
    if (!citation) return this.open ? h("span", { class: "chip pending" }, String(n)) : null;
    const label = `Source ${n}: ${[fileName(citation.source), place(citation)].filter(Boolean).join(", ")}`;
    const chip = h("button", { type: "button", class: "chip", "aria-label": label }, String(n));
    explain(chip, citation);
    return chip;
  }
}

/** The numbered list below an answer: title, place, the quoted words and the way to the original. */
export function sourcesList(citations) {
  return h("section", { class: "sources", "aria-label": "Sources" },
    h("h3", {}, "Sources"),
    h("ol", {}, citations.map(sourceItem)));
}

function sourceItem(citation) {
  const { n, title, source, url, quote } = citation;
  return h("li", { value: String(n) },
    h("span", { class: "number", "aria-hidden": "true" }, String(n)),
    h("div", {},
      newTabLink(url, { class: "source-title" }, title || fileName(source), h("span", { class: "unseen" }, " (opens in a new tab)")),
      h("p", { class: "source-place" }, fullPlace(citation)),
      ...quoteBlock(quote)));
}

function quoteBlock(quote) {
  const block = h("blockquote", { class: isVerbatim(quote) ? "verbatim" : null }, h("mark", {}, quote));
  if (quote.length <= LONG_QUOTE) return [block];
  block.classList.add("cut");
  const more = h("button", { type: "button", class: "text-button", "aria-expanded": "false" }, "Show the whole quote");
  more.addEventListener("click", () => {
    const cut = block.classList.toggle("cut");
    more.setAttribute("aria-expanded", String(!cut));
    more.textContent = cut ? "Show the whole quote" : "Show less";
  });
  return [block, more];
}
