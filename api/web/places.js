import { t } from "./words.js";

/** The place of a citation or passage: "p. 4", "slide 3", its section, or "". */
export function place({ source, page, section }) {
  if (page) return t(/\.(pptx?|odp)$/i.test(source) ? "slide_n" : "page_n", { n: page });
  return section;
}

export function fileName({ source }) {
  return source.split("/").at(-1);
}

/** The full place: file, page, innermost heading; each apart, as one that is written from the right changes the order of others. */
export function fullPlace(item) {
  const file = item.source && apart(item.source, LEFT);
  return [file, item.page && place(item), apart(item.section?.split(" > ").at(-1) ?? "", OWN)].filter(Boolean).join(" · ");
}

const LEFT = "\u2066", OWN = "\u2068", END = "\u2069"; // of Unicode: left to right, as its letters want it, end of either

function apart(part, way) {
  return /[\u0590-\u08ff]/.test(part) ? way + part + END : part;
}
