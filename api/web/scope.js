import { button, h } from "./dom.js";
import { pieces, t } from "./words.js";

let titles = new Map();

/** Remembers what the courses are called. */
export function nameCourses(courses) {
  titles = new Map(courses.map(({ name, title }) => [name, title ?? name]));
}

/** A course as its readers know it. */
export function courseTitle(name) {
  return titles.get(name) ?? name;
}

/** "Searched in … only · search all": `all()` asks the same in all courses. */
export function scopeLine(course, all) {
  const only = pieces("searched_in", { course: h("strong", {}, courseTitle(course)) });
  return h("span", { class: "searched" }, only, titles.size > 1 && [" · ", button("text-button", all, t("search_all"))]);
}
