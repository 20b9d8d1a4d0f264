import { Problem, ask, cancel, conversationPath, follow, fork, getJson } from "./api.js";
import { Turn } from "./turn.js";

const WAITS = [300, 700, 1500, 3000, 5000, 5000, 5000, 5000, 10000, 10000, 10000];

/** The conversation on the page: asks, stops, starts anew, branches, and shows a stored one. */
export class Chat {
  #id = null;
  #running = null;
  #run = null;
  #turns = [];
  #stopping = Promise.resolve();

  /** `list` holds the turns; `onChange()` is called whenever it starts or stops running, fills or empties. */
  constructor({ list, announce, onChange }) {
    Object.assign(this, { list, announce, onChange });
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

  /** Asks and shows the answer as it comes; `course` "" stands for all. */
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

  /** Asks beside a turn, in other words or once more; what followed it stays on its branch. */
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
    await this.#stopping; // else the conversation would still be answering
    await this.#show(turn, events, abort);
  }

  async #show(turn, events, abort) {
    await this.#follow(turn, events, abort.signal);
    if (this.#running !== abort) return;
    this.#running = this.#run = null;
    this.onChange();
  }

  /** Takes the events, and goes on with them where the connection was lost: the server goes on, too. */
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
        turn.start("The connection was lost. Connecting again…");
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

  /** The run is gone from the server's memory; what became of it is in the conversation. */
  async #reopen(turn) {
    try {
      const { messages } = await getJson(conversationPath(this.#id, "?html=1"));
      const kept = messages.find(({ id }) => id === turn.id);
      if (kept) return turn.finish(kept);
    } catch {
      // told below
    }
    turn.fail({ message: "The server was started anew while it answered.", fix: "Try again." });
  }

  /** Stops the answer, the server's work included. */
  stop() {
    if (this.#run) this.#stopping = cancel(this.#run);
    this.#run = null;
    this.#running?.abort();
  }

  /** An empty page and no conversation. */
  reset() {
    this.leave();
    this.#remember(null);
    this.onChange();
  }

  /** Stops listening; an answer that is being written goes on for a while, and is found again. */
  leave() {
    this.#run = null;
    this.#running?.abort();
    this.#running = null;
    this.#drop(0);
  }

  /** Fetches and shows a stored conversation; returns the course it is about, "" for all. Throws Problem. */
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

  /** Goes on with an answer that was being written when the page was loaded anew. */
  #rejoin(turn, run) {
    const abort = (this.#running = new AbortController());
    this.#run = run;
    turn.start("Going on with the answer…");
    this.#show(turn, (signal) => follow(run, signal), abort);
  }

  #append(question, announce, retry) {
    const turn = new Turn(question, { announce, retry, again: (...all) => this.#again(...all), go: (id) => this.#go(id, turn) });
    this.#turns.push(turn);
    this.list.append(turn.element);
    return turn;
  }

  /** Shows another version of a question, with what was said behind it. */
  async #go(branch, turn) {
    if (this.running) return this.announce("Wait for this answer, or stop it first.");
    try {
      await getJson(conversationPath(this.#id), "PATCH", { branch });
      await this.open(this.#id, branch);
      this.announce("Another version is shown.");
      this.#turns.find(({ id }) => id === branch)?.tools.querySelector("button:enabled")?.focus({ preventScroll: true });
    } catch (problem) {
      turn.fail(shown(problem));
    }
  }

  /** Takes turns from this one on off the page. */
  #drop(from) {
    for (const turn of this.#turns.splice(from)) turn.element.remove();
  }

  /** The question goes to the top of the window once; from there the answer grows without moving anything. */
  #lookAt({ element }) {
    for (const other of this.list.children) other.classList.toggle("current", other === element);
    element.scrollIntoView();
  }

  #remember(id) {
    this.#id = id;
    history.replaceState(null, "", (id ? `/?c=${encodeURIComponent(id)}` : "/") + location.hash);
  }
}

/** Errors of this page's own code are for the console; the reader gets a sentence. */
function shown(error) {
  if (error instanceof Problem) return error;
  console.error(error);
  return new Problem({ message: "This page could not show the answer.", fix: "Reload the page and try again." });
}
