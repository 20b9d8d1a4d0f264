/** Where a citation or passage stands, in words: "p. 4", "slide 3", its section, or "". */
export function place({ source, page, section }) {
  if (page !== null && page !== undefined) return `${/\.pptx?$/i.test(source) ? "slide" : "p."} ${page}`;
  return section || "";
}

export function fileName(source) {
  return source.split("/").at(-1);
}

/** Everything known about the place, most specific last. */
export function fullPlace(item) {
  const parts = [item.source, place(item), item.page === null || item.page === undefined ? "" : item.section];
  return parts.filter(Boolean).join(" · ");
}

/** Quotes whose line breaks carry meaning (code, tables) keep them; those of running text flow. */
export function isVerbatim(quote) {
  return /\n[ \t]+\S|^\s*[|`]|\n\s*[|`]/.test(quote);
}
