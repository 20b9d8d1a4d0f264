import { t } from "./words.js";

const TABS = { "#documents": "documents.js", "#evaluation": "evaluation.js", "#gaps": "gaps.js" };

/** Switches between asking and the tabs `#documents`, `#evaluation` and `#gaps`, which are loaded on first use. */
export class Views {
  #shown = null;
  #scrolled = 0;
  #tabs = new Map();

  /** `link` leads to the other view, `root` holds the tabs, `session()` returns the user, `onDocuments()` is called on changes. */
  constructor({ link, root, announce, session, onDocuments, onSwitch }) {
    Object.assign(this, { link, root, announce, session, onDocuments, onSwitch });
    addEventListener("hashchange", () => this.open());
  }

  /** Whether one of the tabs is shown. */
  get teaching() {
    return location.hash in TABS;
  }

  /** Labels the link according to the user's role. */
  roles() {
    const teacher = this.session()?.role === "teacher";
    this.link.textContent = t(this.teaching ? "back_to_conversation" : teacher ? "materials_reports" : "materials");
    for (const tab of this.root.querySelectorAll(".tabs a:not([href='#documents'])")) tab.hidden = !teacher;
  }

  /** Shows the view named by the URL. */
  async open() {
    const { teaching } = this;
    if (teaching && this.#shown === false) this.#scrolled = scrollY;
    document.body.dataset.view = teaching ? "teach" : "ask";
    this.root.hidden = !teaching;
    this.link.href = teaching ? "#ask" : "#documents";
    const side = document.getElementById("side");
    if (side.matches(":popover-open")) side.hidePopover();
    this.onSwitch();
    if (teaching) await this.#show(location.hash);
    else if (this.#shown) scrollTo(0, this.#scrolled);
    this.#shown = teaching;
    this.roles();
  }

  async #show(name) {
    const [{ tabs }, { Tab }] = await Promise.all([import("./tabs.js"), import(`./${TABS[name]}`)]);
    if (!this.#tabs.has(name)) this.#tabs.set(name, new Tab({ announce: this.announce, onChange: this.onDocuments, session: this.session }));
    const tab = this.#tabs.get(name);
    this.root.replaceChildren(tabs(name), tab.element);
    this.roles();
    scrollTo(0, 0);
    if (this.#shown !== null) tab.focus();
    await tab.refresh();
  }
}
