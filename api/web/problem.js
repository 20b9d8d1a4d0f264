import { button, h } from "./dom.js";
import { translated } from "./server-words.js";
import { has, t } from "./words.js";

/**
 * An error with its fix. `retry` adds "Try again", which is enabled after `retry_after` seconds; `edit` gives the
 * question back to be changed; `later(wanted)` has it sent once the server responds again.
 */
export function problemPanel(problem, retry, { edit, later } = {}) {
  const { message, fix, original } = wording(problem);
  const again = button("again", retry);
  countDown(again, performance.now() + (problem.retry_after ?? 0) * 1000);
  return h("div", { class: "problem" }, h("strong", {}, message), fix && h("p", {}, fix), original && h("p", { class: "faint", lang: "en" }, original),
    later && h("label", { class: "later" }, h("input", { type: "checkbox", onchange: ({ target }) => later(target.checked) }), " ", t("send_later")),
    retry && h("p", { class: "ways" }, again, edit && button("quiet", edit, t("edit"))));
}

/** An error in the reader's language, as far as the page knows its code. */
export function wording(problem) {
  const { code, fix, retry_after: n } = problem;
  if (!has(`problem_${code}`)) return translated(problem);
  const known = has(`fix_${code}`) ? t(`fix_${code}`, { n: n ?? 0 }) : fix;
  return { message: t(`problem_${code}`, { n: n ?? 0 }), fix: known };
}

function countDown(node, until) {
  const n = Math.ceil((until - performance.now()) / 1000);
  node.disabled = n > 0;
  node.textContent = n > 0 ? t("try_again_in", { n }) : t("try_again");
  if (n > 0) setTimeout(() => countDown(node, until), 250);
}
