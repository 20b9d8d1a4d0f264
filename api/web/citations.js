import { h } from "./dom.js";
import { fileName, place } from "./places.js";
import { explain } from "./popover.js";
import { t } from "./words.js";

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
    return chipOf(citation);
  }
}

/** A numbered button that shows a citation's source. */
export function chipOf(citation) {
  const { n } = citation;
  const where = [fileName(citation), place(citation)].filter(Boolean).join(", ");
  const chip = h("button", { type: "button", class: "chip", "aria-label": t("source_n", { n: String(n), where }) }, String(n));
  explain(chip, citation);
  return chip;
}
