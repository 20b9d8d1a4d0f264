const WORDS = JSON.parse(document.getElementById("words").textContent);
export const LANGUAGE = document.documentElement.lang;
const PLURALS = new Intl.PluralRules(LANGUAGE);

/** The text for `key` in the reader's language: `{name}` is `values.name`, and `values.n` chooses singular or plural. */
export function t(key, values) {
  return pieces(key, values).join("");
}

/** The same as a list of children, with elements among the values. */
export function pieces(key, values = {}) {
  const found = WORDS[key];
  const text = typeof found === "string" ? found : found[PLURALS.select(values.n)] ?? found.other;
  return text.split(/\{(\w+)\}/).map((part, at) => (at % 2 ? shown(values[part]) : part)).filter((part) => part !== "");
}

/** Whether the page has words of its own for `key`. */
export function has(key) {
  return key in WORDS;
}

function shown(value) {
  return typeof value === "number" ? value.toLocaleString(LANGUAGE) : value;
}

/** 1200 -> "1.2 s", 34 -> "34 ms". */
export function duration(ms) {
  if (ms < 1) return "< 1 ms";
  const [value, unit, digits] = ms < 1000 ? [ms, "ms", 0] : [ms / 1000, "s", 1];
  return `${value.toLocaleString(LANGUAGE, { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`;
}

/** A day from seconds since the epoch. */
export function day(seconds) {
  return new Date(seconds * 1000).toLocaleDateString(LANGUAGE, { day: "numeric", month: "short", year: "numeric" });
}
