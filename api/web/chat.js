import { Problem, ask, cancel, conversationPath, follow, fork, getJson } from "./api.js";
import { Turn } from "./turn.js";

const WAITS = [300, 700, 1500, 3000, 5000, 5000, 5000, 5000, 10000, 10000, 10000];

/** The conversation on the page: asks, stops, restarts, branches, and shows a stored one. */
export class Chat {
  #id = null;
  #running = null;
  #run = null;
  #turns = [];
  #stopping = Promise.resolve();

  /** `list` holds the turns; `onAsk(message, course)` asks what an answer offers; `onChange()` is called whenever a run starts or ends, or turns come or go. */
  constructor({ list, announce, onAsk, onChange }) {
    Object.assign(this, { list, announce, onAsk, onChange });
  }

  get id() {
    return this.#id;
  }

  get running() {
    return this.#running !== null;
  }

  get empty() {
    return this.list.childElementCount === 0;
  }

  /** Asks and shows the answer as it streams; `course` "" means all. */
  async ask(message, course, style) {
    if (this.running) return;
    const turn = this.#append(message, this.announce, () => this.#askAgain(turn, course, style));
    const body = { message, conversation_id: this.#id ?? undefined, course: course || undefined, style };
    await this.#begin(turn, (signal) => ask(body, signal));
  }

  async #askAgain(turn, course, style) {
    if (this.running) return;
    if (turn.id) return this.#again(turn);
    this.#drop(this.#turns.indexOf(turn));
    await this.ask(turn.question, course, style);
  }

  /** Asks a turn's question again, rephrased if `message` is given; later turns stay on their branch. */
  async #again(turn, message) {
    if (this.running) return;
    const at = this.#turns.indexOf(turn);
    this.#drop(at);
    const next = this.#append(message ?? turn.question, this.announce, () => this.#again(next));
    next.branches = turn.branches.length ? turn.branches : [turn.id];
    const body = { message_id: turn.id, message };
    await this.#begin(next, (signal) => fork(this.#id, body, signal));
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
          this.#note(turn, event);
          turn.take(event);
        }
        return;
      } catch (error) {
        if (signal.aborted) return turn.stop();
        if (error.code === "not_found" && lost) return this.#reopen(turn);
        if (!this.#run || !["cut", "unreachable"].includes(error.code) || lost >= WAITS.length) return turn.fail(shown(error));
        turn.start("Connection lost. Reconnecting…");
        await new Promise((resolve) => setTimeout(resolve, WAITS[lost]));
        events = (again) => follow(this.#run, again);
      }
    }
  }

  #note(turn, { name, data }) {
    if (name !== "run") return;
    this.#run = data.run_id;
    if (turn.branches.length && !turn.branches.includes(data.message_id)) turn.branches = [...turn.branches, data.message_id];
    this.#remember(data.conversation_id);
  }

  /** The server no longer knows the run; the conversation has its outcome. */
  async #reopen(turn) {
    try {
      const { messages } = await getJson(conversationPath(this.#id, "?html=1"));
      const kept = messages.find(({ id }) => id === turn.id);
      if (kept) return turn.finish(kept);
    } catch {
      // reported below
    }
    turn.fail({ message: "The server was restarted while it was answering.", fix: "Try again." });
  }

  /** Stops the answer, also on the server. */
  stop() {
    if (this.#run) this.#stopping = cancel(this.#run);
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
    this.#run = null;
    this.#running?.abort();
    this.#running = null;
    this.#drop(0);
  }

  /** Loads and shows a stored conversation; returns its course, "" for all. Throws Problem. */
  async open(conversation, at = null) {
    const { id, course, messages } = await getJson(conversationPath(conversation, "?html=1"));
    this.leave();
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

  #restore(question, message) {
    const turn = this.#append(question.text, () => {}, () => this.#again(turn));
    Object.assign(turn, { id: message.id, branches: question.branches });
    if (message.status === "running") this.#rejoin(turn, message.run_id);
    else turn.finish(message);
    turn.announce = this.announce;
  }

  /** Rejoins an answer that was running when the page was reloaded. */
  #rejoin(turn, run) {
    const abort = (this.#running = new AbortController());
    this.#run = run;
    turn.start("Resuming the answer…");
    this.#show(turn, (signal) => follow(run, signal), abort);
  }

  #append(question, announce, retry) {
    const turn = new Turn(question, { announce, retry, again: (...all) => this.#again(...all), go: (id) => this.#go(id, turn), ask: this.onAsk });
    this.#turns.push(turn);
    this.list.append(turn.element);
    return turn;
  }

  /** Shows another version of a question, with the turns that followed it. */
  async #go(branch, turn) {
    if (this.running) return this.announce("Wait for the answer, or stop it first.");
    try {
      await getJson(conversationPath(this.#id), "PATCH", { branch });
      await this.open(this.#id, branch);
      this.announce("Showing another version.");
      this.#turns.find(({ id }) => id === branch)?.tools.querySelector("button:enabled")?.focus({ preventScroll: true });
    } catch (problem) {
      turn.fail(shown(problem));
    }
  }

  /** Removes this turn and all later ones from the page. */
  #drop(from) {
    for (const turn of this.#turns.splice(from)) turn.element.remove();
  }

  /** Scrolls the question to the top once, so that the growing answer moves nothing. */
  #lookAt({ element }) {
    for (const other of this.list.children) other.classList.toggle("current", other === element);
    element.scrollIntoView();
  }

  #remember(id) {
    this.#id = id;
    history.replaceState(null, "", (id ? `/?c=${encodeURIComponent(id)}` : "/") + location.hash);
  }
}

/** Bugs of this page go to the console; the reader gets a sentence. */
function shown(error) {
  if (error instanceof Problem) return error;
  console.error(error);
  return new Problem({ message: "This page could not show the answer.", fix: "Reload the page and try again." });
}
