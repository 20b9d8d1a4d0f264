import { Problem, ask, cancel, follow, getJson } from "./api.js";
import { Turn } from "./turn.js";

/** The conversation on the page: asks, stops, starts anew, and shows a stored one. */
export class Chat {
  #id = null;
  #running = null;
  #run = null;
  #stopping = Promise.resolve();

  /** `list` holds the turns; `onChange()` is called whenever it starts or stops running, fills or empties. */
  constructor({ list, announce, onChange }) {
    Object.assign(this, { list, announce, onChange });
  }

  get running() {
    return this.#running !== null;
  }

  get empty() {
    return this.list.childElementCount === 0;
  }

  /** Asks and shows the answer as it comes; `course` "" stands for all. */
  async ask(message, course) {
    if (this.running) return;
    const abort = (this.#running = new AbortController());
    const turn = this.#append(message, course, this.announce);
    this.#lookAt(turn);
    turn.start();
    this.onChange();
    const body = { message: turn.question, conversation_id: this.#id ?? undefined, course: course || undefined };
    await this.#stopping; // else the conversation would still be answering
    await this.#show(turn, ask(body, abort.signal), abort);
  }

  async #show(turn, events, abort) {
    await this.#follow(turn, events, abort.signal);
    if (this.#running !== abort) return;
    this.#running = null;
    this.onChange();
  }

  async #follow(turn, events, signal) {
    try {
      for await (const event of events) {
        signal.throwIfAborted();
        if (event.data.conversation_id) this.#remember(event.data.conversation_id);
        if (event.name === "run") this.#run = event.data.run_id;
        turn.take(event);
      }
    } catch (error) {
      if (signal.aborted) turn.stop();
      else turn.fail(shown(error));
    }
  }

  /** Stops the answer, the server's work included. */
  stop() {
    if (this.#run) this.#stopping = cancel(this.#run);
    this.#run = null;
    this.#running?.abort();
  }

  /** An empty page and no conversation. */
  reset() {
    this.stop();
    this.#running = null;
    this.list.replaceChildren();
    this.#remember(null);
    this.onChange();
  }

  /** Fetches and shows a stored conversation; returns the course it is about, "" for all. Throws Problem. */
  async open(conversation) {
    const { id, course, messages } = await getJson(`/api/conversations/${encodeURIComponent(conversation)}`);
    const about = [course].flat()[0] ?? "";
    let turn = null;
    for (const message of messages) {
      if (message.role === "user") turn = this.#append(message.text, about, () => {});
      else if (message.status === "running") this.#rejoin(turn, message.run_id);
      else turn?.finish({ status: "answered", ...message, answer: message.text });
    }
    turn?.element.scrollIntoView();
    this.#remember(id);
    this.onChange();
    return about;
  }

  /** Goes on with an answer that was being written when the page was loaded anew. */
  #rejoin(turn, run) {
    const abort = (this.#running = new AbortController());
    turn.start();
    this.#show(turn, follow(run, abort.signal), abort);
  }

  #append(question, course, announce) {
    const turn = new Turn(question, { announce, retry: () => this.#again(turn, course) });
    this.list.append(turn.element);
    return turn;
  }

  #again(turn, course) {
    if (this.running) return;
    turn.element.remove();
    this.ask(turn.question, course);
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
