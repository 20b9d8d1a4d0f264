/** The latest evaluation: metrics against their thresholds, and the full report. */
import { getJson } from "./api.js";
import { h } from "./dom.js";
import { problemPanel } from "./problem.js";

export class Tab {
  constructor() {
    this.title = h("h2", { tabindex: "-1" }, "How good are the answers?");
    this.body = h("div", { class: "report" }, h("p", { class: "faint" }, "Loading…"));
    this.element = h("div", { class: "tab" }, this.title, this.body);
  }

  focus() {
    this.title.focus({ preventScroll: true });
  }

  async refresh() {
    try {
      const report = (await getJson("/api/reports")).find(({ name }) => name === "evals");
      this.body.replaceChildren(...(report.made_at ? shown(report) : [none(report)]));
    } catch (problem) {
      this.body.replaceChildren(problemPanel(problem, () => this.refresh()));
    }
  }
}

const SIGNS = { ">=": "at least", "<=": "at most", "=": "exactly", "==": "exactly" };

function none({ made_by }) {
  return h("div", { class: "panel" },
    h("strong", {}, "No evaluation yet"),
    h("p", {}, "Run ", h("code", {}, made_by), " on the server. It asks questions with known answers and measures retrieval, answers, citations and refusals."));
}

function shown({ made_at, url, summary: { bars = [], mode, model, documents, chunks, parallel } }) {
  const facts = [new Date(made_at * 1000).toLocaleString(), model ?? (mode === "extractive" ? "quotes only" : mode), documents && `${documents} documents, ${chunks} passages`, parallel && `${parallel} at a time`];
  return [
    h("p", { class: "place" }, facts.filter(Boolean).join(" · ")),
    bars.length > 0 && h("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Metrics" },
      h("table", {},
        h("thead", {}, h("tr", {}, ["Metric", "Result", "Threshold", ""].map((name) => h("th", {}, name)))),
        h("tbody", {}, bars.map(bar)))),
    url && h("p", {}, h("a", { href: url, target: "_blank", rel: "noopener" }, "Open the full report with every question and its trace"), h("span", { class: "unseen" }, " (new tab)")),
  ].filter(Boolean);
}

function bar(bar) {
  const { name, value, of, holds } = bar;
  const limit = `${SIGNS[bar.sign] ?? ""} ${number(bar.bar)}`;
  const verdict = holds === false ? "missed" : holds ? "met" : "";
  return h("tr", { class: holds === false ? "missed" : null },
    h("td", {}, String(name)), h("td", {}, number(value), of ? h("span", { class: "faint" }, ` of ${of}`) : null), h("td", {}, limit), h("td", {}, verdict));
}

function number(value) {
  return typeof value === "number" ? String(Number(value.toFixed(3))) : "–";
}
