import { button, h } from "./dom.js";
import { fullPlace } from "./places.js";
import { courseTitle } from "./scope.js";
import { sourceLink } from "./source-link.js";
import { LANGUAGE, t } from "./words.js";

const OWN = ["course", "unsupported"]; // refusals with a title of their own

/**
 * A refusal looks like one: why there is no answer, a button for what would be answered (the question in another
 * course or spelling), and the closest topics. `ask(message, course, style)` asks.
 */
export function refusalPanel(done, { message, course, style }, ask) {
  const detail = done.trace?.find(({ node }) => node === "refuse")?.detail ?? {};
  const places = done.nearest ?? detail.nearest ?? [];
  const { elsewhere = [], did_you_mean = [] } = done;
  const way = (words, onclick) => button("quiet", onclick, words);
  const ways = [
    ...elsewhere.map((other) => way(t("ask_in", { course: courseTitle(other) }), () => ask(message, other, style))),
    ...did_you_mean.map((text) => way(text, () => ask(text, course, style))),
  ];
  return h("div", { class: "refusal" },
    h("h3", {}, title(done)),
    reason(done, detail),
    did_you_mean.length > 0 && h("p", {}, t("did_you_mean")),
    ways.length > 0 && h("p", { class: "ways" }, ways),
    places.length > 0 && [h("p", {}, t("closest")), h("ul", {}, places.map(placeItem))],
    places.length === 0 && h("p", {}, t("rephrase")));
}

/** What a refusal is called, for its heading and for screen readers. */
export function title({ refusal }) {
  return t(OWN.includes(refusal) ? `refused_${refusal}` : "refused");
}

/** The text below the heading, in the question's language. */
function reason({ refusal }, { more, reason = "", language = "en" }) {
  const rest = refusal === "spelling" ? "" : more ?? reason.replace("The course materials don't cover this.", "").trim();
  return rest && h("p", { class: "reason", dir: "auto", lang: LANGUAGE === language ? null : language }, rest);
}

function placeItem(place) {
  const words = place.section.split(" > ").at(-1) || place.title;
  return h("li", {}, sourceLink(place, {}, words), " ", h("span", { class: "place" }, fullPlace({ ...place, section: "" })));
}
