/** What was not answered well, by topic and by week, and what teachers do about it. */
import { getJson } from "./api.js";
import { button, h } from "./dom.js";
import { problemPanel } from "./problem.js";
import { courseTitle } from "./scope.js";
import { sourceLink } from "./source-link.js";
import { trend } from "./trend.js";
import { wanted } from "./uploads.js";
import { day, t } from "./words.js";

export class Tab {
  #course = "";

  constructor({ announce }) {
    this.announce = announce;
    this.title = h("h2", { tabindex: "-1" }, t("unanswered_title"));
    this.body = h("div", { class: "report" }, h("p", { class: "faint" }, t("loading")));
    this.element = h("div", { class: "tab" }, this.title, this.body);
  }

  focus() {
    this.title.focus({ preventScroll: true });
  }

  async refresh() {
    const query = this.#course ? `?course=${encodeURIComponent(this.#course)}` : "";
    try {
      const [found, feedback] = await Promise.all([getJson(`/api/unanswered${query}`), getJson("/api/feedback")]);
      const on = found.topics.filter(({ off_topic }) => !off_topic);
      const off = found.topics.filter(({ off_topic }) => off_topic);
      const focused = this.body.contains(document.activeElement) && document.activeElement.id;
      this.body.replaceChildren(...[
        this.#filter(found, query),
        found.weeks.length > 1 && trend(found.weeks),
        on.map((topic) => this.#topic(topic)),
        !on.length && h("p", { class: "faint" }, t("all_answered")),
        off.length > 0 && h("details", { class: "off-topic" }, h("summary", {}, t("off_topic", { n: off.reduce((sum, { times }) => sum + times, 0) })), off.map((topic) => this.#topic(topic))),
        h("p", { class: "faint" }, [found.settled && t("settled", { n: found.settled }), feedback.length && t("ratings", { good: feedback.filter(({ rating }) => rating > 0).length, n: feedback.length })].filter(Boolean).join(" ")),
      ].flat().filter(Boolean));
      if (focused) document.getElementById(focused)?.focus();
    } catch (problem) {
      this.body.replaceChildren(problemPanel(problem, () => this.refresh()));
    }
  }

  #filter({ courses }, query) {
    const select = h("select", { id: "gap-course", onchange: () => { this.#course = select.value; this.refresh(); } },
      h("option", { value: "" }, t("all_courses")), courses.map((name) => h("option", { value: name, selected: name === this.#course }, courseTitle(name))));
    return h("p", { class: "filter" }, h("label", { for: "gap-course" }, t("course")), select, h("a", { href: `/api/unanswered.csv${query}`, download: "" }, t("as_table")));
  }

  #topic({ name, times: n, questions, nearest }) {
    return h("section", { class: "topic" },
      h("h3", {}, name, h("span", { class: "faint" }, t("times", { n }))),
      nearest.length > 0 && h("p", { class: "place" }, t("closest"), " ", nearest.flatMap((place, at) => [at ? "; " : "", sourceLink(place, {}, place.section.split(" > ").at(-1) || place.title)])),
      h("ul", { class: "gaps" }, questions.map((question) => this.#question(question))));
  }

  #question(question) {
    const { key, question: text, times: n, reasons, courses, last_asked_at, comments, answer, conversation_id } = question;
    const kinds = Object.keys(reasons).map((reason) => t(`reason_${reason.replaceAll(" ", "_")}`));
    const material = h("a", { href: "#documents", onclick: () => { wanted.course = courses[0] ?? ""; } }, t("add_material"));
    const golden = button("text-button", () => this.#golden(key, golden), t("add_golden"));
    const item = h("li", {},
      h("p", { class: "gap-question", dir: "auto" }, text, n > 1 && h("span", { class: "times" }, t("times", { n }))),
      h("p", { class: "place" }, [kinds.join(", "), day(last_asked_at), courses.map(courseTitle).join(", ")].filter(Boolean).join(" · ")),
      comments.map((comment) => h("blockquote", { dir: "auto" }, comment)),
      answer && h("details", {}, h("summary", {}, t("mode_answer")), h("p", { class: "passage-text", dir: "auto" }, answer)),
      h("p", { class: "gap-actions" },
        conversation_id ? h("a", { href: `/?c=${encodeURIComponent(conversation_id)}` }, t("open_conversation")) : h("span", { class: "faint" }, t("conversation_private")),
        material, golden,
        button("text-button", () => this.#settle(key, item), t("mark_done"))));
    return item;
  }

  async #golden(key, control) {
    await this.#act(async () => {
      const { added } = await getJson(`/api/unanswered/${key}/golden`, "POST", {});
      control.replaceWith(h("span", { class: "faint" }, t(added ? "added_golden" : "in_golden")));
    });
  }

  async #settle(key, item) {
    await this.#act(async () => {
      await getJson(`/api/unanswered/${key}/done`, "POST", { done: true });
      const undo = button("text-button", () => this.#act(async () => {
        await getJson(`/api/unanswered/${key}/done`, "POST", { done: false });
        await this.refresh();
      }), t("undo"));
      item.replaceChildren(h("p", { class: "faint" }, t("marked_done"), " ", undo));
      undo.focus();
    });
  }

  async #act(work) {
    try {
      await work();
    } catch (problem) {
      this.announce(problem.message);
      this.body.prepend(problemPanel(problem, () => this.refresh()));
    }
  }
}
