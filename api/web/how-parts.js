import { duration, h, plural } from "./dom.js";
import { fullPlace } from "./places.js";
import { sourceLink } from "./source-link.js";

<<<<<<< HEAD
/** Each node's decision in a sentence. */
const DECISIONS = {
  retrieve: ({ query, courses, passages }) =>
    `${plural(passages ?? 0, "passage")} for “${query}”${courses?.length ? ` in ${courses.join(", ")}` : ""}`,
  grade_documents: ({ kept, of, dropped }) => `${kept} of ${of} help to answer${dropped?.length ? `; left out for want of room: ${dropped.join(", ")}` : ""}`,
  rewrite_query: ({ from, query }) => (query ? `“${from}” became “${query}”` : `no other words for “${from}”`),
  generate: ({ cited, dropped_citations, cut, repeats, server, instead_of }) =>
    [server && `written by ${server}${instead_of ? ` in place of ${instead_of}, which failed` : ""}`, `cites ${plural(cited ?? 0, "passage")}`, dropped_citations && `${plural(dropped_citations, "citation")} of nothing dropped`, cut && "cut off for want of room", repeats && "stopped because it repeated itself"].filter(Boolean).join("; "),
  verify: ({ statements, unsupported }) => `${statements - (unsupported?.length ?? 0)} of ${plural(statements ?? 0, "statement")} supported by the passages`,
  refuse: ({ queries }) => `nothing relevant for ${(queries ?? []).map((query) => `“${query}”`).join(", then ")}`,
};

/** The nodes in the order in which they ran, and the one that works now. */
=======
/** The steps of a trace in the order in which they ran, and the one that runs now. Steps stored by earlier versions have no label. */
>>>>>>> main
export function steps(trace, now) {
  const done = trace.map(({ node, ms, label, summary }) => step(label ?? node.replaceAll("_", " "), node, duration(ms), summary));
  return h("ol", { class: "steps" }, done, now && step(now.label, now.node, "", "", "now"));
}

function step(title, node, time, decision, state) {
  return h("li", { class: state },
    h("p", {}, h("strong", {}, title), " ", h("code", {}, node)),
    h("span", { class: "faint" }, time),
    decision && h("p", { class: "decision" }, decision));
}

/** Statements with the share of each that its passages support. */
export function statementList(support, passages) {
  const place = new Map(passages.map(({ id }, at) => [id, at + 1]));
  return h("ul", { class: "statements" }, support.map(({ statement, share, passages: ids }) => {
    const where = ids.map((id) => place.get(id)).filter(Boolean).join(", ");
    const held = ids.length ? `${Math.round(share * 100)} %${where ? ` in passage ${where}` : ""}` : "not supported";
    return h("li", { class: ids.length ? null : "bad" },
      h("span", {}, statement.replace(/^[-*#>\s]+|[*`]/g, "")),
      h("meter", { min: 0, max: 1, low: 0.5, value: ids.length ? share : 0, "aria-label": "Share of its words found in the passages" }),
      h("span", { class: "faint" }, held));
  }));
}

/** Passages with verdict, reason, scores and, when expanded, their text. */
export function passageList(passages, reasons, open) {
  return h("ol", { class: "considered" }, passages.map((passage) => {
    const { id, relevant, text } = passage;
    const verdict = relevant ? "Relevant" : relevant === false ? "Not relevant" : "Not graded";
    return h("li", {},
      h("details", { "data-key": id, open: open.has(id) },
        h("summary", {},
          h("span", { class: relevant ? "verdict relevant" : "verdict" }, verdict),
          h("span", {}, fullPlace(passage), reasons[id] && h("span", { class: "decision" }, reasons[id])),
          h("span", { class: "faint" }, scores(passage))),
        h("p", { class: "passage-text" }, text),
        h("p", {}, sourceLink({ ...passage, url: `/api/documents/${encodeURIComponent(passage.document_id)}/view#p${id.split(":").at(-1)}`, quote: "" }, {}, "Show in the original"))));
  }));
}

function scores({ score, dense, bm25 }) {
  const arms = Object.entries({ meaning: dense, words: bm25 }).filter(([, value]) => typeof value === "number");
  return [`score ${score.toFixed(1)}`, ...arms.map(([name, value]) => `${name} ${value.toFixed(2)}`)].join(", ");
}

/** The turn's use of the language model. */
export function usageList({ usage, mode, model }) {
  if (!usage) return null;
  const facts = mode === "extractive" && !usage.llm_calls
    ? { Mode: "quotes only, no language model" }
    : {
        Model: model || "unnamed",
        Calls: usage.llm_calls,
        "Prompt tokens": usage.prompt_tokens,
        "of these cached": usage.cached_tokens,
        "Completion tokens": usage.completion_tokens,
      };
  return h("dl", { class: "usage" }, Object.entries(facts).map(([name, value]) =>
    h("div", {}, h("dt", {}, name), h("dd", {}, typeof value === "number" ? value.toLocaleString("en") : value))));
}
