import { h } from "./dom.js";
import { fullPlace } from "./places.js";
import { sourceLink } from "./source-link.js";

const NOT_COVERED = "The course materials don’t cover this.";
const TITLES = {
  course: "Not in this course",
  unsupported: "Not without a language model",
};

/**
 * A refusal looks like one: why there is no answer, a button for what would be answered (the question in another
 * course or spelling), and the closest topics. `ask(message, course)` asks; without a course, in the same one.
 */
export function refusalPanel(done, question, ask) {
  const detail = done.trace?.find(({ node }) => node === "refuse")?.detail ?? {};
  const places = done.nearest ?? detail.nearest ?? [];
  return h("div", { class: "refusal" },
    h("h3", {}, title(done)),
    reason(done, detail.reason),
    ways(done, question, ask),
    places.length > 0 && [h("p", {}, "Closest topics in the materials:"), h("ul", {}, places.map(placeItem))],
    places.length === 0 && h("p", {}, "Rephrase the question, or ask about a topic of the course."));
}

/** What a refusal is called, for its heading and for screen readers. */
export function title({ refusal }) {
  return TITLES[refusal] ?? NOT_COVERED;
}

/** What the heading does not say. */
function reason({ refusal }, said = "") {
  const rest = refusal === "spelling" ? "" : said.replace("The course materials don't cover this.", "").trim();
  return rest && h("p", { class: "reason" }, rest);
}

function ways({ elsewhere = [], did_you_mean = [] }, question, ask) {
  const buttons = [
    ...elsewhere.map((course) => way(`Ask in ${course}`, () => ask(question, course))),
    ...did_you_mean.map((text) => way(text, () => ask(text))),
  ];
  if (!buttons.length) return null;
  return [did_you_mean.length > 0 && h("p", {}, "Did you mean:"), h("p", { class: "ways" }, buttons)];
}

function way(words, onclick) {
  return h("button", { type: "button", class: "quiet", onclick }, words);
}

function placeItem(place) {
  const words = place.section.split(" > ").at(-1) || place.title;
  return h("li", {}, sourceLink(place, {}, words), " ", h("span", { class: "place" }, fullPlace({ ...place, section: "" })));
}
