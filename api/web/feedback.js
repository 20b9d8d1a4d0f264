import { getJson } from "./api.js";
import { h } from "./dom.js";
import { wording } from "./problem.js";
import { t } from "./words.js";

/** Thumbs up and down for an answer, and a comment field once one is chosen. */
export function feedback(messageId, { rating = 0, comment = "" }, announce) {
  let chosen = rating;
  const up = thumb(1, t("good_answer"), "M2 10h4v10H2zM8 20V10l4.5-8c1.7 0 2.6 1.2 2.2 2.8L14 9h5.5c1.4 0 2.3 1.1 2 2.4l-1.6 7A2 2 0 0 1 18 20z");
  const down = thumb(-1, t("bad_answer"), "M2 4h4v10H2zM8 4v10l4.5 8c1.7 0 2.6-1.2 2.2-2.8L14 15h5.5c1.4 0 2.3-1.1 2-2.4l-1.6-7A2 2 0 0 0 18 4z");
  const text = h("input", { maxlength: "2000", placeholder: t("comment_hint"), "aria-label": t("comment"), autocomplete: "off" });
  text.value = comment ?? "";
  const status = h("span", { class: "faint", role: "status" });
  const form = h("form", { class: "comment", hidden: true, onsubmit: comments }, text, h("button", { class: "quiet" }, t("send")));
  const buttons = h("span", { class: "thumbs" }, up, down);
  mark();
  return { buttons, form, status };

  function thumb(value, label, path) {
    const button = h("button", { type: "button", class: "icon", title: label, "aria-label": label, onclick: () => choose(value) });
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
    svg.firstChild.setAttribute("d", path);
    button.append(svg);
    return button;
  }

  function mark() {
    up.setAttribute("aria-pressed", chosen === 1);
    down.setAttribute("aria-pressed", chosen === -1);
  }

  async function choose(value) {
    chosen = value;
    mark();
    if (!(await send(t("thanks")))) return;
    form.hidden = false;
    text.focus();
  }

  async function comments(event) {
    event.preventDefault();
    if (await send(t("thanks_read"))) form.hidden = true;
  }

  async function send(thanks) {
    try {
      await getJson("/api/feedback", "POST", { message_id: messageId, rating: chosen, comment: text.value.trim() || null });
      status.textContent = thanks;
      return true;
    } catch (problem) {
      status.textContent = wording(problem).message;
      announce(status.textContent);
      return false;
    }
  }
}
