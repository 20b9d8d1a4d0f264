import { h } from "./dom.js";

const NAMES = { "#documents": "Documents", "#evaluation": "Evaluation", "#gaps": "Unanswered" };

/** The tabs of the teachers' view. */
export function tabs(current) {
  return h("nav", { class: "tabs", "aria-label": "Materials and reports" },
    Object.entries(NAMES).map(([href, name]) => h("a", { href, "aria-current": href === current ? "page" : null }, name)));
}
