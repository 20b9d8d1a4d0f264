/** Where a citation or passage stands, in words: "p. 4", "slide 3", its section, or "". */
export function place({ source, page, section }) {
  if (page) return `${/\.pptx?$/i.test(source) ? "slide" : "p."} ${page}`;
  return section;
}

export function fileName({ source }) {
  return source.split("/").at(-1);
}

/** Everything known about the place, most specific last. */
export function fullPlace(item) {
  return [item.source, place(item), item.page && item.section].filter(Boolean).join(" · ");
}

/** The class of a quote whose line breaks carry meaning (code, tables); those of running text flow. */
export function quoteLook(quote) {
  return /\n[ \t]+\S|^\s*[|`]|\n\s*[|`]/.test(quote) ? "verbatim" : "flowing";
}
