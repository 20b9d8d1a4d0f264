import { h } from "./dom.js";
import { t } from "./words.js";

const NAMES = { "#documents": "documents", "#evaluation": "evaluation", "#gaps": "unanswered" };

/** The tabs of the teachers' view. */
export function tabs(current) {
  return h("nav", { class: "tabs", "aria-label": t("materials_reports") },
    Object.entries(NAMES).map(([href, name]) => h("a", { href, "aria-current": href === current ? "page" : null }, t(name))));
}
