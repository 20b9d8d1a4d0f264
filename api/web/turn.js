import { actions } from "./actions.js";
import { Citations } from "./citations.js";
import { button, h } from "./dom.js";
import { How } from "./how.js";
import { searchedPart } from "./indexing.js";
import { practiceCard, practiceOf } from "./practice.js";
import { problemPanel, wording } from "./problem.js";
import { editForm, switcher } from "./question.js";
import { refusalPanel, title } from "./refusal.js";
import { scopeLine } from "./scope.js";
import { sourceCards } from "./source-cards.js";
import { has, t } from "./words.js";
import { Written } from "./written.js";

const LONG_QUESTION = 180;
const SLOW_MS = 3000;

/**
 * One question and its answer on the page. `asked` is `{message, course, style}`. The hooks: `announce(text)` for screen
 * readers; `retry(turn, message)` asks again, `edit(turn)` gives the question back to the composer, `lost(turn)` is called
 * when no answer came, `go(messageId)` shows another branch, `ask(message, course, style)` asks what an answer offers,
 * `ended(turn)` when an answer is complete, `conversation()` is the id.
 */
export class Turn {
  #cites = new Citations();
  #clock = 0;
  id = null; // of the answer's message, once it is known
  branches = [];
  problem = null; // why there is no answer
  readOnly = false; // somebody else's
  later = false; // whether to send it once the server responds

  constructor(asked, hooks) {
    Object.assign(this, { asked, hooks });
    const question = asked.message;
    this.prose = h("div", { class: "prose", dir: "auto" });
    this.about = h("p", { class: "about" });
    this.answer = h("div", { class: "answer" }, this.about, this.prose);
    this.stage = h("p", { class: "stage", hidden: true, "aria-hidden": "true" });
    this.after = h("div", { class: "after" });
    this.tools = h("div", { class: "question-tools" });
    this.how = new How();
    this.how.element.hidden = true;
    this.written = new Written(this.prose, this.#cites);
    const long = question.length > LONG_QUESTION;
    this.title = h("h2", { class: long ? "question long" : "question", dir: "auto", tabindex: long ? "0" : null }, question);
    this.head = h("div", { class: "question-row" }, this.title, this.tools);
    this.element = h("article", { class: "turn" }, this.head, this.answer, this.stage, this.after, this.how.element);
    this.#label(asked.style);
  }

  get question() {
    return this.asked.message;
  }

  /** Shows that the question has been sent, or that its answer is being streamed again from the start. */
  start(words = t("sending")) {
    this.began ??= performance.now();
    this.problem = null;
    this.element.setAttribute("aria-busy", "true");
    this.how.element.hidden = false;
    this.how.start();
    this.#showStage(words);
    clearInterval(this.#clock);
    this.#clock = setInterval(() => this.#tick(), 1000);
  }

  /** Handles one event of the stream. */
  take({ name, data }) {
    this.#takers[name]?.(data);
  }

  #takers = {
    run: ({ message_id }) => { this.id = message_id; },
    queue: ({ position: n }) => this.#showStage(n > 0 ? t("waiting", { n }) : t("starting")),
    stage: (data) => this.#enter(data),
    sources: ({ passages }) => this.how.sources(passages),
    block: (block) => this.written.set(block),
    citation: (citation) => { this.#cites.add(citation); this.written.recite(); },
    done: (done) => this.finish(done),
    error: (error) => this.fail(error),
  };

  #enter(stage) {
    if (stage.status === "started") this.#showStage(has(`doing_${stage.node}`) ? t(`doing_${stage.node}`) : stage.label);
    this.how.stage(stage);
  }

  #showStage(words) {
    if (words === this.words) return;
    this.words = words;
    this.stage.hidden = false;
    this.#tick();
    this.hooks.announce(words);
  }

  #tick() {
    const ms = performance.now() - this.began;
    this.stage.textContent = ms < SLOW_MS ? this.words : `${this.words} ${Math.floor(ms / 1000)} s`;
  }

  /** Which type of answer this is, and where it was searched. */
  #label(style) {
    const { course } = this.asked;
    this.about.replaceChildren(...[
      style !== "answer" && h("span", { class: "mode-label" }, t(`mode_${style}`)),
      course && scopeLine(course, () => this.hooks.ask(this.question, "", this.asked.style)),
    ].filter(Boolean));
  }

  /** Shows the whole outcome: a `done` event, or a message of a stored conversation with its `blocks`. */
  finish(done) {
    const { status, blocks, error, message_id, id } = done;
    this.id = message_id ?? id ?? this.id;
    this.done = done;
    if (status === "failed") return this.fail(error ?? { code: "failed", message: t("problem_failed") });
    const refused = status === "refused";
    this.#settle(status, refused ? [] : done.citations);
    if (blocks) this.written.all(blocks);
    this.#label(practiceOf(done) ?? this.asked.style);
    if (refused) this.#refuse(done);
    else {
      this.written.spread(this.#cites.all);
      if (done.indexed) this.prose.lastElementChild?.classList.add("partial");
    }
    this.how.finish(done);
    this.after.replaceChildren(...this.#below(done).flat().filter(Boolean));
    if (status === "stopped") this.problem = { code: "stopped" };
    const n = this.#cites.all.length;
    this.hooks.announce(refused ? title(done) : status === "stopped" ? t("stopped_short") : t("answer_ready", { n }));
    this.hooks.ended(this);
  }

  #below(done) {
    const { hooks } = this;
    const refused = done.status === "refused";
    return [
      done.status === "stopped" && !this.readOnly && h("div", { class: "stopped" }, h("p", {}, t("stopped")),
        h("p", { class: "ways" }, button("quiet", () => hooks.retry(this), t("try_again")), button("quiet", () => hooks.edit(this), t("edit")))),
      done.status === "answered" && done.did_you_mean && h("p", { class: "partial" }, t("read_as", { text: done.did_you_mean[0] })),
      refused && done.indexed && h("p", { class: "partial" }, searchedPart(done.indexed), " ", t("ask_later")),
      !this.readOnly && practiceCard(done, (message) => hooks.ask(message, this.asked.course, "answer")),
      this.id && !this.readOnly && actions(this, done, this.#cites.all),
      unsupported(done),
      sourceCards(this.#cites.all, done),
    ];
  }

  #refuse(done) {
    this.prose.hidden = true;
    this.answer.querySelector(".refusal")?.remove();
    this.answer.append(refusalPanel(done, this.asked, this.hooks.ask));
  }

  /** Keeps the partial answer and shows that it was stopped. */
  stop() {
    this.finish({ status: "stopped", citations: this.#cites.all });
    this.hooks.lost(this);
  }

  /** Keeps the partial answer and shows the error. */
  fail(problem) {
    this.#settle("failed", this.#cites.all);
    this.problem = problem;
    this.hooks.announce(wording(problem).message);
    const offline = ["unreachable", "cut"].includes(problem.code);
    this.after.replaceChildren(problemPanel(problem, () => this.hooks.retry(this), {
      edit: () => this.hooks.edit(this),
      later: offline && ((wanted) => { this.later = wanted; }),
    }));
    this.hooks.lost(this);
  }

  #settle(status, citations) {
    clearInterval(this.#clock);
    this.element.removeAttribute("aria-busy");
    this.stage.hidden = true;
    this.element.dataset.status = status;
    this.#cites.close(citations ?? []);
    this.written.recite();
    if (this.id && !this.readOnly) this.#questionTools();
  }

  #questionTools() {
    const edit = button({ class: "text-button", "aria-label": t("edit_question") }, () => this.#edit(), t("edit"));
    this.tools.replaceChildren(...[switcher(this.branches, this.id, this.hooks.go), edit].filter(Boolean));
  }

  #edit() {
    const form = editForm(this.question, {
      onSend: (message) => { form.replaceWith(this.head); this.hooks.retry(this, message); },
      onCancel: () => { form.replaceWith(this.head); this.tools.querySelector("button:last-child").focus(); },
    });
    this.head.replaceWith(form);
    form.querySelector("textarea").focus();
  }
}

function unsupported({ unsupported, trace }) {
  const n = (unsupported ?? trace?.findLast(({ node }) => node === "verify")?.detail.unsupported ?? []).length;
  return n > 0 && h("p", { class: "made-by" }, t("unsupported", { n }));
}
