/** The cited place beside the conversation: a PDF page or a section, with the quoted words highlighted. */
import { getJson } from "./api.js";
import { h } from "./dom.js";
import { problemPanel } from "./problem.js";
import { sourceQuery } from "./source-link.js";

const WIDE = matchMedia("(min-width: 70rem)");
const SVG = "http://www.w3.org/2000/svg";
const PAD = 0.004; // of the page, around the quoted words

export class SourceView {
  static #only = null;
  #opener = null;
  #asked = 0;

  static of(dialog) {
    return (SourceView.#only ??= new SourceView(dialog));
  }

  constructor(dialog) {
    this.dialog = dialog;
    this.title = h("h2", { id: "source-title", tabindex: "-1" });
    this.place = h("p", { class: "place" });
    this.body = h("div", { class: "source-body", tabindex: "0", role: "region", "aria-label": "Cited place" });
    this.tools = h("div", { class: "source-tools" });
    dialog.append(
      h("header", {},
        h("div", {}, this.title, this.place),
        h("button", { type: "button", class: "icon", "aria-label": "Close the source", onclick: () => dialog.close() }, h("span", { "aria-hidden": "true" }, "✕"))),
      this.tools, this.body);
    dialog.addEventListener("close", () => this.#closed());
    document.addEventListener("keydown", ({ key, defaultPrevented }) => key === "Escape" && !defaultPrevented && dialog.open && dialog.close());
    WIDE.addEventListener("change", () => dialog.open && this.#present());
  }

  /** Shows a citation, passage or place; on closing, the focus returns to `opener`. */
  async open(place, opener) {
    this.#opener = opener ?? this.#opener;
    if (opener) opener.dataset.quiet = ""; // do not show its card again when the focus returns
    this.title.textContent = place.title || place.source || "Source";
    this.place.textContent = "Opening…";
    this.tools.replaceChildren();
    this.body.replaceChildren();
    this.#present();
    this.title.focus({ preventScroll: true });
    const { documentId, query } = sourceQuery(place);
    await this.#load(documentId, query, () => this.open(place, opener));
  }

  async #load(documentId, query, again) {
    const asked = (this.#asked += 1);
    try {
      const view = await getJson(`/api/documents/${encodeURIComponent(documentId)}/source?${query}`);
      if (asked === this.#asked) this.#show(view);
    } catch (problem) {
      if (asked !== this.#asked) return;
      this.place.textContent = "";
      this.body.replaceChildren(problemPanel(problem, again));
    }
  }

  #present() {
    if (this.dialog.open) this.dialog.close("again");
    this.dialog.returnValue = "";
    if (WIDE.matches) this.dialog.show();
    else this.dialog.showModal();
    document.body.classList.toggle("reading", WIDE.matches);
  }

  #closed() {
    if (this.dialog.returnValue === "again") return;
    document.body.classList.remove("reading");
    if (!this.#opener?.isConnected) return;
    this.#opener.focus({ preventScroll: true });
    delete this.#opener.dataset.quiet;
  }

  #show(view) {
    const { title, source, page, unit, section, found, original } = view;
    const number = page?.page ?? section[0]?.page;
    this.title.textContent = title;
    this.place.textContent = [source, number && `${unit || "page"} ${number}${page ? ` of ${page.pages}` : ""}`].filter(Boolean).join(" · ");
    const had = this.tools.contains(document.activeElement) && document.activeElement.ariaLabel;
    const address = page ? `${original}#page=${page.page}` : original;
    this.tools.replaceChildren(
      ...(page ? this.#pages(view) : []),
      h("a", { href: address, target: "_blank", rel: "noopener" }, "Original file", h("span", { class: "unseen" }, " (new tab)")),
      h("a", { href: view.view, target: "_blank", rel: "noopener" }, "Extracted text", h("span", { class: "unseen" }, " (new tab)")));
    if (had) (this.tools.querySelector(`button[aria-label="${had}"]:enabled`) ?? this.title).focus();
    const parts = [
      !found && h("p", { class: "panel" }, "The quoted words were not found here. The file may have changed since."),
      page ? sheet(page, title, unit) : null,
      section.length > 0 && (page ? asRead(section) : sectionView(section)),
    ];
    this.body.replaceChildren(...parts.filter(Boolean));
    const mark = this.body.querySelector("rect, .section mark");
    const [at, frame] = [mark, this.body].map((node) => node?.getBoundingClientRect());
    const by = at ? { left: at.left - frame.left - 24, top: at.top - frame.top - 90 } : { left: 0, top: 0 };
    this.body.scrollTo(0, 0);
    this.body.scrollBy(by);
  }

  #pages({ document_id, page: { page, pages } }) {
    const turn = (by, words, sign) =>
      h("button", { type: "button", class: "icon", disabled: page + by < 1 || page + by > pages, "aria-label": words, onclick: () => this.#load(document_id, new URLSearchParams({ page: page + by }), () => {}) },
        h("span", { "aria-hidden": "true" }, sign));
    return [turn(-1, "Previous page", "‹"), h("span", { class: "faint" }, `${page} / ${pages}`), turn(1, "Next page", "›")];
  }
}

/** The page as an image, with the quoted words highlighted. */
function sheet({ page, width, height, image, boxes }, title) {
  const dots = Math.min(2400, 200 * Math.ceil((700 * devicePixelRatio) / 200));
  const over = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true" })) over.setAttribute(name, value);
  for (const box of boxes) {
    const rect = document.createElementNS(SVG, "rect");
    const grown = { x: box.x - PAD, y: box.y - PAD, width: box.width + 2 * PAD, height: box.height + 2 * PAD };
    for (const [name, value] of Object.entries(grown)) rect.setAttribute(name, value);
    over.append(rect);
  }
  const picture = h("img", { src: `${image}&width=${dots}`, width: Math.round(width), height: Math.round(height), alt: `Page ${page} of ${title}; the text follows.` });
  return h("figure", { class: "sheet" }, picture, over);
}

function asRead(section) {
  return h("details", { class: "as-read" }, h("summary", {}, "Extracted text of this page"), sectionView(section));
}

/** The section's HTML, sanitised by the server. */
function sectionView(places) {
  let heading = null;
  return h("div", { class: "section prose" }, places.flatMap(({ section, html }) => {
    const block = h("div", { class: "block" });
    block.innerHTML = html;
    const title = section !== heading && section ? h("h3", {}, section.split(" > ").at(-1)) : null;
    heading = section;
    return [title, block];
  }));
}
