/** The two views of the page: asking, and the documents at `#documents`, whose code is fetched when first shown. */
export class Views {
  #shown = null;
  #scrolled = 0;

  /** `link` leads to the other view, `root` takes the documents; `onDocuments()` when they changed, `onSwitch()` after a switch. */
  constructor({ link, root, announce, onDocuments, onSwitch }) {
    Object.assign(this, { link, root, announce, onDocuments, onSwitch });
    addEventListener("hashchange", () => this.open());
  }

  /** Whether the documents are shown. */
  get documents() {
    return location.hash === "#documents";
  }

  /** Shows the view that the address names. */
  async open() {
    const { documents } = this;
    if (documents && !this.#shown) this.#scrolled = scrollY;
    document.body.dataset.view = documents ? "documents" : "ask";
    this.link.textContent = documents ? "Ask" : "Documents";
    this.link.href = documents ? "#ask" : "#documents";
    this.onSwitch();
    if (documents) await this.#showDocuments();
    else if (this.#shown) scrollTo(0, this.#scrolled);
    this.#shown = documents;
  }

  async #showDocuments() {
    const { Documents } = await import("./documents.js");
    this.list ??= new Documents(this.root, { announce: this.announce, onChange: this.onDocuments });
    scrollTo(0, 0);
    if (this.#shown !== null) this.list.focus();
    await this.list.refresh();
  }
}
