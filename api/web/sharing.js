import { getJson } from "./api.js";
import { h } from "./dom.js";
import { wording } from "./problem.js";
import { t } from "./words.js";

/** A student's choice whether teachers may open their conversations; `announce(text)`. */
export function sharing(readable, announce) {
  const box = h("input", { type: "checkbox", onchange: change });
  box.checked = readable;
  const status = h("span", { class: "faint", role: "status" });
  return h("span", { class: "sharing" }, h("label", {}, box, " ", t("teachers_may_read")), status);

  async function change() {
    try {
      await getJson("/api/session", "PATCH", { teachers_may_read: box.checked });
      status.textContent = t(box.checked ? "may_read_on" : "may_read_off");
    } catch (problem) {
      box.checked = !box.checked;
      announce((status.textContent = wording(problem).message));
    }
  }
}
