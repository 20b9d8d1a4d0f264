import { h } from "./dom.js";

/** Asks before something is lost; `yes` and `no` are the words of its buttons. Resolves to the answer. */
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

/** Asks whether a document's file shall be deleted. */
export function confirmRemoval({ title, source }) {
  return confirm({
    title: `Remove “${title}”?`,
    text: ["The file ", h("code", {}, source), " is deleted from the materials folder, and answers no longer quote it."],
    yes: "Remove the file",
    no: "Keep it",
  });
}
