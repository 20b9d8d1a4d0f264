import { ingest } from "./api.js";
import { h, plural } from "./dom.js";
import { problemPanel } from "./problem.js";

/** Updates the index from the materials folder and shows the progress. */
export class Ingest {
  #following = false;
  #missed = false;

  /** `onEnd()` is called after each ingest, successful or not. */
  constructor({ announce, onEnd }) {
    Object.assign(this, { announce, onEnd });
    this.button = h("button", { type: "button", class: "quiet", onclick: () => this.#run("POST") }, "Ingest now");
    this.words = h("p", { class: "hint" }, "Looks for added, changed and removed files in the materials folder.");
    this.bar = h("progress", { "aria-label": "Ingest", hidden: true });
    this.outcome = h("div");
    this.element = h("div", { class: "ingest" }, this.button, this.words, this.bar, this.outcome);
  }

  /** Follows the running ingest, and the next one that starts after it. */
  follow() {
    if (this.#following) this.#missed = true;
    else this.#run("GET");
  }

  async #run(method) {
    this.#following = true;
    this.#missed = false;
    this.button.disabled = true;
    this.outcome.replaceChildren();
    this.words.textContent = "Waiting for the ingest to start…";
    this.bar.hidden = false;
    this.bar.removeAttribute("value");
    this.announce("Ingest started.");
    let problem = null;
    try {
      for await (const { name, data } of ingest(method)) {
        if (name === "progress") this.#progress(data);
        else if (name === "report") this.#report(data);
        else problem = data;
      }
    } catch (error) {
      problem = error;
    }
    this.#settle(problem);
    await this.onEnd();
    if (this.#missed) this.follow();
  }

  #progress({ source, files, of_files, chunks, share, seconds }) {
    if (of_files) this.bar.value = share;
    const parts = [`${files.toLocaleString("en")} of ${plural(of_files, "file")}`, source, chunks && plural(chunks, "passage"), seconds >= 1 && `${Math.round(seconds)} s`];
    this.words.textContent = of_files ? parts.filter(Boolean).join(" · ") : "Looking for changes…";
  }

  #report({ added, changed, removed, noted, failed, seconds }) {
    const counts = Object.entries({ added, changed, removed }).filter(([, count]) => count);
    const done = counts.map(([what, count]) => `${count.toLocaleString("en")} ${what}`).join(", ") || "No changes";
    const bad = failed.length ? `; ${plural(failed.length, "file")} could not be read` : "";
    const partly = noted?.length ? `; ${plural(noted.length, "file")} indexed with notes` : "";
    this.words.textContent = `${done}${partly}${bad} (${seconds.toFixed(1)} s).`;
    this.announce(this.words.textContent);
  }

  #settle(problem) {
    this.#following = false;
    this.button.disabled = false;
    this.bar.hidden = true;
    if (!problem) return;
    this.words.textContent = "";
    this.announce(problem.message);
    const again = problem.code === "conflict" ? "GET" : "POST";
    this.outcome.replaceChildren(problemPanel(problem, () => this.#run(again)));
  }
}
