/** The collapsed details of a turn: its path through the graph, and each node's decisions with their reasons. */
import { getJson } from "./api.js";
import { h } from "./dom.js";
import { graph, light } from "./graph.js";
import { duration, t } from "./words.js";
import { passageList, statementList, steps, usageList } from "./how-parts.js";

export class How {
  #trace = [];
  #passages = [];
  #now = null;
  #done = null;
  #svg = null;
  #drawn = false;

  constructor() {
    this.summary = h("summary", {}, t("how_running"));
    this.figure = h("figure", { class: "graph", tabindex: "0", role: "region", "aria-label": t("the_graph") });
    this.rest = h("div", { class: "how-rest" });
    this.element = h("details", { class: "how", ontoggle: () => this.#show() }, this.summary, h("div", { class: "how-body" }, this.figure, this.rest));
  }

  /** Resets for a run whose events are streamed from the start. */
  start() {
    this.#trace = [];
    this.#passages = [];
    this.#now = this.#done = null;
    this.#show();
  }

  stage({ node, status, ms, detail, label, summary }) {
    if (status === "started") this.#now = { node, label };
    else {
      this.#now = null;
      this.#trace.push({ node, ms, detail, label, summary });
      if (node === "grade_documents") this.#judge(detail.verdicts ?? []);
    }
    this.#show();
  }

  sources(passages) {
    this.#passages = passages;
  }

  /** Shows the complete details of a `done` event or a stored message. */
  finish(done) {
    this.#now = null;
    this.#done = done;
    this.#trace = done.trace ?? this.#trace;
    this.#passages = done.passages?.length ? done.passages : this.#passages;
    this.element.hidden = !this.#trace.length;
    const total = this.#trace.reduce((sum, { ms }) => sum + ms, 0);
    this.summary.textContent = t("how_done", { time: duration(total) });
    this.#show();
  }

  #judge(verdicts) {
    const by = new Map(verdicts.map(({ passage, relevant }) => [passage, relevant]));
    this.#passages = this.#passages.map((passage) => ({ ...passage, relevant: by.get(passage.id) ?? passage.relevant }));
  }

  async #show() {
    if (!this.element.open) return;
    this.#fill();
    if (!this.#drawn) {
      this.#drawn = true;
      this.#svg = await graph();
      if (this.#svg) this.figure.replaceChildren(this.#svg);
      if (this.#svg) crop(this.#svg);
    }
    if (this.#svg) light(this.#svg, this.#trace, this.#now?.node, Boolean(this.#done) && this.#done.status !== "stopped");
    if (this.#done) await this.#fetchTexts();
  }

  #fill() {
    const judged = this.#trace.flatMap(({ detail }) => detail.verdicts ?? []);
    const reasons = Object.fromEntries(judged.map(({ passage, reason }) => [passage, reason]));
    const shown = this.#passages.filter(({ text }) => text);
    const support = this.#trace.findLast(({ node }) => node === "verify")?.detail.support ?? [];
    const open = new Set([...this.rest.querySelectorAll("details[open]")].map(({ dataset }) => dataset.key));
    this.rest.replaceChildren(...[
      steps(this.#trace, this.#now),
      support.length > 0 && [h("h4", {}, t("support")), statementList(support, this.#passages)],
      shown.length > 0 && [h("h4", {}, t("considered", { n: shown.length })), passageList(shown, reasons, open)],
      this.#done && usageList(this.#done),
    ].flat(2).filter(Boolean));
  }

  /** Loads the passages' texts, which stored conversations do not have. */
  async #fetchTexts() {
    const bare = this.#passages.filter(({ text }) => !text).map(({ id }) => id);
    if (!bare.length) return;
    const query = new URLSearchParams(bare.slice(0, 60).map((id) => ["id", id]));
    const { passages } = await getJson(`/api/passages?${query}`).catch(() => ({ passages: [] }));
    const by = new Map(passages.map((passage) => [passage.id, passage]));
    this.#passages = this.#passages.filter(({ id }) => by.has(id)).map((kept) => ({ ...by.get(kept.id), ...kept }));
    this.#fill();
  }
}

/** The drawing without its margins. */
function crop(svg) {
  const { x, y, width, height } = svg.getBBox();
  svg.setAttribute("viewBox", [x - 6, y - 6, width + 12, height + 24].join(" "));
}
