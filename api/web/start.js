import { button, h } from "./dom.js";
import { problemPanel } from "./problem.js";
import { courseTitle } from "./scope.js";
import { pieces, t } from "./words.js";

const MOST_EXAMPLES = 6;

/** Shows the mode and, below it, an explanation. `status` is the JSON of `GET /`. */
export function showMode(root, { mode, model, index, version }) {
  const llm = mode === "llm";
  const extractive = mode === "extractive";
  root.dataset.mode = mode;
  root.querySelector("#mode-name").textContent = llm ? t("mode_llm", { model: model || t("a_model") }) : extractive ? t("quotes_only") : t("answers_by", { mode });
  root.querySelector("#mode-more").replaceChildren(...[
    (llm || extractive) && h("p", {}, t(llm ? "about_llm" : "about_quotes")),
    extractive && addModel(),
    h("p", { class: "faint" }, t("size", { documents: t("documents_n", { n: index.documents }), passages: t("passages_n", { n: index.chunks }), version }))].filter(Boolean));
}

function addModel() {
  return h("p", { class: "hint" }, pieces("add_model", coded({ command: "make model", setting: "MENTOR_LLM_BASE_URL" })));
}

function coded(names) {
  return Object.fromEntries(Object.entries(names).map(([name, text]) => [name, h("code", {}, text)]));
}

/** The start screen: the courses with example questions, or what is missing and how to fix it. */
export function showStart(root, { status, problem, courses, course, onExample, onCourse, onRetry, onKey }) {
  const works = status && (!problem || problem.gone);
  const empty = status?.index.documents === 0;
  const parts = [
    problem?.code === "not_authenticated" ? keyForm(problem, onKey) : problem && problemPanel(problem, problem.gone ? null : onRetry),
    works && empty && status.index.of === undefined && noMaterials(),
    works && !empty && courses.length > 0 && courseList(courses, course, onCourse),
    works && !empty && examples(courses, course, onExample),
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
    h("label", { for: "key" }, t("access_key")),
    h("div", { class: "filter" }, input, h("button", { class: "send" }, t("sign_in"))),
    h("p", { class: refused ? "alarm" : "hint", id: "key-hint", role: refused ? "alert" : null }, refused ?? t("key_hint")));
}

function noMaterials() {
  const upload = h("a", { href: "#documents" }, t("upload_files"));
  return h("div", { class: "panel" }, h("strong", {}, t("no_materials")), h("p", {}, pieces("no_materials_fix", { upload, ...coded({ folder: "course_materials/", command: "make ingest" }) })));
}

/** What is here: each course with its size; choosing one searches in it only. */
function courseList(courses, chosen, onCourse) {
  const way = ({ name, documents }) =>
    button({ class: "course", "aria-pressed": name === chosen }, () => onCourse(name === chosen ? "" : name), h("strong", {}, courseTitle(name)), h("small", {}, t("documents_n", { n: documents })));
  return h("div", { class: "courses", role: "group", "aria-label": t("courses_here") }, courses.map(way));
}

/** The first example of each course, then the second of each, up to `MOST_EXAMPLES`. */
function examples(courses, course, onExample) {
  const chosen = courses.filter(({ name }) => !course || name === course);
  const round = (_, at) => chosen.flatMap(({ name, examples }) => examples.slice(at, at + 1).map((text) => ({ name, text })));
  const offered = Array.from({ length: MOST_EXAMPLES }, round).flat().slice(0, MOST_EXAMPLES);
  const one = ({ name, text }) => button("example", () => onExample(text), h("span", { dir: "auto" }, text), !course && courses.length > 1 && h("small", {}, courseTitle(name)));
  return offered.length > 0 && h("ul", { class: "examples", "aria-label": t("examples") }, offered.map((text) => h("li", {}, one(text))));
}
