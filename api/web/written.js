import { copy } from "./copy.js";
import { button, h } from "./dom.js";
import { lastWord, spread } from "./spread.js";
import { t } from "./words.js";

/**
 * An answer as blocks of HTML, rendered and sanitised by the server and updated while it grows:
 * unchanged blocks are left alone, so nothing flickers and selections survive.
 */
export class Written {
  #blocks = [];

  /** `cites.chip(n)` returns the element for a marker `[n]`, or null to keep it as text. */
  constructor(root, cites) {
    Object.assign(this, { root, cites });
  }

  /** Sets the HTML of block `at` of `of`. */
  set({ at, html, of }) {
    for (const block of this.#blocks.splice(of)) block.remove();
    while (this.#blocks.length <= at) this.root.append((this.#blocks[this.#blocks.length] = h("div", { class: "block" })));
    const template = document.createElement("template");
    template.innerHTML = html;
    fill(this.#blocks[at], template.content);
    this.#finish(this.#blocks[at]);
  }

  /** Sets all blocks. */
  all(blocks) {
    blocks.forEach((html, at) => this.set({ at, html, of: blocks.length }));
  }

  /** Updates the markers after the citations have changed. */
  recite() {
    for (const block of this.#blocks) this.#cite(block);
  }

  /** Gives the items of lists and the rows of tables their own chips. */
  spread(citations) {
    spread(this.root, citations);
  }

  #finish(block) {
    this.#cite(block);
    for (const figure of block.querySelectorAll("figure.code")) {
      const caption = figure.querySelector("figcaption");
      if (!caption.querySelector("button")) caption.append(copyButton(figure.querySelector("code")));
    }
  }

  #cite(block) {
    for (const marker of block.querySelectorAll("[data-cite]")) {
      const n = Number(marker.dataset.cite);
      if (marker.dataset.state === this.cites.state(n)) continue; // an open card stays open
      marker.dataset.state = this.cites.state(n);
      marker.kept ??= lastWord(marker.previousSibling);
      marker.replaceChildren(marker.kept, this.cites.chip(n) ?? `[${n}]`);
    }
  }
}

/** Growing code keeps its frame, and with it its button and scroll position. */
function fill(block, content) {
  const [before, now] = [block, content].map((where) => where.querySelector(":scope > figure.code"));
  const label = (figure) => figure?.querySelector("figcaption span").textContent;
  if (before && now && label(before) === label(now)) {
    before.querySelector("code").replaceChildren(...now.querySelector("code").childNodes);
  } else block.replaceChildren(content);
}

function copyButton(code) {
  const copied = button("copy", () => copy(copied, code.textContent, code), t("copy"));
  return copied;
}
