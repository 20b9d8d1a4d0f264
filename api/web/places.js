import { t } from "./words.js";

/** The place of a citation or passage: "p. 4", "slide 3", its section, or "". */
export function place({ source, page, section }) {
  if (page) return t(/\.(pptx?|odp)$/i.test(source) ? "slide_n" : "page_n", { n: page });
  return section;
}

export function fileName({ source }) {
  return source.split("/").at(-1);
}

/** The full place: file, page, innermost heading. */
export function fullPlace(item) {
  return [item.source, item.page && place(item), item.section?.split(" > ").at(-1)].filter(Boolean).map(isolated).join(" · ");
}

/** A part written from the right, so that it does not change the order of the parts around it. */
function isolated(part) {
  return /[\u0590-\u08ff]/.test(part) ? `\u2068${part}\u2069` : part;
}
