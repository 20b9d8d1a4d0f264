/** The list of conversations in the sidebar: search, open, rename, export, delete. */
import { conversationPath, getJson } from "./api.js";
import { confirm } from "./confirm.js";
import { button, h } from "./dom.js";
import { shared } from "./address.js";
import { menuButton } from "./menu.js";
import { LANGUAGE, t } from "./words.js";

const SETTLED_MS = 250; // after the last keystroke of a search
const DAY = 86_400_000;

export class Conversations {
  #shown = [];
  #next = null;
  #current = null;
  #drawn = "";
  #asked = 0;
  #timer = 0;

  /** `onOpen(id)` shows one, `onGone(id)` is called after a deletion; `announce(text)` is for screen readers. */
  constructor(root, { onOpen, onGone, announce }) {
    Object.assign(this, { onOpen, onGone, announce });
    this.search = h("input", { type: "search", placeholder: t("search_conversations"), "aria-label": t("search_conversations"), autocomplete: "off", oninput: () => this.#soon() });
    this.list = h("div", { class: "conversation-list" });
    root.append(this.search, this.list);
  }

  set current(id) {
    this.#current = id;
    for (const link of this.list.querySelectorAll("a[data-id]")) {
      if (link.dataset.id === id) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), SETTLED_MS);
  }

  /** Loads the newest conversations; on failure the list stays as it is. */
  async refresh(after = null) {
    const asked = (this.#asked += 1);
    const query = new URLSearchParams({ q: this.search.value.trim(), limit: 50, ...(after && { after }) });
    const page = await getJson(`/api/conversations?${query}`).catch(() => null);
    if (!page || asked !== this.#asked) return;
    this.#shown = after ? [...this.#shown, ...page.conversations] : page.conversations;
    this.#next = page.next;
    this.#fill();
  }

  /** Draws the list where it has changed; the focus, an open menu and a title being edited stay. */
  #fill() {
    const groups = grouped(this.#shown);
    const words = this.search.value.trim();
    const nothing = t(words ? "no_matching" : "no_conversations");
    const drawn = JSON.stringify([[...groups].map(([name, some]) => [name, some.map(({ id, title }) => [id, title])]), nothing, Boolean(this.#next)]);
    if (drawn === this.#drawn || this.list.querySelector("input")) return;
    this.#drawn = drawn;
    this.list.replaceChildren(
      ...[...groups].map(([name, some]) => h("section", {}, h("h2", {}, name), h("ul", {}, some.map((one) => this.#item(one))))),
      ...(this.#shown.length ? [] : [h("p", { class: "faint" }, nothing)]),
      ...(this.#next ? [button("text-button", () => this.refresh(this.#next), t("show_older"))] : []));
    this.current = this.#current;
  }

  #item(conversation) {
    const { id, title } = conversation;
    const link = h("a", { href: `/?c=${encodeURIComponent(id)}`, "data-id": id, title, dir: "auto", onclick: (event) => this.#open(event, id) }, title);
    const item = h("li", {}, link, menuButton(t("actions_for", { title }), [
      { text: t("rename"), onclick: () => this.#rename(item, conversation) },
      { text: t("copy_link"), onclick: () => this.#share(conversation) },
      { text: t("export_md"), href: conversationPath(id, "/export?format=md") },
      { text: t("export_all"), href: conversationPath(id, "/export?format=md&branches=all") },
      { text: t("export_json"), href: conversationPath(id, "/export?format=json") },
      { text: t("print"), onclick: () => { this.onOpen(id).then(() => print()); } },
      { text: t("delete"), danger: true, onclick: () => this.#delete(conversation) },
    ]));
    return item;
  }

  #open(event, id) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.onOpen(id);
  }

  #rename(item, conversation) {
    const input = h("input", { "aria-label": t("new_title"), dir: "auto", maxlength: "200", onkeydown: key, onblur: () => finish(true) });
    input.value = conversation.title;
    let over = false;
    const finish = async (keep) => {
      if (over) return;
      over = true;
      const title = input.value.trim();
      if (keep && title && title !== conversation.title) await this.#retitle(conversation.id, title);
      input.remove();
      this.#drawn = "";
      this.#fill();
      this.list.querySelector(`a[data-id="${CSS.escape(conversation.id)}"]`)?.focus();
    };
    item.replaceChildren(input);
    input.focus();
    input.select();

    function key(event) {
      if (event.key === "Enter" || event.key === "Escape") {
        event.stopPropagation();
        event.preventDefault();
        finish(event.key === "Enter");
      }
    }
  }

  async #retitle(id, asked) {
    try {
      const { title } = await getJson(conversationPath(id), "PATCH", { title: asked });
      this.#shown = this.#shown.map((one) => (one.id === id ? { ...one, title } : one));
    } catch (problem) {
      this.announce(problem.message);
    }
  }

  async #share({ id, title }) {
    const address = shared({ c: id, q: title });
    if (!navigator.clipboard) return prompt(t("copy_link"), address);
    await navigator.clipboard.writeText(address);
    this.announce(t("copied"));
  }

  async #delete({ id, title }) {
    const sure = await confirm({ title: t("delete_title"), text: t("delete_text", { title }), yes: t("delete"), no: t("keep_it") });
    if (!sure) return;
    try {
      await getJson(conversationPath(id), "DELETE");
    } catch (problem) {
      if (problem.code !== "not_found") return this.announce(problem.message);
    }
    this.#shown = this.#shown.filter((one) => one.id !== id);
    this.#fill();
    this.announce(t("deleted"));
    this.onGone(id);
    this.search.focus({ preventScroll: true });
  }
}

/** "Today", "Yesterday", "This week" or a month. */
function period({ updated_at }) {
  const then = new Date(updated_at);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(updated_at).setHours(0, 0, 0, 0)) / DAY);
  if (days < 7) return t(["today", "yesterday"][days] ?? "this_week");
  return then.toLocaleDateString(LANGUAGE, { month: "long", year: "numeric" });
}

function grouped(conversations) {
  const groups = new Map();
  for (const one of conversations) groups.set(period(one), [...(groups.get(period(one)) ?? []), one]);
  return groups;
}
