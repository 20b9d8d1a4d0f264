import { button, h } from "./dom.js";
import { t } from "./words.js";

/** "‹ 2 / 3 ›" for a question with several versions; null with only one. */
export function switcher(branches, current, go) {
  const at = branches.indexOf(current);
  if (branches.length < 2 || at < 0) return null;
  const step = (to, label, sign) =>
    button({ class: "icon", disabled: !branches[to], "aria-label": label }, () => go(branches[to]), h("span", { "aria-hidden": "true" }, sign));
  return h("span", { class: "branches", role: "group", "aria-label": t("version", { at: at + 1, of: branches.length }) },
    step(at - 1, t("earlier_version"), "‹"), h("span", {}, `${at + 1} / ${branches.length}`), step(at + 1, t("later_version"), "›"));
}

/** A form to rephrase the question. */
export function editForm(question, { onSend, onCancel }) {
  const text = h("textarea", { rows: "2", dir: "auto", "aria-label": t("rephrased"), onkeydown: key });
  text.value = question;
  const form = h("form", { class: "edit composer-box", onsubmit: submit }, text,
    h("div", { class: "composer-row" },
      h("p", { class: "notice" }, t("later_kept")),
      button("quiet", onCancel, t("cancel")),
      h("button", { class: "send" }, t("ask"))));
  return form;

  function key(event) {
    if (event.key === "Escape") onCancel();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  }

  function submit(event) {
    event.preventDefault();
    const message = text.value.trim();
    if (message) onSend(message);
  }
}
