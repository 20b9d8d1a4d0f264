import { Problem, ask, getJson } from "./api.js";
import { Turn } from "./turn.js";

/** The conversation on the page: asks, stops, starts anew, and shows a stored one. */
export class Chat {
  #id = null;
  #running = null;

  /** `list` holds the turns; `onChange()` is called whenever it starts or stops running, fills or empties. */
  constructor({ list, announce, onChange }) {
    this.list = list;
    this.announce = announce;
    this.onChange = onChange;
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
    const turn = this.#append(message, () => this.#again(turn, course), this.announce);
    const abort = (this.#running = new AbortController());
    this.#focusOn(turn);
    turn.start();
    this.onChange();
    try {
      const body = { message, conversation_id: this.#id ?? undefined, course: course || undefined };
      for await (const event of ask(body, abort.signal)) {
        if (abort.signal.aborted) break;
        if (event.data.conversation_id) this.#remember(event.data.conversation_id);
        turn.take(event);
      }
    } catch (error) {
      if (!abort.signal.aborted) turn.fail(shown(error));
    }
    if (abort.signal.aborted) turn.stop();
    if (this.#running !== abort) return;
    this.#running = null;
    this.onChange();
  }

  /** Leaves the stream, which stops the server's work as well. */
  stop() {
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

  /** Fetches and shows a stored conversation; returns it. Throws Problem. */
  async open(id) {
    const conversation = await getJson(`/api/conversations/${encodeURIComponent(id)}`);
    this.#remember(conversation.id);
    this.#showStored(conversation.messages, [conversation.course ?? ""].flat()[0] ?? "");
    this.onChange();
    return conversation;
  }

  #showStored(messages, course) {
    let turn = null;
    for (const message of messages) {
      if (message.role === "user") turn = this.#append(message.text, () => this.ask(turn.question, course), () => {});
      else turn?.finish({ status: "answered", ...message, answer: message.text });
    }
    if (turn) turn.element.scrollIntoView({ block: "start" });
  }

  #append(question, retry, announce) {
    const turn = new Turn(question, { announce, retry });
    this.list.append(turn.element);
    return turn;
  }

  #again(turn, course) {
    if (this.running) return;
    turn.element.remove();
    this.ask(turn.question, course);
  }

  /** The question goes to the top of the window once; from there the answer grows without moving anything. */
  #focusOn(turn) {
    for (const element of this.list.children) element.classList.toggle("current", element === turn.element);
    turn.element.scrollIntoView({ block: "start" });
  }

  #remember(id) {
    this.#id = id;
    history.replaceState(null, "", id ? `/?c=${encodeURIComponent(id)}` : "/");
  }
}

/** Errors of this page's own code are for the console; the reader gets a sentence. */
function shown(error) {
  if (error instanceof Problem) return error;
  console.error(error);
  return new Problem({ code: "page", message: "This page could not show the answer.", fix: "Reload the page and try again." });
}
