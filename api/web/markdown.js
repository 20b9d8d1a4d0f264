import { parseBlocks } from "./blocks.js";
import { h } from "./dom.js";
import { inline } from "./inline.js";

/** Ends that may still become a mark: half a `[12]`, `**` or backticks, a table row, a list marker. */
const UNFINISHED = /(?:\[[\d, ]*|\*{1,2}|`+|(?:^|\n)\|[^\n]*(?:\n[|:\- ]*)?|\n\s*(?:[-*+#>]+|\d{1,3}[.)]?))$/;

/**
 * Markdown shown in one element and kept up to date while its text grows: blocks that did not change stay
 * as they are, so nothing flickers and a selection in them survives.
 */
export class MarkdownView {
  #shown = [];

  constructor(root) {
    this.root = root;
  }

  /** Shows `text`; `live` hides marks that are still being written. `cites` as in `inline`, plus `cites.state(n)`. */
  show(text, { cites, live = false }) {
    const blocks = parseBlocks(live ? text.replace(UNFINISHED, "") : text);
    blocks.forEach((block, at) => this.#place(block, at, { cites, open: live && at === blocks.length - 1 }));
    for (const { node } of this.#shown.splice(blocks.length)) node.remove();
  }

  #place(block, at, options) {
    const numbers = block.raw.match(/\d{1,3}(?=[\],])/g) ?? [];
    const key = [block.type, options.open, ...numbers.map((n) => options.cites.state(Number(n))), block.raw].join();
    const before = this.#shown[at];
    if (before?.key === key) return;
    const node = render(block, options);
    if (before) before.node.replaceWith(node);
    else this.root.append(node);
    this.#shown[at] = { key, node };
  }
}

function render(block, options) {
  return RENDERERS[block.type](block, options);
}

const RENDERERS = {
  paragraph: ({ text }, options) => h("p", {}, inline(text, options)),
  heading: ({ level, text }, options) => h(`h${Math.min(level + 2, 6)}`, {}, inline(text, options)),
  rule: () => h("hr"),
  quote: ({ blocks }, options) => h("blockquote", {}, blocks.map((block) => render(block, options))),
  list: ({ start, items }, options) =>
    h(start === null ? "ul" : "ol", { start }, items.map((blocks) => item(blocks, options))),
  code: codeBlock,
  table: tableBlock,
};

/** The first text of an item stands in it directly, without a paragraph of its own. */
function item([first, ...rest], options) {
  const lead = first.type === "paragraph" ? inline(first.text, options) : render(first, options);
  return h("li", {}, lead, rest.map((block) => render(block, options)));
}

function codeBlock({ language, text }) {
  const label = language || "code";
  const code = h("code", {}, text);
  const copy = h("button", { type: "button", class: "copy", onclick: () => copyCode(copy, code) }, "Copy");
  return h("figure", { class: "code" },
    h("figcaption", {}, label, copy),
    h("pre", { tabindex: "0", role: "region", "aria-label": `Code: ${label}` }, code));
}

/** Browsers offer the clipboard on https and localhost only; elsewhere the code is selected and copied as such. */
async function copyCode(button, code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(code);
    button.textContent = document.execCommand("copy") ? "Copied" : "Selected: press Ctrl+C";
  }
  setTimeout(() => { button.textContent = "Copy"; }, 2500);
}

function tableBlock({ head, rows, align }, options) {
  const cell = (tag) => (text, column) => h(tag, { class: align[column] }, inline(text, options));
  return h("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", {},
      h("thead", {}, h("tr", {}, head.map(cell("th")))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell("td")))))));
}
