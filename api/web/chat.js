import { ask, asProblem, cancel, conversationPath, follow, fork, getJson } from "./api.js";
import { go, named } from "./address.js";
import { offerMore } from "./next.js";
import { h } from "./dom.js";
import { Turn } from "./turn.js";
import { t } from "./words.js";

const WAITS = [300, 700, 1500, 3000, 5000, 5000, 5000, 5000, 10000, 10000, 10000];

/** The conversation on the page: asks, stops, restarts, branches, and shows a stored one. */
export class Chat {
  #id = null;
  #running = null;
  #run = null;
  #turns = [];
  #stopping = Promise.resolve();
  #banner = null; // above a conversation that can only be read

  /**
   * `list` holds the turns. `onChange()` is called whenever a run starts, is known to the server or ends, or turns come or
   * go; `onSent()` when a question has reached the server; `onLost(turn)` when it got no answer, `onEdit(turn)` to rewrite
   * it, `onRetry(turn)` when it is asked again; `onAsk(message, course, style)` asks what an answer offers; `announce(text)`.
   */
  constructor(hooks) {
    Object.assign(this, hooks);
  }

  get id() {
    return this.#id;
  }

  get running() {
    return this.#running !== null;
  }

  get empty() {
    return this.#turns.length === 0;
  }

  /** The first question, for the page's title. */
  get topic() {
    return this.#turns[0]?.question ?? "";
  }

  /** Asks and shows the answer as it streams; `asked` is `{message, course, style}`, with the course "" for all. */
  async ask(asked) {
    if (this.running) return;
    if (this.#banner) this.#own();
    const last = this.#turns.at(-1);
    if (last?.problem && !last.id) this.#drop(this.#turns.indexOf(last)); // it never reached the server
    const turn = this.#append(asked);
    const { message, course, style } = asked;
    const body = { message, conversation_id: this.#id ?? undefined, course: course || undefined, style };
    await this.#begin(turn, (signal) => ask(body, signal));
  }

  /** Asks a question again, reworded if `message` is given; later turns stay on their branch. */
  async retry(turn, message) {
    if (this.running) return;
    this.onRetry(turn);
    const asked = { ...turn.asked, message: message ?? turn.question };
    this.#drop(this.#turns.indexOf(turn));
    if (!turn.id) return this.ask(asked);
    const next = this.#append(asked);
    next.branches = turn.branches.length ? turn.branches : [turn.id];
    await this.#begin(next, (signal) => fork(this.#id, { message_id: turn.id, message }, signal));
  }

  /** A given-back question, perhaps reworded: in its place, or as a new one if it is asked in another way. */
  async again(turn, asked) {
    const { course, style } = turn.asked;
    const there = this.#turns.includes(turn);
    if (there && turn.id && asked.course === course && asked.style === style) return this.retry(turn, asked.message);
    if (there && !turn.id) this.#drop(this.#turns.indexOf(turn));
    await this.ask(asked);
  }

  /** The server responds again: a question that waited for it is sent, one that did not makes room. */
  back() {
    const turn = this.#turns.at(-1);
    if (!["unreachable", "cut"].includes(turn?.problem?.code)) return false;
    if (turn.later) this.retry(turn);
    else if (!turn.id) this.#drop(this.#turns.indexOf(turn));
    this.onChange();
    return !turn.later;
  }

  async #begin(turn, events) {
    const abort = (this.#running = new AbortController());
    this.#lookAt(turn);
    turn.start();
    this.onChange();
    await this.#stopping; // otherwise the conversation would still be busy
    await this.#show(turn, events, abort);
  }

  async #show(turn, events, abort) {
    await this.#follow(turn, events, abort.signal);
    if (this.#running !== abort) return;
    this.#running = this.#run = null;
    this.onChange();
  }

  /** Handles the events; after a lost connection it resumes, because the run continues on the server. */
  async #follow(turn, events, signal) {
    for (let lost = 0; ; lost += 1) {
      try {
        for await (const event of events(signal)) {
          signal.throwIfAborted();
          lost = 0;
          turn.take(event);
          this.#note(turn, event);
        }
        return;
      } catch (error) {
        if (signal.aborted) return this.#turns.includes(turn) && turn.stop();
        if (error.code === "not_found" && lost) return this.#reopen(turn);
        if (!this.#run || !["cut", "unreachable"].includes(error.code) || lost >= WAITS.length) return turn.fail(asProblem(error));
        turn.start(t("reconnecting"));
        await new Promise((resolve) => setTimeout(resolve, WAITS[lost]));
        events = (again) => follow(this.#run, again);
      }
    }
  }

  #note(turn, { name, data }) {
    if (name !== "run") return;
    this.#run = data.run_id;
    if (turn.branches.length && !turn.branches.includes(data.message_id)) turn.branches = [...turn.branches, data.message_id];
    this.#remember(data.conversation_id, true);
    this.onSent();
    this.onChange();
  }

  /** The server no longer knows the run; the conversation has its outcome. */
  async #reopen(turn) {
    const kept = await this.#stored(turn);
    if (kept) turn.finish(kept);
    else turn.fail({ code: "restarted", message: t("problem_restarted") });
  }

  async #stored(turn) {
    const { messages } = await getJson(conversationPath(this.#id, "?html=1")).catch(() => ({ messages: [] }));
    return messages.find(({ id, status }) => id === turn.id && status !== "running");
  }

  /** Stops the answer, also on the server, which has the sources of what was written. */
  stop() {
    const turn = this.#turns.at(-1);
    if (this.#run) this.#stopping = cancel(this.#run).then(() => this.#stored(turn)).then((kept) => kept?.status === "stopped" && turn.problem && turn.finish(kept));
    this.#run = null;
    this.#running?.abort();
  }

  /** Clears the page; no conversation is open. */
  reset() {
    this.leave();
    this.#remember(null);
    this.onChange();
  }

  /** Stops listening; a running answer continues for a while and can be rejoined. */
  leave() {
    this.#banner?.remove();
    this.#banner = this.#run = null;
    this.#drop(0);
    this.#running?.abort();
    this.#running = null;
  }

  /** Loads and shows a stored conversation; returns its course, "" for all. Throws Problem. */
  async open(conversation, at = null) {
    const { id, course, yours, messages } = await getJson(conversationPath(conversation, "?html=1"));
    this.leave();
    if (!yours) this.list.append((this.#banner = h("p", { class: "read-only", role: "note" }, t("students_conversation"))));
    let question = null;
    for (const message of messages) {
      if (message.role === "user") question = message;
      else this.#restore(question, message);
    }
    this.#remember(id);
    const shown = this.#turns.find((turn) => turn.id === at) ?? this.#turns.at(-1);
    shown?.element.scrollIntoView();
    this.onChange();
    return [course].flat()[0] ?? "";
  }

  /** A question below somebody else's conversation begins one of one's own. */
  #own() {
    this.leave();
    this.#id = null;
  }

  #restore(question, message) {
    if (this.#banner && message.status === "running") return;
    const asked = { message: question.text, course: message.courses?.length === 1 ? message.courses[0] : "", style: message.style ?? "answer" };
    const turn = this.#append(asked);
    const { hooks } = turn;
    turn.hooks = { ...hooks, announce() {}, lost() {} };
    Object.assign(turn, { id: message.id, branches: question.branches, readOnly: Boolean(this.#banner) });
    if (message.status === "running") this.#rejoin(turn, message.run_id);
    else turn.finish(message);
    turn.hooks = hooks;
  }

  /** Rejoins an answer that was running when the page was reloaded. */
  #rejoin(turn, run) {
    const abort = (this.#running = new AbortController());
    this.#run = run;
    turn.start(t("resuming"));
    this.#show(turn, (signal) => follow(run, signal), abort);
  }

  #append(asked) {
    const turn = new Turn(asked, {
      announce: this.announce,
      ask: this.onAsk,
      edit: this.onEdit,
      lost: this.onLost,
      retry: (...all) => this.retry(...all),
      go: (id) => this.#go(id, turn),
      ended: () => offerMore(this.list, () => this.#turns.at(-1)),
      conversation: () => this.#id,
    });
    this.#turns.push(turn);
    this.list.append(turn.element);
    return turn;
  }

  /** Shows another version of a question, with the turns that followed it. */
  async #go(branch, turn) {
    if (this.running) return this.announce(t("wait_or_stop"));
    try {
      await getJson(conversationPath(this.#id), "PATCH", { branch });
      await this.open(this.#id, branch);
      this.announce(t("another_version"));
      this.#turns.find(({ id }) => id === branch)?.tools.querySelector("button:enabled")?.focus({ preventScroll: true });
    } catch (problem) {
      turn.fail(asProblem(problem));
    }
  }

  /** Removes this turn and all later ones from the page. */
  #drop(from) {
    if (from >= 0) for (const turn of this.#turns.splice(from)) turn.element.remove();
  }

  /** Scrolls the question to the top once, so that the growing answer moves nothing. */
  #lookAt({ element }) {
    for (const other of this.list.children) other.classList.toggle("current", other === element);
    for (const old of this.list.querySelectorAll(".asking-on")) old.remove();
    element.scrollIntoView();
  }

  /** The conversation's address; a new one gets its own in place of the empty page's. */
  #remember(id, replace = false) {
    this.#id = id;
    if (named().c !== id) go({ c: id, s: null }, replace);
  }
}
