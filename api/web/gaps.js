/** Unanswered questions, and students' feedback. */
import { getJson } from "./api.js";
import { h } from "./dom.js";
import { t } from "./words.js";
import { problemPanel } from "./problem.js";
import { sourceLink } from "./source-link.js";

export class Tab {
  constructor() {
    this.title = h("h2", { tabindex: "-1" }, "Unanswered questions");
    this.body = h("div", { class: "report" }, h("p", { class: "faint" }, "Loading…"));
    this.element = h("div", { class: "tab" }, this.title, this.body);
  }

  focus() {
    this.title.focus({ preventScroll: true });
  }

  async refresh() {
    try {
      const [{ gaps }, feedback, reports] = await Promise.all(["gaps", "feedback", "reports"].map((name) => getJson(`/api/${name}`)));
      const { url, made_by } = reports.find(({ name }) => name === "gaps");
      this.body.replaceChildren(
        url ? h("p", {}, h("a", { href: url, target: "_blank", rel: "noopener" }, "Open the report by topic", h("span", { class: "unseen" }, " (new tab)"))) : h("p", { class: "hint" }, h("code", {}, made_by), " on the server groups them by topic."),
        h("h3", {}, "Refused ", h("span", { class: "faint" }, String(gaps.length))),
        gaps.length ? h("ul", { class: "gaps" }, gaps.map(gap)) : h("p", { class: "faint" }, "No refused questions yet."),
        h("h3", {}, "Student feedback ", h("span", { class: "faint" }, verdicts(feedback))),
        feedback.length ? h("ul", { class: "gaps" }, feedback.map(opinion)) : h("p", { class: "faint" }, "No feedback yet."));
    } catch (problem) {
      this.body.replaceChildren(problemPanel(problem, () => this.refresh()));
    }
  }
}

function verdicts(feedback) {
  const good = feedback.filter(({ rating }) => rating > 0).length;
  return `${good} good, ${feedback.length - good} bad`;
}

function gap({ question, times, last_asked_at, courses, nearest }) {
  return h("li", {},
    h("p", { class: "gap-question" }, question, times > 1 && h("span", { class: "times" }, `${times} times`)),
    h("p", { class: "place" }, [date(last_asked_at), courses.join(", ")].filter(Boolean).join(" · ")),
    nearest.length > 0 && h("p", { class: "place" }, "Closest: ", nearest.flatMap((place, at) => [at ? "; " : "", sourceLink(place, {}, place.section.split(" > ").at(-1) || place.title)])));
}

function opinion({ rating, comment, question, answer, given_at }) {
  return h("li", { class: rating < 0 ? "bad" : null },
    h("p", { class: "gap-question" }, question, h("span", { class: "times" }, rating > 0 ? "good" : "bad")),
    comment && h("blockquote", {}, comment),
    h("details", {}, h("summary", {}, "Answer"), h("p", { class: "passage-text" }, answer)),
    h("p", { class: "place" }, date(given_at)));
}

function date(seconds) {
  return new Date(seconds * 1000).toLocaleDateString(undefined, { day: "numeric", month: "short", year: "numeric" });
}
