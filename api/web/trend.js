import { h } from "./dom.js";
import { LANGUAGE, t } from "./words.js";

const MOST = 16; // weeks

/** Questions and unanswered ones of the last weeks, as bars. */
export function trend(weeks) {
  const shown = weeks.slice(-MOST);
  const most = Math.max(...shown.map(({ asked }) => asked), 1);
  return h("figure", { class: "trend" }, h("figcaption", {}, t("trend")), h("ol", {}, shown.map((week) => bar(week, most))));
}

function bar({ week, asked, unanswered }, most) {
  const from = new Date(week).toLocaleDateString(LANGUAGE, { day: "numeric", month: "short", timeZone: "UTC" });
  const [all, bad] = [h("span", { class: "bar-all" }), h("span", { class: "bar-bad" })];
  all.style.height = `${(100 * asked) / most}%`;
  bad.style.height = `${(100 * unanswered) / most}%`;
  const words = t("trend_week", { week: from, unanswered, n: asked });
  return h("li", { title: words }, h("span", { class: "bars", "aria-hidden": "true" }, all, bad), h("span", { class: "unseen" }, words), h("small", { "aria-hidden": "true" }, from));
}
