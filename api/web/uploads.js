import { sendFile } from "./api.js";
import { droppedFiles } from "./drop.js";
import { button, h } from "./dom.js";
import { wording } from "./problem.js";
import { t } from "./words.js";

const MEGABYTE = 1e6;
const SHOWN_MS = 8000; // a finished line without notes

/** The course that files are wanted for next. */
export const wanted = { course: "" };

/** Uploads chosen or dropped files one after the other and shows the state of each. */
export class Uploads {
  #rules = { formats: [], max_mb: Infinity };
  #waiting = [];
  #stored = new Map(); // document id -> its line, until it is indexed
  #sending = false;

  /** Files may be dropped anywhere on the page while `tab` is shown; `onStored()` is called after each upload. */
  constructor({ tab, announce, onStored }) {
    Object.assign(this, { announce, onStored });
    this.picker = h("input", { type: "file", multiple: true, class: "unseen", id: "files", "aria-describedby": "upload-rules", onchange: () => this.#picked() });
    this.course = h("input", { id: "upload-course", list: "courses", placeholder: "general", autocomplete: "off", maxlength: "100" });
    this.courses = h("datalist", { id: "courses" });
    this.hint = h("p", { class: "hint", id: "upload-rules" });
    this.lines = h("ul", { class: "uploads", "aria-label": t("uploads") });
    this.element = h("div", { class: "upload panel" },
      h("p", { class: "upload-row" },
        h("label", { for: "upload-course" }, t("course")), this.course, this.courses,
        this.picker, h("label", { class: "send", for: "files" }, t("choose_files")),
        h("span", { class: "faint" }, t("or_drop"))),
      this.hint, this.lines);
    const here = (handle) => (event) => tab.isConnected && !this.element.hidden && event.dataTransfer?.types.includes("Files") && handle(event);
    document.addEventListener("dragover", here((event) => this.#over(event, true)));
    document.addEventListener("dragleave", here((event) => event.relatedTarget || this.#over(event, false)));
    document.addEventListener("drop", here((event) => this.#dropped(event)));
  }

  /** Presets the course that an unanswered question was asked in. */
  prepare() {
    if (!wanted.course) return;
    this.course.value = wanted.course;
    wanted.course = "";
    this.picker.focus();
  }

  /** Sets the accepted formats and size, and the courses to suggest. */
  allow(rules, courses) {
    this.#rules = rules;
    this.picker.accept = rules.formats.join();
    this.hint.replaceChildren(
      t("upload_rules", { mb: rules.max_mb }), " ",
      h("details", {}, h("summary", {}, t("file_types")), rules.formats.join(" ")));
    this.courses.replaceChildren(...courses.map((course) => h("option", { value: course })));
  }

  /** Updates the state of uploaded files; `documents` as listed, `running` during an ingest. */
  settle(documents, running) {
    for (const { id, status, chunks, reason } of documents) {
      const line = !running && this.#stored.get(id);
      if (!line) continue;
      this.#stored.delete(id);
      if (status === "indexed") line.done(t("ready_n", { n: chunks }), reason);
      else line.fail({ message: reason });
    }
  }

  #over(event, over) {
    event.preventDefault();
    this.element.classList.toggle("over", over);
  }

  async #dropped(event) {
    this.#over(event, false);
    this.#take(await droppedFiles(event.dataTransfer));
  }

  #picked() {
    this.#take([...this.picker.files].map((file) => ({ file, name: file.name })));
    this.picker.value = "";
  }

  #take(files) {
    const course = this.course.value.trim() || "general";
    for (const { file, name } of files) {
      const line = new Line(name);
      this.lines.append(line.element);
      const problem = this.#refusal(file, name);
      if (problem) line.fail(problem);
      else this.#waiting.push({ file, name, course, line });
    }
    if (files.length) this.announce(t("to_upload", { n: files.length }));
    this.#send();
  }

  #refusal({ size }, name) {
    const { formats, max_mb } = this.#rules;
    const suffix = /\.[^./]+$/.exec(name)?.[0].toLowerCase() ?? "";
    if (formats.length && !formats.includes(suffix)) return { message: suffix ? t("type_unsupported", { suffix }) : t("no_extension") };
    return size > max_mb * MEGABYTE && { message: t("too_large", { mb: max_mb }), fix: t("split_it") };
  }

  async #send() {
    if (this.#sending) return;
    this.#sending = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      const { line, ...what } = next;
      try {
        const { documents: [{ id, replaced, same_as }] } = await sendFile(what, (share) => line.progress(share));
        line.stored(replaced, same_as);
        this.#stored.set(id, line);
        this.onStored();
      } catch (problem) {
        line.fail(problem);
        this.announce(`${what.name}: ${problem.message}`);
      }
    }
    this.#sending = false;
  }
}

/** One file being uploaded. It goes away when all is well, and on a click when something is to be read. */
class Line {
  #notes = "";

  constructor(name) {
    this.bar = h("progress", { max: 1, value: 0, "aria-label": name });
    this.state = h("span", { class: "faint" }, t("upload_waiting"));
    this.close = button({ class: "icon", hidden: true, "aria-label": t("dismiss", { name }) }, () => this.element.remove(), h("span", { "aria-hidden": "true" }, "✕"));
    this.element = h("li", { "data-state": "waiting" }, h("span", {}, name), this.bar, this.state, this.close);
  }

  progress(share) {
    this.bar.value = share;
    this.#show("sending", share < 1 ? `${Math.floor(share * 100)} %` : t("checking"));
  }

  /** It is on the server; `twins` are documents with the same content. */
  stored(replaced, twins) {
    this.bar.remove();
    if (twins.length) this.#notes = t("same_as", { sources: twins.join(", "), n: twins.length });
    this.#show("stored", t(replaced ? "replaced_reading" : "uploaded_reading"));
  }

  done(words, reason) {
    this.#show("done", [words, reason].filter(Boolean).join(". "));
    if (this.#notes || reason) this.close.hidden = false;
    else setTimeout(() => this.element.remove(), SHOWN_MS);
  }

  fail(problem) {
    const { message, fix, original } = wording(problem);
    this.bar.remove();
    this.close.hidden = false;
    this.#show("failed", [message, fix, original].filter(Boolean).join(" "));
  }

  #show(state, words) {
    this.element.dataset.state = state;
    this.state.textContent = [words, this.#notes].filter(Boolean).join(". ");
    this.element.classList.toggle("noted", Boolean(this.#notes));
  }
}
