/** The cited place beside the conversation: a PDF page or a section, with the quoted words highlighted. */
import { getJson } from "./api.js";
import { code, go, place as placeOf } from "./address.js";
import { copy } from "./copy.js";
import { button, h } from "./dom.js";
import { problemPanel } from "./problem.js";
import { sectionView, sheet } from "./source-page.js";
import { sourceQuery } from "./source-link.js";
import { t } from "./words.js";

const BESIDE = 70; // rem of the window from which a source stands beside the conversation
const ABOVE = 90; // pixels above the highlighted words

export class SourceView {
  static #only = null;
  #opener = null;
  #asked = 0;
  #shown = null; // as it stands in the address

  static of(dialog) {
    return (SourceView.#only ??= new SourceView(dialog));
  }

  constructor(dialog) {
    this.dialog = dialog;
    this.title = h("h2", { id: "source-title", tabindex: "-1", dir: "auto" });
    this.place = h("p", { class: "place" });
    this.body = h("div", { class: "source-body", tabindex: "0", role: "region", "aria-label": t("cited_place") });
    this.tools = h("div", { class: "source-tools" });
    dialog.append(
      h("header", {},
        h("div", {}, this.title, this.place),
        button({ class: "icon", "aria-label": t("close_source") }, () => dialog.close(), h("span", { "aria-hidden": "true" }, "✕"))),
      this.tools, this.body);
    dialog.addEventListener("close", () => this.#closed());
    document.addEventListener("keydown", ({ key, defaultPrevented }) => key === "Escape" && !defaultPrevented && dialog.open && dialog.close());
    addEventListener("resize", () => dialog.open && dialog.classList.contains("over") === fitsBeside() && this.#present());
  }

  /** Shows a citation, passage or place; on closing, the focus returns to `opener`. */
  async open(place, opener) {
    this.#opener = opener ?? this.#opener;
    if (opener) opener.dataset.quiet = ""; // do not show its card again when the focus returns
    const { documentId, query } = sourceQuery(place);
    await this.#begin(place.title || place.source, code(place), documentId, query);
  }

  /** Shows the place that the address names; without one, closes. */
  async follow(written) {
    if (!written && this.dialog.open) this.dialog.close();
    if (!written || (written === this.#shown && this.dialog.open)) return;
    const { documentId, query } = placeOf(written);
    await this.#begin("", written, documentId, query);
  }

  async #begin(title, written, documentId, query) {
    this.#shown = written;
    this.title.textContent = title || t("source");
    this.place.textContent = t("opening");
    this.tools.replaceChildren();
    this.body.replaceChildren();
    this.#present();
    this.title.focus({ preventScroll: true });
    await this.#load(documentId, query);
  }

  async #load(documentId, query) {
    const asked = (this.#asked += 1);
    try {
      const view = await getJson(`/api/documents/${encodeURIComponent(documentId)}/source?${query}`);
      if (asked === this.#asked) this.#show(view);
    } catch (problem) {
      if (asked !== this.#asked) return;
      this.place.textContent = "";
      this.body.replaceChildren(problemPanel(problem, () => this.#load(documentId, query)));
    }
  }

  #present() {
    if (this.dialog.open) this.dialog.close();
    const beside = fitsBeside();
    this.dialog.classList.toggle("over", !beside);
    if (beside) this.dialog.show();
    else this.dialog.showModal();
    document.body.classList.toggle("reading", beside);
  }

  #closed() {
    if (this.dialog.open) return; // shown again, in the other way
    this.#shown = null;
    document.body.classList.remove("reading");
    if (!this.#opener?.isConnected) return;
    this.#opener.focus({ preventScroll: true });
    delete this.#opener.dataset.quiet;
  }

  #show(view) {
    const { title, source, page, unit, section, found, notes } = view;
    const n = page?.page ?? section[0]?.page;
    this.title.textContent = title;
    this.place.textContent = [source, n && (page ? t("page_of", { n, of: page.pages }) : t(unit === "slide" ? "slide_long" : "page_long", { n }))].filter(Boolean).join(" · ");
    this.#fillTools(view);
    const parts = [
      notes && h("p", { class: "panel" }, h("strong", {}, t("notes")), " ", notes),
      !found && h("p", { class: "panel" }, t("not_found_here")),
      page ? sheet(page, title) : null,
      section.length > 0 && (page ? h("details", { class: "as-read" }, h("summary", {}, t("extracted_page")), sectionView(section)) : sectionView(section)),
      section.length === 0 && !page && h("p", { class: "panel" }, t("nothing_read")),
    ];
    this.body.replaceChildren(...parts.filter(Boolean));
    this.#toMark();
  }

  #fillTools(view) {
    const { title, page, original } = view;
    const had = this.tools.contains(document.activeElement) && document.activeElement.ariaLabel;
    const other = (href, words) => h("a", { href, target: "_blank", rel: "noopener" }, words, h("span", { class: "unseen" }, ` (${t("new_tab")})`));
    const link = button("text-button", () => copy(link, `${location.origin}/?s=${this.#shown}`, this.title), t("copy_link"));
    this.tools.replaceChildren(
      ...(page ? this.#pages(view) : []),
      other(page ? `${original}#page=${page.page}` : original, t("original_file")),
      other(view.view, t("extracted_text")), link);
    if (had) (this.tools.querySelector(`button[aria-label="${had}"]:enabled`) ?? this.title).focus();
    this.title.title = title;
  }

  #pages({ document_id, page: { page, pages } }) {
    const turn = (by, words, sign) =>
      button({ class: "icon", disabled: page + by < 1 || page + by > pages, "aria-label": words }, () => this.#turn(document_id, page + by), h("span", { "aria-hidden": "true" }, sign));
    const zoom = button({ class: "icon", "aria-label": t("larger"), "aria-pressed": "false" }, () => {
      zoom.setAttribute("aria-pressed", this.body.classList.toggle("large"));
      this.#toMark();
    }, h("span", { "aria-hidden": "true" }, "+"));
    this.body.classList.remove("large");
    return [turn(-1, t("previous_page"), "‹"), h("span", { class: "faint" }, `${page} / ${pages}`), turn(1, t("next_page"), "›"), zoom];
  }

  #turn(document_id, page) {
    this.#shown = code({ document_id, page });
    go({ s: this.#shown }, true);
    return this.#load(document_id, new URLSearchParams({ page }));
  }

  /** Scrolls to the highlighted words; without any, to the top. */
  #toMark() {
    const mark = this.body.querySelector("rect, .section mark");
    this.body.scrollTo(0, 0);
    if (!mark) return;
    const [at, frame] = [mark, this.body].map((node) => node.getBoundingClientRect());
    this.body.scrollBy({ left: at.left - frame.left - 24, top: at.top - frame.top - ABOVE });
  }
}

/** Whether conversation and source have room side by side; large text needs more of it. */
function fitsBeside() {
  return innerWidth >= BESIDE * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
