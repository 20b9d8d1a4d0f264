/** The place of a citation or passage: "p. 4", "slide 3", its section, or "". */
export function place({ source, page, section }) {
  if (page) return `${/\.pptx?$/i.test(source) ? "slide" : "p."} ${page}`;
  return section;
}

export function fileName({ source }) {
  return source.split("/").at(-1);
}

/** The full place, from file to section. */
export function fullPlace(item) {
  return [item.source, place(item), item.page && item.section].filter(Boolean).join(" · ");
}

/** The CSS class of a quote: "verbatim" if its line breaks matter (code, tables), else "flowing". */
export function quoteLook(quote) {
  return /\n[ \t]+\S|^\s*[|`]|\n\s*[|`]/.test(quote) ? "verbatim" : "flowing";
}
