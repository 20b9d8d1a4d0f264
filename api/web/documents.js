/** The documents view: list, upload, remove, and update the index. */
import { getJson } from "./api.js";
import { confirmRemoval } from "./confirm.js";
import { documentList } from "./document-list.js";
import { h } from "./dom.js";
import { Ingest } from "./ingest.js";
import { problemPanel } from "./problem.js";
import { Uploads } from "./uploads.js";
import { t } from "./words.js";

export class Tab {
  #rows = [];
  #courses = new Map();
  #leaving = new Set(); // ids of removed documents that the index still has

  /** `announce(text)` is for screen readers, `onChange()` is called after every change of the index, `session()` returns the user. */
  constructor({ announce, onChange, session }) {
    Object.assign(this, { announce, onChange, session });
    this.title = h("h2", { tabindex: "-1" }, t("documents"));
    this.element = h("div", { class: "tab documents" });
    this.summary = h("p", { class: "lead" }, t("loading"));
    this.filter = h("input", { type: "search", id: "filter", placeholder: t("filter_hint"), autocomplete: "off", oninput: () => this.#show() });
    this.count = h("span", { class: "faint", role: "status" });
    this.list = h("div", { class: "document-list" });
    this.ingest = new Ingest({ announce, onEnd: () => this.#changed() });
    this.uploads = new Uploads({ tab: this.element, announce, onStored: () => this.ingest.follow() });
    this.problem = h("div");
    this.finding = h("div", { class: "filter" }, h("label", { for: "filter" }, t("filter")), this.filter, this.count);
    this.element.append(this.title, this.summary, this.problem, this.uploads.element, this.ingest.element, this.finding, this.list);
  }

  focus() {
    this.title.focus({ preventScroll: true });
  }

  /** Loads and shows the list, and follows a running ingest. */
  async refresh() {
    try {
      const [{ documents, ingest, upload }, { courses }] = await Promise.all(["documents", "courses"].map((name) => getJson(`/api/${name}`)));
      this.#rows = documents;
      this.#courses = new Map(courses.map((course) => [course.name, course]));
      this.problem.replaceChildren();
      this.uploads.allow(upload, [...new Set(documents.map(({ course }) => course))]);
      this.uploads.settle(documents, ingest.running);
      if (ingest.running) this.ingest.follow();
      else this.#leaving.clear();
    } catch (problem) {
      this.problem.replaceChildren(problemPanel(problem, () => this.refresh()));
    }
    this.#show();
    this.uploads.prepare();
  }

  async #rename(name, title) {
    try {
      await getJson(`/api/courses/${encodeURIComponent(name)}`, "PATCH", { title });
      await this.#changed();
    } catch (problem) {
      this.problem.replaceChildren(problemPanel(problem, () => this.refresh()));
    }
  }

  async #changed() {
    await this.refresh();
    this.onChange();
  }

  #show() {
    const teacher = this.session()?.role === "teacher";
    this.uploads.element.hidden = this.ingest.element.hidden = !teacher;
    const words = this.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.#rows.filter((row) => words.every((word) => searchable(row).includes(word)));
    this.summary.textContent = summary(this.#rows);
    this.finding.hidden = !this.#rows.length;
    this.count.textContent = words.length ? t("files_of", { found: found.length, n: this.#rows.length }) : "";
    this.#replace(documentList(found, { leaving: this.#leaving, courses: this.#courses, onRemove: teacher && ((row) => this.#remove(row)), onRename: teacher && ((...all) => this.#rename(...all)) }));
  }

  /** Replaces the rows and keeps the keyboard focus, or moves it to the title if its row is gone. */
  #replace(groups) {
    const had = this.list.contains(document.activeElement) && document.activeElement.dataset.key;
    this.list.replaceChildren(...groups);
    if (!had) return;
    const same = this.list.querySelector(`[data-key="${CSS.escape(had)}"]:not(:disabled)`);
    (same ?? this.title).focus({ preventScroll: true });
  }

  async #remove(row) {
    if (!(await confirmRemoval(row))) return;
    try {
      await getJson(`/api/documents/${encodeURIComponent(row.id)}`, "DELETE");
      this.#leaving.add(row.id);
      this.announce(t("being_removed", { title: row.title }));
      this.ingest.follow();
    } catch (problem) {
      this.announce(problem.message);
      this.problem.replaceChildren(problemPanel(problem, () => this.refresh()));
    }
    this.#show();
  }
}

function searchable({ title, source, course, status, reason }) {
  return [title, source, course, status, reason].join(" ").toLowerCase();
}

function summary(rows) {
  if (!rows.length) return t("no_documents");
  const ready = rows.filter(({ status }) => status === "indexed");
  const failed = rows.filter(({ status }) => status === "failed");
  const courses = new Set(ready.map(({ course }) => course)).size;
  const passages = ready.reduce((sum, { chunks }) => sum + chunks, 0);
  const total = t("documents_total", { documents: t("documents_n", { n: ready.length }), courses: t("courses_n", { n: courses }), passages: t("passages_n", { n: passages }) });
  return failed.length ? `${total} ${t("unread_n", { n: failed.length })}` : total;
}
