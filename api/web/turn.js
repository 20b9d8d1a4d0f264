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
  #citations = new Citations();
  #facts = { passages: 0, rewritten: "" };
  #text = "";
  #frame = 0;
  #clock = 0;

  constructor(question, { announce, retry }) {
    this.question = question;
    this.announce = announce;
    this.retry = retry;
    this.prose = h("div", { class: "prose" });
    this.answer = h("div", { class: "answer" }, this.prose);
    this.view = new MarkdownView(this.prose);
    this.stage = h("p", { class: "stage", hidden: true, "aria-hidden": "true" });
    this.after = h("div", { class: "after" });
    this.element = h("article", { class: "turn" },
      h("h2", { class: question.length > LONG_QUESTION ? "question long" : "question" }, question),
      this.answer, this.stage, this.after);
  }

  start() {
    this.element.setAttribute("aria-busy", "true");
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
    citation: (citation) => this.#citations.add(citation),
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
    this.stage.replaceChildren(this.words, ms < SLOW_MS ? "" : h("span", { class: "faint" }, ` ${Math.floor(ms / 1000)} s`));
  }

  #grow(text) {
    this.#text += text;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.view.show(this.#text, { cites: this.#citations, live: true });
    });
  }

  #settle(status) {
    cancelAnimationFrame(this.#frame);
    clearInterval(this.#clock);
    this.#frame = 0;
    this.stage.hidden = true;
    this.element.removeAttribute("aria-busy");
    this.element.dataset.status = status;
  }

  /** Shows the whole outcome: a `done` event, or a message of a stored conversation in its shape. */
  finish(done) {
    this.#settle(done.status);
    const refused = done.status === "refused";
    this.#citations.replace(refused ? [] : done.citations ?? []);
    this.view.show(done.answer ?? "", { cites: this.#citations });
    if (refused) this.answer.prepend(h("h3", { class: "refusal" }, "Not in the materials"));
    this.#close(done);
    if (done.status === "failed") return this.#showProblem(done.error ?? FAILED);
    this.announce(this.#outcome(done.status));
  }

  #close(done) {
    const citations = this.#citations.all;
    this.after.replaceChildren(...[
      done.status === "stopped" ? stoppedNote() : null,
      citations.length ? sourcesList(citations) : null,
      madeBy(done),
      howAnswered(done),
    ].filter(Boolean));
  }

  #outcome(status) {
    if (status === "refused") return "Not in the materials.";
    if (status === "stopped") return "Stopped.";
    return `Answer ready, ${plural(this.#citations.all.length, "source")}.`;
  }

  /** Keeps what has been written and says that the reader stopped it. */
  stop() {
    this.finish({ status: "stopped", answer: this.#text, citations: this.#citations.all });
  }

  /** Keeps what has been written and says what went wrong. */
  fail(problem) {
    this.#settle("failed");
    this.#citations.open = false;
    this.view.show(this.#text, { cites: this.#citations });
    this.#showProblem(problem);
  }

  #showProblem(problem) {
    this.announce(problem.message);
    this.after.prepend(problemPanel(problem, this.retry));
  }
}

const FAILED = { message: "The answer could not be completed.", fix: "Try again." };

function stoppedNote() {
  return h("p", { class: "stopped" }, "Stopped here. The answer is not complete.");
}

function madeBy({ mode, model, status }) {
  if (!mode || status === "refused") return null;
  return h("p", { class: "made-by faint" }, mode === "llm" ? `Written by ${model || "a language model"}` : "Quotes only, no language model");
}
