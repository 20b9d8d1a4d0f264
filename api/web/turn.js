import { Citations, sourcesList } from "./citations.js";
import { h, plural } from "./dom.js";
import { howAnswered } from "./how.js";
import { MarkdownView } from "./markdown.js";
import { problemPanel } from "./problem.js";
import { doing } from "./stages.js";

const LONG_QUESTION = 180;
const SLOW_MS = 3000;

/** One question and its answer on the page. `announce(text)` speaks to screen readers, `retry()` asks it again. */
export class Turn {
  #cites = new Citations();
  #facts = { passages: 0, rewritten: "" };
  #text = "";
  #frame = 0;
  #clock = 0;

  constructor(question, { announce, retry }) {
    Object.assign(this, { question, announce, retry });
    this.prose = h("div", { class: "prose" });
    this.answer = h("div", { class: "answer" }, this.prose);
    this.stage = h("p", { class: "stage", hidden: true, "aria-hidden": "true" });
    this.after = h("div", { class: "after" });
    this.view = new MarkdownView(this.prose);
    this.element = h("article", { class: "turn" },
      h("h2", { class: question.length > LONG_QUESTION ? "question long" : "question" }, question),
      this.answer, this.stage, this.after);
  }

  /** Shows that the question is on its way. */
  start() {
    this.began = performance.now();
    this.#say("Sending the question…");
    this.#clock = setInterval(() => this.#tick(), 1000);
  }

  /** Takes one event of the stream. */
  take({ name, data }) {
    this.#takers[name]?.(data);
  }

  #takers = {
    queue: ({ position }) => this.#say(position > 0 ? `Waiting: ${plural(position, "question")} ahead of yours…` : "Starting…"),
    stage: (data) => this.#enter(data),
    sources: ({ passages }) => { this.#facts.passages = passages.length; },
    token: ({ text }) => this.#grow(text),
    citation: (citation) => this.#cites.add(citation),
    done: (done) => this.finish(done),
    error: (error) => this.fail(error),
  };

  #enter({ node, status, detail }) {
    if (node === "rewrite_query" && detail?.query) this.#facts.rewritten = detail.query;
    if (Number.isInteger(detail?.passages)) this.#facts.passages = detail.passages;
    if (status === "started" || node === "rewrite_query") this.#say(doing(node, this.#facts));
  }

  #say(words) {
    this.words = words;
    this.stage.hidden = false;
    this.#tick();
    this.announce(words);
  }

  #tick() {
    const ms = performance.now() - this.began;
    this.stage.textContent = ms < SLOW_MS ? this.words : `${this.words} ${Math.floor(ms / 1000)} s`;
  }

  #grow(text) {
    this.#text += text;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.view.show(this.#text, { cites: this.#cites, live: true });
    });
  }

  /** Shows the whole outcome: a `done` event, or a message of a stored conversation in its shape. */
  finish(done) {
    const { status, answer, error, unsupported } = done;
    const refused = status === "refused";
    this.#settle(status, answer, refused ? [] : done.citations);
    if (refused) this.answer.prepend(h("h3", {}, "Not in the materials"));
    const sources = this.#cites.all;
    const parts = [
      status === "failed" && this.#problem(error ?? FAILED),
      status === "stopped" && h("p", { class: "stopped" }, "Stopped here. The answer is not complete."),
      sources.length > 0 && sourcesList(sources),
      !refused && madeBy(done),
      unsupported?.length > 0 && h("p", { class: "made-by" }, `${plural(unsupported.length, "statement")} without support in the materials.`),
      howAnswered(done),
    ];
    this.after.replaceChildren(...parts.filter(Boolean));
    if (status !== "failed") this.announce(OUTCOMES[status] ?? `Answer ready, ${plural(sources.length, "source")}.`);
  }

  /** Keeps what has been written and says that the reader stopped it. */
  stop() {
    this.finish({ status: "stopped", answer: this.#text, citations: this.#cites.all });
  }

  /** Keeps what has been written and says what went wrong. */
  fail(problem) {
    this.#settle("failed", this.#text, this.#cites.all);
    this.after.replaceChildren(this.#problem(problem));
  }

  #settle(status, answer, citations) {
    cancelAnimationFrame(this.#frame);
    clearInterval(this.#clock);
    this.stage.hidden = true;
    this.element.dataset.status = status;
    this.#cites.close(citations ?? []);
    this.view.show(answer ?? "", { cites: this.#cites });
  }

  #problem(problem) {
    this.announce(problem.message);
    return problemPanel(problem, this.retry);
  }
}

const FAILED = { message: "The answer could not be completed.", fix: "Try again." };
const OUTCOMES = { refused: "Not in the materials.", stopped: "Stopped." };

function madeBy({ mode, model }) {
  const words = { llm: `Written by ${model || "a language model"}`, extractive: "Quotes only, no language model" };
  return mode && h("p", { class: "made-by" }, words[mode]);
}
