import { duration, h, plural } from "./dom.js";
import { fullPlace } from "./places.js";
import { deed } from "./stages.js";

/** The folded account of a turn: what each node did and decided, and every passage with its verdict; or null. */
export function howAnswered({ trace = [], passages = [] }) {
  if (!trace.length) return null;
  const total = trace.reduce((sum, { ms }) => sum + ms, 0);
  const shown = passages.filter(({ text }) => text); // stored conversations keep the scores only
  const verdicts = trace.flatMap(({ detail }) => detail.verdicts ?? []);
  const reasons = Object.fromEntries(verdicts.map(({ passage, reason }) => [passage, reason]));
  return h("details", { class: "how" },
    h("summary", {}, `How was this answered (${duration(total)})`),
    h("ol", {}, trace.map(step)),
    shown.length > 0 && [
      h("h4", {}, `${plural(shown.length, "passage")} considered`),
      h("ul", {}, shown.map((passage) => passageItem(passage, reasons[passage.id]))),
    ]);
}

function step({ node, ms, detail }) {
  const entries = Object.entries(detail).filter(([key]) => key !== "verdicts"); // they stand with the passages
  return h("li", {},
    h("span", {}, h("strong", {}, deed(node)), " ", h("code", {}, node)),
    h("span", { class: "faint" }, duration(ms)),
    h("dl", {}, entries.map(([key, value]) => h("div", {}, h("dt", {}, `${key.replaceAll("_", " ")}: `), h("dd", {}, words(value))))));
}

function words(value) {
  if (Array.isArray(value)) return value.map(words).join(", ") || "none";
  if (typeof value === "number") return String(Number(value.toFixed(3)));
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "object" ? JSON.stringify(value) : value || "none";
}

function passageItem(passage, reason) {
  const { relevant, text } = passage;
  const verdict = relevant ? "Relevant" : relevant === false ? "Set aside" : "Not judged";
  return h("li", {},
    h("details", {},
      h("summary", {},
        h("span", { class: relevant ? "verdict relevant" : "verdict" }, verdict),
        h("span", {}, fullPlace(passage)),
        h("span", { class: "faint" }, scores(passage))),
      reason && h("p", {}, reason),
      h("p", { class: "passage-text" }, text)));
}

function scores({ score, dense, bm25 }) {
  const arms = Object.entries({ dense, bm25 }).filter(([, value]) => typeof value === "number");
  return [`score ${score.toFixed(3)}`, ...arms.map(([name, value]) => `${name} ${value.toFixed(2)}`)].join(", ");
}
