import { h } from "./dom.js";

/** "‹ 2 / 3 ›" for a question with several versions; null with only one. */
export function switcher(branches, current, go) {
  const at = branches.indexOf(current);
  if (branches.length < 2 || at < 0) return null;
  const step = (to, label, sign) =>
    h("button", { type: "button", class: "icon", disabled: !branches[to], "aria-label": label, onclick: () => go(branches[to]) },
      h("span", { "aria-hidden": "true" }, sign));
  return h("span", { class: "branches", role: "group", "aria-label": `Version ${at + 1} of ${branches.length}` },
    step(at - 1, "Earlier version", "‹"), h("span", {}, `${at + 1} / ${branches.length}`), step(at + 1, "Later version", "›"));
}

/** A form to rephrase the question. */
export function editForm(question, { onSend, onCancel }) {
  const text = h("textarea", { rows: "2", "aria-label": "Rephrased question", onkeydown: key });
  text.value = question;
  const form = h("form", { class: "edit composer-box", onsubmit: submit }, text,
    h("div", { class: "composer-row" },
      h("p", { class: "notice" }, "Later messages are kept as another version."),
      h("button", { type: "button", class: "quiet", onclick: onCancel }, "Cancel"),
      h("button", { class: "send" }, "Ask")));
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
