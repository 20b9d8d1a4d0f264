/** The evaluation: run it, its metrics against their thresholds, and what changed since the run before. */
import { getJson, work } from "./api.js";
import { button, h } from "./dom.js";
import { problemPanel } from "./problem.js";
import { LANGUAGE, pieces, t } from "./words.js";

export class Tab {
  #following = false;

  constructor({ announce }) {
    this.announce = announce;
    this.title = h("h2", { tabindex: "-1" }, t("how_good"));
    this.button = button("quiet", () => this.#run("POST"), t("run_evaluation"));
    this.words = h("p", { class: "hint" }, t("evaluation_hint"));
    this.bar = h("progress", { "aria-label": t("evaluation"), hidden: true });
    this.outcome = h("div");
    this.body = h("div", { class: "report" }, h("p", { class: "faint" }, t("loading")));
    this.element = h("div", { class: "tab" }, this.title, h("div", { class: "ingest" }, this.button, this.words, this.bar, this.outcome), this.body);
  }

  focus() {
    this.title.focus({ preventScroll: true });
  }

  async refresh() {
    try {
      const report = (await getJson("/api/reports")).find(({ name }) => name === "evals");
      this.body.replaceChildren(...(report.made_at ? shown(report) : [none(report)]));
      this.#run("GET");
    } catch (problem) {
      this.body.replaceChildren(problemPanel(problem, () => this.refresh()));
    }
  }

  /** Starts an evaluation, or follows the running one; nothing happens if none is running. */
  async #run(method) {
    if (this.#following) return;
    this.#following = true;
    this.outcome.replaceChildren();
    if (method === "POST") this.#progress({ done: 0, of: 0 });
    let ended = null;
    try {
      for await (const { name, data } of work("/api/evaluation", method)) {
        if (name === "progress") this.#progress(data);
        else ended = { name, data };
      }
    } catch (problem) {
      ended = { name: "error", data: problem };
    }
    this.#following = false;
    this.button.disabled = false;
    this.bar.hidden = true;
    if (ended) await this.#settle(ended);
  }

  async #settle({ name, data }) {
    this.words.textContent = name === "report" ? t("evaluation_done") : "";
    if (name === "error") return this.outcome.replaceChildren(problemPanel(data, () => this.#run("POST")));
    this.announce(this.words.textContent);
    await this.refresh();
  }

  #progress({ done, of: n }) {
    this.button.disabled = true;
    this.bar.hidden = false;
    if (n) this.bar.value = done / n;
    this.words.textContent = n ? t("questions_of", { done, n }) : t("evaluation_starting");
  }
}

const SIGNS = { ">=": "at_least", "<=": "at_most", "=": "exactly", "==": "exactly" };

function none({ made_by }) {
  return h("div", { class: "panel" }, h("strong", {}, t("no_evaluation")), h("p", {}, pieces("no_evaluation_fix", { command: h("code", {}, made_by) })));
}

function shown({ made_at, url, summary: { bars = [], figures = {}, mode, model, documents, chunks, comparison } }) {
  const facts = [new Date(made_at * 1000).toLocaleString(LANGUAGE), model ?? (mode === "extractive" ? t("quotes_only") : mode), documents && t("documents_n", { n: documents }), chunks && t("passages_n", { n: chunks })];
  const before = new Map((comparison?.differences ?? []).map((difference) => [difference.name, difference]));
  const rows = bars.length ? bars : Object.values(figures).filter(({ value, unit }) => value !== null && unit === "share");
  return [
    h("p", { class: "place" }, facts.filter(Boolean).join(" · ")),
    rows.length > 0 && h("div", { class: "table", tabindex: "0", role: "region", "aria-label": t("metrics") },
      h("table", {},
        h("thead", {}, h("tr", {}, ["metric", "result", "change", "threshold", "verdict"].map((name) => h("th", {}, t(name))))),
        h("tbody", {}, rows.map((bar) => row(bar, before.get(bar.name)))))),
    comparison && changes("broken", comparison.broken),
    comparison && changes("mended", comparison.mended),
    url && h("p", {}, h("a", { href: url, target: "_blank", rel: "noopener" }, t("full_report"), h("span", { class: "unseen" }, ` (${t("new_tab")})`))),
  ].filter(Boolean);
}

function row(bar, difference) {
  const { name, value, of, holds } = bar;
  const limit = bar.bar === undefined ? "–" : `${SIGNS[bar.sign] ? t(SIGNS[bar.sign]) : ""} ${number(bar.bar)}`;
  const delta = difference?.delta ? `${difference.delta > 0 ? "+" : "−"}${number(Math.abs(difference.delta))}` : "–";
  return h("tr", { class: holds === false ? "missed" : null },
    h("td", {}, String(name)), h("td", {}, number(value), of ? h("span", { class: "faint" }, ` ${t("of_n", { n: of })}`) : null),
    h("td", {}, delta), h("td", {}, limit), h("td", {}, holds === false ? t("missed") : holds ? t("met") : ""));
}

/** Questions that went wrong since the run before, or were put right. */
function changes(which, cases = []) {
  if (!cases.length) return null;
  return h("details", { open: which === "broken" }, h("summary", {}, t(which, { n: cases.length })),
    h("ul", {}, cases.map(({ question, what }) => h("li", {}, question, " ", h("span", { class: "place" }, what.join("; "))))));
}

function number(value) {
  return typeof value === "number" ? Number(value.toFixed(3)).toLocaleString(LANGUAGE, { maximumFractionDigits: 3 }) : "–";
}
