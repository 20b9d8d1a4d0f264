import { h } from "./dom.js";
import { pieces, t } from "./words.js";

/** Asks before deleting something; `yes` and `no` label the buttons. Resolves to a boolean. */
export function confirm({ title, text, yes, no }) {
  const dialog = h("dialog", { class: "confirm", "aria-labelledby": "confirm-title" },
    h("form", { method: "dialog" },
      h("h3", { id: "confirm-title" }, title),
      h("p", {}, text),
      h("p", { class: "confirm-buttons" },
        h("button", { value: "", autofocus: true }, no),
        h("button", { class: "danger", value: "yes" }, yes))));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

/** Asks before deleting a document's file. */
export function confirmRemoval({ title, source }) {
  return confirm({
    title: t("remove_title", { title }),
    text: pieces("remove_text", { source: h("code", {}, source) }),
    yes: t("remove_file"),
    no: t("keep_it"),
  });
}
