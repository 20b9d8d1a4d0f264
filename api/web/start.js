import { h, plural } from "./dom.js";
import { problemPanel } from "./problem.js";

const MOST_EXAMPLES = 6;

/** Shows in the header which mode answers, and under it what that means. `status` is the JSON of `GET /`. */
export function showMode(root, status) {
  const llm = status.mode === "llm";
  root.dataset.mode = status.mode;
  root.querySelector("#mode-name").textContent = modeName(status);
  root.querySelector("#mode-more").replaceChildren(
    h("p", {}, llm
      ? "A language model on this school’s own server writes the answers from passages of the materials, and every quote is checked."
      : "Answers are made of sentences, code and tables of the materials, word for word."),
    llm ? "" : h("p", {}, "No language model is set up. ", hint()),
    h("p", { class: "faint" }, `${indexWords(status.index)}. Version ${status.version}.`));
}

function modeName({ mode, model }) {
  return mode === "llm" ? `Language model: ${model || "unnamed"}` : "Quotes only (no language model)";
}

function hint() {
  return ["Put a GGUF file under ", h("code", {}, "data/models/"), " and restart, or set ", h("code", {}, "MENTOR_LLM_BASE_URL"), "."];
}

function indexWords({ documents, chunks }) {
  return `${plural(documents, "document")}, ${plural(chunks, "passage")}`;
}

/** What an empty page offers: example questions, or what is missing and how to mend it. */
export function showStart(root, { status, problem, courses, course, onExample, onRetry }) {
  const parts = [];
  if (problem) parts.push(problemPanel(problem, onRetry));
  if (status?.index.documents === 0) parts.push(noMaterials());
  else parts.push(...examples(courses, course, onExample));
  if (status?.mode === "extractive") parts.push(h("p", { class: "hint faint" }, "No language model is set up. ", hint()));
  root.replaceChildren(...parts);
}

function noMaterials() {
  return h("div", { class: "panel" },
    h("p", {}, h("strong", {}, "No materials yet")),
    h("p", {}, "Put files under ", h("code", {}, "course_materials/"), " and run ", h("code", {}, "make ingest"), "."));
}

function examples(courses, course, onExample) {
  const chosen = courses.filter(({ name }) => !course || name === course);
  const offered = spread(chosen.map(({ name, examples }) => examples.map((text) => ({ name, text }))));
  if (!offered.length) return [];
  const buttons = offered.map(({ name, text }) =>
    h("li", {}, h("button", { type: "button", class: "example", onclick: () => onExample(text, name) },
      h("span", {}, text), course ? null : h("span", { class: "example-course" }, name))));
  return [h("h2", { class: "examples-heading" }, "For example"), h("ul", { class: "examples" }, buttons)];
}

/** The first of each course, then the second of each, as many as fit. */
function spread(lists) {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  const rows = Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1)));
  return rows.flat().slice(0, MOST_EXAMPLES);
}
