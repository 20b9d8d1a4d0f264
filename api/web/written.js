import { h } from "./dom.js";

/**
 * An answer as blocks of HTML that the server has rendered and sanitised, kept up to date while it grows:
 * blocks that did not change stay as they are, so nothing flickers and a selection in them survives.
 */
export class Written {
  #blocks = [];

  /** `cites.chip(n)` gives what stands for a marker `[n]`, or null where it stays text. */
  constructor(root, cites) {
    Object.assign(this, { root, cites });
  }

  /** The block at a place is this HTML now; there are `of` in all. */
  set({ at, html, of }) {
    for (const block of this.#blocks.splice(of)) block.remove();
    while (this.#blocks.length <= at) this.root.append((this.#blocks[this.#blocks.length] = h("div", { class: "block" })));
    const template = document.createElement("template");
    template.innerHTML = html;
    fill(this.#blocks[at], template.content);
    this.#finish(this.#blocks[at]);
  }

  /** These blocks and no others. */
  all(blocks) {
    blocks.forEach((html, at) => this.set({ at, html, of: blocks.length }));
  }

  /** Shows the markers anew, now that other citations are known. */
  recite() {
    for (const block of this.#blocks) this.#cite(block);
  }

  /** The text, for the clipboard. */
  get text() {
    return this.#blocks.map((block) => block.innerText.trim()).join("\n\n");
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
      marker.kept ??= lastWord(marker.previousSibling); // no line begins with a chip
      marker.replaceChildren(marker.kept, this.cites.chip(n) ?? `[${n}]`);
    }
  }
}

/** Takes the last word of a text away from it. */
function lastWord(before) {
  if (!(before instanceof Text)) return "";
  const [word] = /\S{0,24}\s?$/.exec(before.data);
  before.data = before.data.slice(0, before.length - word.length);
  return word.replace(/\s$/, "\u00a0");
}

/** Code that goes on keeps its frame, and with it its button and how far it was scrolled. */
function fill(block, content) {
  const [before, now] = [block, content].map((where) => where.querySelector(":scope > figure.code"));
  const label = (figure) => figure?.querySelector("figcaption span").textContent;
  if (before && now && label(before) === label(now)) {
    before.querySelector("code").replaceChildren(...now.querySelector("code").childNodes);
  } else block.replaceChildren(content);
}

function copyButton(code) {
  const button = h("button", { type: "button", class: "copy", onclick: () => copy(button, code.textContent, code) }, "Copy");
  return button;
}

/** Browsers offer the clipboard on https and localhost only; elsewhere the text is selected and copied as such. */
export async function copy(button, text, shown) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(shown);
    button.textContent = document.execCommand("copy") ? "Copied" : "Selected: press Ctrl+C";
  }
  setTimeout(() => { button.textContent = label; }, 2000);
}
