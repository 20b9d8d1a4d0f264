import { fullPlace } from "./places.js";

const MARKER = /\[(\d{1,3}(?:, ?\d{1,3})*)\](?!\()/g;

/** An answer as Markdown, its citations as footnotes with place and quote. */
export function asMarkdown(answer, citations) {
  const known = new Set(citations.map(({ n }) => String(n)));
  const text = answer.split(/(```[\s\S]*?(?:```|$)|`[^`\n]*`)/).map((part, at) => (at % 2 ? part : part.replace(MARKER, noted))).join("");
  const notes = citations.map((citation) => `[^${citation.n}]: ${citation.title}, ${fullPlace(citation)}: “${citation.quote.replace(/\s+/g, " ").trim()}”`);
  return [text.trim(), notes.join("\n")].filter(Boolean).join("\n\n") + "\n";

  function noted(whole, numbers) {
    const all = numbers.split(/, ?/);
    return all.every((n) => known.has(n)) ? all.map((n) => `[^${n}]`).join("") : whole;
  }
}
