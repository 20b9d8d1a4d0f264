import { h } from "./dom.js";

/** Asks whether a document's file shall be deleted; resolves to the answer. */
export function confirmRemoval({ title, source }) {
  const cancel = h("button", { value: "", autofocus: true }, "Keep it");
  const dialog = h("dialog", { class: "confirm", "aria-labelledby": "confirm-title" },
    h("form", { method: "dialog" },
      h("h3", { id: "confirm-title" }, `Remove “${title}”?`),
      h("p", {}, "The file ", h("code", {}, source), " is deleted from the materials folder, and answers no longer quote it."),
      h("p", { class: "confirm-buttons" }, cancel, h("button", { class: "danger", value: "remove" }, "Remove the file"))));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "remove");
    });
  });
}
