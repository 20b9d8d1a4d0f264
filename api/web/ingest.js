import { work } from "./api.js";
import { button, h } from "./dom.js";
import { problemPanel } from "./problem.js";
import { duration, t } from "./words.js";

/** Updates the index from the materials folder and shows the progress. */
export class Ingest {
  #following = false;
  #missed = false;

  /** `onEnd()` is called after each ingest, successful or not. */
  constructor({ announce, onEnd }) {
    Object.assign(this, { announce, onEnd });
    this.button = button("quiet", () => this.#run("POST"), t("ingest_now"));
    this.words = h("p", { class: "hint" }, t("ingest_hint"));
    this.bar = h("progress", { "aria-label": t("ingest"), hidden: true });
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
    this.words.textContent = t("ingest_waiting");
    this.bar.hidden = false;
    this.bar.removeAttribute("value");
    this.announce(t("ingest_started"));
    let problem = null;
    try {
      for await (const { name, data } of work("/api/ingest", method)) {
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
    const parts = [t("files_of", { found: files, n: of_files }), source, chunks && t("passages_n", { n: chunks }), seconds >= 1 && `${Math.round(seconds)} s`];
    this.words.textContent = of_files ? parts.filter(Boolean).join(" · ") : t("ingest_looking");
  }

  #report({ added, changed, removed, noted, failed, seconds }) {
    const counts = Object.entries({ added, changed, removed }).filter(([, count]) => count);
    const done = counts.map(([what, n]) => t(`ingest_${what}`, { n })).join(", ") || t("no_changes");
    const parts = [done, noted?.length && t("noted_n", { n: noted.length }), failed.length && t("unread_n", { n: failed.length })];
    this.words.textContent = `${parts.filter(Boolean).join("; ")} (${duration(seconds * 1000)})`;
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
