import { h, plural } from "./dom.js";
import { problemPanel } from "./problem.js";

const MOST_EXAMPLES = 6;
const WRITES = "A language model on the school’s own server writes the answers from passages of the materials.";
const QUOTES = "Answers quote sentences, code and tables from the materials word for word.";

/** Shows the mode and, below it, an explanation. `status` is the JSON of `GET /`. */
export function showMode(root, { mode, model, index, version }) {
  const llm = mode === "llm";
  const size = `${plural(index.documents, "document")}, ${plural(index.chunks, "passage")}. Version ${version}.`;
  root.dataset.mode = mode;
  root.querySelector("#mode-name").textContent = llm ? `Language model: ${model || "unnamed"}` : mode === "extractive" ? "Quotes only, no language model" : `Answers by ${mode}`;
  root.querySelector("#mode-more").replaceChildren(...[
    (llm || mode === "extractive") && h("p", {}, llm ? WRITES : QUOTES),
    mode === "extractive" && addModel(),
    h("p", { class: "faint" }, size)].filter(Boolean));
}

function addModel() {
  const [command, setting] = ["make model", "MENTOR_LLM_BASE_URL"].map((text) => h("code", {}, text));
  return h("p", { class: "hint" }, "To add a language model, run ", command, " and restart, or set ", setting, ".");
}

/** The start screen: example questions, or what is missing and how to fix it. */
export function showStart(root, { status, problem, courses, course, onExample, onRetry, onKey }) {
  const works = status && (!problem || problem.code === "gone");
  const parts = [
    problem?.code === "not_authenticated" ? keyForm(problem, onKey) : problem && problemPanel(problem, problem.code === "gone" ? null : onRetry),
    works && (status.index.documents === 0 ? status.index.of === undefined && noMaterials() : examples(courses, course, onExample)),
    works && status.mode === "extractive" && addModel(),
  ];
  root.replaceChildren(...parts.filter(Boolean));
}

function keyForm({ refused }, onKey) {
  const input = h("input", { id: "key", type: "password", autocomplete: "current-password", required: true, "aria-invalid": Boolean(refused), "aria-describedby": "key-hint" });
  const submit = (event) => {
    event.preventDefault();
    onKey(input.value.trim());
  };
  return h("form", { class: "panel sign-in", onsubmit: submit },
    h("label", { for: "key" }, "Your access key"),
    h("div", { class: "filter" }, input, h("button", { class: "send" }, "Sign in")),
    h("p", { class: refused ? "alarm" : "hint", id: "key-hint", role: refused ? "alert" : null }, refused ?? "Ask your teacher for a key. This browser remembers it until you sign out."));
}

function noMaterials() {
  const [folder, command] = ["course_materials/", "make ingest"].map((text) => h("code", {}, text));
  return h("div", { class: "panel" }, h("strong", {}, "No materials yet"), h("p", {}, h("a", { href: "#documents" }, "Upload files"), ", or put them under ", folder, " and run ", command, "."));
}

/** The first example of each course, then the second of each, up to `MOST_EXAMPLES`. */
function examples(courses, course, onExample) {
  const chosen = courses.filter(({ name }) => !course || name === course);
  const round = (_, at) => chosen.flatMap(({ name, examples }) => examples.slice(at, at + 1).map((text) => ({ name, text })));
  const offered = Array.from({ length: MOST_EXAMPLES }, round).flat().slice(0, MOST_EXAMPLES);
  const button = ({ name, text }) =>
    h("button", { type: "button", class: "example", onclick: () => onExample(text, name) },
      h("span", {}, text), !course && h("small", {}, name));
  return offered.length > 0 && h("ul", { class: "examples", "aria-label": "Example questions" }, offered.map((one) => h("li", {}, button(one))));
}
