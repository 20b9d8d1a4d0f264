import { duration, h, plural } from "./dom.js";
import { fullPlace } from "./places.js";
import { deed } from "./stages.js";

/** The folded account of a turn: what each node did and decided, and every passage with its verdict. */
export function howAnswered({ trace = [], passages = [], usage }) {
  if (!trace.length && !passages.length) return null;
  const total = trace.reduce((sum, { ms }) => sum + ms, 0);
  return h("details", { class: "how" },
    h("summary", {}, "How was this answered", h("span", { class: "faint" }, ` ${duration(total)}`)),
    h("ol", { class: "steps" }, trace.map(step)),
    usage?.llm_calls ? h("p", { class: "faint" }, usageWords(usage)) : null,
    passages.length ? h("h4", {}, `${plural(passages.length, "passage")} considered`) : null,
    passages.length ? h("ul", { class: "passages" }, passages.map(passageItem)) : null);
}

function step({ node, ms, detail }) {
  const entries = typeof detail === "object" ? Object.entries(detail ?? {}) : [["detail", detail]];
  return h("li", {},
    h("span", { class: "step-name" }, deed(node), " ", h("code", {}, node)),
    h("span", { class: "step-time" }, duration(ms)),
    h("dl", {}, entries.map(([key, value]) => h("div", {}, h("dt", {}, key.replaceAll("_", " ")), h("dd", {}, valueWords(value))))));
}

function valueWords(value) {
  if (Array.isArray(value)) return value.map(valueWords).join(", ") || "none";
  if (typeof value === "number") return String(Number.isInteger(value) ? value : Number(value.toFixed(3)));
  if (value === null || value === "") return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function usageWords({ llm_calls, prompt_tokens, cached_tokens, completion_tokens }) {
  const read = `${plural(prompt_tokens, "token")} read (${cached_tokens.toLocaleString("en")} from cache)`;
  return `${plural(llm_calls, "call")} to the language model, ${read}, ${completion_tokens.toLocaleString("en")} written.`;
}

const VERDICTS = new Map([
  [true, ["relevant", "Relevant"]],
  [false, ["aside", "Set aside"]],
]);

function passageItem(passage) {
  const [look, verdict] = VERDICTS.get(passage.relevant) ?? ["unjudged", "Not judged"];
  return h("li", { class: look },
    h("details", {},
      h("summary", {},
        h("span", { class: "verdict" }, verdict),
        h("span", { class: "passage-place" }, fullPlace(passage)),
        h("span", { class: "score" }, scores(passage))),
      h("p", { class: "passage-text" }, passage.text)));
}

function scores({ score, dense, bm25 }) {
  const arms = [["dense", dense], ["bm25", bm25]].filter(([, value]) => typeof value === "number");
  return [`score ${score.toFixed(3)}`, ...arms.map(([name, value]) => `${name} ${value.toFixed(2)}`)].join(", ");
}
