import { h } from "./dom.js";
import { fullPlace } from "./places.js";
import { sourceLink } from "./source-link.js";
import { LANGUAGE, duration, has, t } from "./words.js";

/** The steps of a trace in the order in which they ran, and the one that runs now. Steps stored by earlier versions have no label. */
export function steps(trace, now) {
  const done = trace.map(({ node, ms, label, summary }) => step(named("did", node, label), node, duration(ms), summary));
  return h("ol", { class: "steps" }, done, now && step(named("doing", now.node, now.label), now.node, "", "", "now"));
}

/** What a node does or did, in the reader's language where the page has words for it. */
function named(when, node, label) {
  return has(`${when}_${node}`) ? t(`${when}_${node}`) : label ?? node.replaceAll("_", " ");
}

function step(title, node, time, decision, state) {
  return h("li", { class: state },
    h("p", {}, h("strong", {}, title), " ", h("code", {}, node)),
    h("span", { class: "faint" }, time),
    decision && h("p", { class: "decision", lang: "en" }, decision));
}

/** Statements with the share of each that its passages support. */
export function statementList(support, passages) {
  const place = new Map(passages.map(({ id }, at) => [id, at + 1]));
  return h("ul", { class: "statements" }, support.map(({ statement, share, passages: ids, on_the_question: onIt }) => {
    const where = ids.map((id) => place.get(id)).filter(Boolean).join(", ");
    const off = onIt === false ? t("beside") : "";
    const held = ids.length ? `${Math.round(share * 100)} %${where ? t("in_passage", { where }) : ""}${off}` : t("not_supported");
    return h("li", { class: ids.length ? null : "bad" },
      h("span", {}, statement.replace(/^[-*#>\s]+|[*`]/g, "")),
      h("meter", { min: 0, max: 1, low: 0.5, value: ids.length ? share : 0, "aria-label": t("share_of_words") }),
      h("span", { class: "faint" }, held));
  }));
}

/** Passages with verdict, reason, scores and, when expanded, their text. */
export function passageList(passages, reasons, open) {
  return h("ol", { class: "considered" }, passages.map((passage) => {
    const { id, relevant, text } = passage;
    const verdict = t(relevant ? "relevant" : relevant === false ? "not_relevant" : "not_graded");
    return h("li", {},
      h("details", { "data-key": id, open: open.has(id) },
        h("summary", {},
          h("span", { class: relevant ? "verdict relevant" : "verdict" }, verdict),
          h("span", {}, fullPlace(passage), reasons[id] && h("span", { class: "decision", lang: "en" }, reasons[id])),
          h("span", { class: "faint" }, scores(passage))),
        h("p", { class: "passage-text" }, text),
        h("p", {}, sourceLink({ ...passage, url: `/api/documents/${encodeURIComponent(passage.document_id)}/view#p${id.split(":").at(-1)}`, quote: "" }, {}, t("show_original")))));
  }));
}

function scores({ score, dense, bm25 }) {
  const arms = Object.entries({ [t("by_meaning")]: dense, [t("by_words")]: bm25 }).filter(([, value]) => typeof value === "number");
  return [t("score", { score: score.toFixed(1) }), ...arms.map(([name, value]) => `${name} ${value.toFixed(2)}`)].join(", ");
}

/** The turn's use of the language model. */
export function usageList({ usage, mode, model }) {
  if (!usage) return null;
  const facts = mode === "extractive" && !usage.llm_calls
    ? { [t("mode")]: t("quotes_only") }
    : {
        [t("model")]: model || t("a_model"),
        [t("calls")]: usage.llm_calls,
        [t("prompt_tokens")]: usage.prompt_tokens,
        [t("cached_tokens")]: usage.cached_tokens,
        [t("completion_tokens")]: usage.completion_tokens,
      };
  return h("dl", { class: "usage" }, Object.entries(facts).map(([name, value]) =>
    h("div", {}, h("dt", {}, name), h("dd", {}, typeof value === "number" ? value.toLocaleString(LANGUAGE) : value))));
}
