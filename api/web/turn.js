import { Citations, sourcesList } from "./citations.js";
import { h, plural } from "./dom.js";
import { feedback } from "./feedback.js";
import { How } from "./how.js";
import { searchedPart } from "./indexing.js";
import { practiceButtons } from "./practice.js";
import { problemPanel } from "./problem.js";
import { editForm, switcher } from "./question.js";
import { refusalPanel, title } from "./refusal.js";
import { Written, copy } from "./written.js";

const LONG_QUESTION = 180;
const SLOW_MS = 3000;

/**
 * One question and its answer on the page. `announce(text)` is for screen readers; `retry()` repeats a failed
 * question, `again(turn, message)` branches off this turn, `go(messageId)` shows another branch.
 */
export class Turn {
  #cites = new Citations();
  #clock = 0;
  id = null; // of the answer's message, once it is known
  branches = [];

  constructor(question, { announce, retry, again, go, ask }) {
    Object.assign(this, { question, announce, retry, again, go, ask });
    this.prose = h("div", { class: "prose" });
    this.answer = h("div", { class: "answer" }, this.prose);
    this.stage = h("p", { class: "stage", hidden: true, "aria-hidden": "true" });
    this.after = h("div", { class: "after" });
    this.tools = h("div", { class: "question-tools" });
    this.how = new How();
    this.how.element.hidden = true;
    this.written = new Written(this.prose, this.#cites);
    this.title = h("h2", { class: question.length > LONG_QUESTION ? "question long" : "question", tabindex: question.length > LONG_QUESTION ? "0" : null }, question);
    this.head = h("div", { class: "question-row" }, this.title, this.tools);
    this.element = h("article", { class: "turn" }, this.head, this.answer, this.stage, this.after, this.how.element);
  }

  /** Shows that the question has been sent, or that its answer is being streamed again from the start. */
  start(words = "Sending the question…") {
    this.began ??= performance.now();
    this.element.setAttribute("aria-busy", "true");
    this.how.element.hidden = false;
    this.how.start();
    this.#say(words);
    clearInterval(this.#clock);
    this.#clock = setInterval(() => this.#tick(), 1000);
  }

  /** Handles one event of the stream. */
  take({ name, data }) {
    this.#takers[name]?.(data);
  }

  #takers = {
    run: ({ message_id }) => { this.id = message_id; },
    queue: ({ position }) => this.#say(position > 0 ? `Waiting: ${plural(position, "question")} ahead of yours…` : "Starting…"),
    stage: (data) => this.#enter(data),
    sources: ({ passages }) => this.how.sources(passages),
    block: (block) => this.written.set(block),
    citation: (citation) => { this.#cites.add(citation); this.written.recite(); },
    done: (done) => this.finish(done),
    error: (error) => this.fail(error),
  };

  #enter(stage) {
    if (stage.status === "started") this.#say(stage.label);
    this.how.stage(stage);
  }

  #say(words) {
    if (words === this.words) return;
    this.words = words;
    this.stage.hidden = false;
    this.#tick();
    this.announce(words);
  }

  #tick() {
    const ms = performance.now() - this.began;
    this.stage.textContent = ms < SLOW_MS ? this.words : `${this.words} ${Math.floor(ms / 1000)} s`;
  }

  /** Shows the whole outcome: a `done` event, or a message of a stored conversation with its `blocks`. */
  finish(done) {
    const { status, blocks, error, message_id, id } = done;
    this.id = message_id ?? id ?? this.id;
    const refused = status === "refused";
    this.#settle(status, refused ? [] : done.citations);
    if (blocks) this.written.all(blocks);
    const sources = this.#cites.all;
    if (refused) this.#refuse(done);
    else if (done.indexed) this.prose.lastElementChild?.classList.add("partial");
    this.how.finish(done);
    this.after.replaceChildren(...[
      status === "failed" && this.#problem(error ?? FAILED),
      status === "stopped" && h("p", { class: "stopped" }, "Stopped. The answer is incomplete."),
      status === "answered" && done.did_you_mean && h("p", { class: "partial" }, `Read as “${done.did_you_mean[0]}”.`),
      refused && done.indexed && h("p", { class: "partial" }, searchedPart(done.indexed), " The answer may be in one of the others. Please ask again later."),
      practiceButtons(done, this.ask),
      this.#actions(done),
      unsupported(done),
      sources.length > 0 && sourcesList(sources),
    ].flat().filter(Boolean));
    if (status !== "failed") this.announce(refused ? title(done) : OUTCOMES[status] ?? `Answer ready, ${plural(sources.length, "source")}.`);
  }

  #refuse(done) {
    this.prose.hidden = true;
    this.answer.querySelector(".refusal")?.remove();
    this.answer.append(refusalPanel(done, this.question, this.ask));
  }

  /** Keeps the partial answer and shows that it was stopped. */
  stop() {
    this.finish({ status: "stopped", citations: this.#cites.all });
  }

  /** Keeps the partial answer and shows the error. */
  fail(problem) {
    this.#settle("failed", this.#cites.all);
    this.after.replaceChildren(this.#problem(problem));
  }

  #settle(status, citations) {
    clearInterval(this.#clock);
    this.element.removeAttribute("aria-busy");
    this.stage.hidden = true;
    this.element.dataset.status = status;
    this.#cites.close(citations ?? []);
    this.written.recite();
    if (this.id) this.#questionTools();
  }

  #questionTools() {
    const edit = h("button", { type: "button", class: "text-button", onclick: () => this.#edit() }, "Edit");
    edit.setAttribute("aria-label", "Edit this question");
    this.tools.replaceChildren(...[switcher(this.branches, this.id, this.go), edit].filter(Boolean));
  }

  #edit() {
    const form = editForm(this.question, {
      onSend: (message) => { form.replaceWith(this.head); this.again(this, message); },
      onCancel: () => { form.replaceWith(this.head); this.tools.querySelector("button:last-child").focus(); },
    });
    this.head.replaceWith(form);
    form.querySelector("textarea").focus();
  }

  #actions(done) {
    if (!this.id) return null;
    const { buttons, form, status } = feedback(this.id, done, this.announce);
    const copied = h("button", { type: "button", class: "quiet", onclick: () => copy(copied, this.written.text, this.prose) }, "Copy");
    return [
      h("div", { class: "actions-row" },
        done.status !== "failed" && buttons,
        done.status === "answered" && copied,
        h("button", { type: "button", class: "quiet", onclick: () => this.again(this) }, "Ask again"),
        done.status === "answered" && madeBy(done), status),
      form,
    ];
  }

  #problem(problem) {
    this.announce(problem.message);
    return problemPanel(problem, this.retry);
  }
}

const FAILED = { message: "The answer could not be completed.", fix: "Try again." };
const OUTCOMES = { stopped: "Stopped." };

function madeBy({ mode, model }) {
  const words = { llm: `Written by ${model || "a language model"}`, extractive: "Quotes only, no language model" };
  return mode && h("span", { class: "made-by" }, words[mode] ?? `Answered by ${mode}`);
}

function unsupported({ unsupported, trace }) {
  const found = unsupported ?? trace?.findLast(({ node }) => node === "verify")?.detail.unsupported ?? [];
  return found.length > 0 && h("p", { class: "made-by" }, `${plural(found.length, "statement")} not supported by the materials.`);
}
