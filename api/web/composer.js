import { keep } from "./drafts.js";
import { h } from "./dom.js";
import { LANGUAGE, t } from "./words.js";

const MOST = 8000;
const COUNT_FROM = 7000;
const ANYTHING = "quiz me"; // understood by the server; sent when no topic is named

/** The form at the bottom of the page: question, type of answer, where to search, Ask and Stop. */
export class Composer {
  #running = false;
  #over = false;
  #conversation = null;
  #returned = null; // the turn that the text was given back from

  /** `onAsk(asked)` asks, `onAgain(turn, asked)` asks a given-back question; also `onStop()`, `onCourse()`, `announce(text)`. */
  constructor(form, { onAsk, onAgain, onStop, onCourse, announce }) {
    Object.assign(this, { form, onAsk, onAgain, onCourse, announce });
    [this.text, this.courses, this.unscope, this.modes, this.notice, this.sendButton, this.stopButton] =
      ["question", "course", "unscope", "modes", "notice", "send", "stop"].map((id) => form.querySelector(`#${id}`));
    form.addEventListener("submit", (event) => this.#submit(event));
    this.text.addEventListener("keydown", (event) => this.#key(event));
    this.text.addEventListener("input", () => this.#changed());
    this.courses.addEventListener("change", () => this.#scoped());
    this.unscope.addEventListener("click", () => { this.course = ""; this.#scoped(); this.courses.focus(); });
    this.modes.addEventListener("change", () => this.#changed());
    this.stopButton.addEventListener("click", onStop);
    this.#measure();
  }

  get course() {
    return this.courses.value;
  }

  set course(name) {
    this.courses.value = name;
    if (this.courses.selectedIndex < 0) this.courses.selectedIndex = 0;
    this.unscope.hidden = !this.course;
    this.unscope.parentElement.classList.toggle("narrowed", Boolean(this.course));
  }

  get style() {
    return this.modes.querySelector("input:checked").value;
  }

  /** What would be asked: `message`, `course` ("" for all) and `style`. */
  asked(message) {
    return { message, course: this.course, style: this.style };
  }

  set running(running) {
    if (running === this.#running) return;
    this.#running = running;
    const returns = running || document.activeElement === this.stopButton;
    this.sendButton.hidden = running;
    this.stopButton.hidden = !running;
    if (returns) this.focus();
    this.#changed();
  }

  /** The conversation whose unsent question is written here; a new one has the id null. */
  show(conversation, text) {
    this.#conversation = conversation;
    this.#returned = null;
    this.#write(text);
  }

  /** The question has reached the server, in this conversation: it is no draft any more. */
  sent(conversation) {
    keep(this.#conversation, "");
    this.#conversation = conversation;
    keep(conversation, this.text.value);
  }

  /** Gives back a question that was not answered, unless something else has been written; `now` in any case. */
  giveBack(turn, now = false) {
    if (now || !this.text.value.trim()) this.#write(turn.question);
    if (this.text.value === turn.question) this.#returned = turn;
    if (now) this.text.focus({ preventScroll: true });
  }

  /** Takes a given-back question out again, because it is being asked. */
  takeBack(turn) {
    if (this.#returned === turn && this.text.value === turn.question) this.#write("");
  }

  notify(words) {
    this.notice.textContent = words;
    this.announce(words);
  }

  fillCourses(courses) {
    const chosen = this.course;
    const options = courses.map(({ name, title }) => h("option", { value: name }, title ?? name));
    this.courses.replaceChildren(this.courses.options[0], ...options);
    this.course = chosen;
  }

  /** Focuses the question; on touch screens it hides the keyboard instead, which would cover the answer. */
  focus() {
    if (matchMedia("(pointer: coarse)").matches) this.text.blur();
    else this.text.focus({ preventScroll: true });
  }

  #scoped() {
    const { course } = this;
    this.course = course;
    const name = this.courses.selectedOptions[0].textContent;
    this.announce(course ? t("searched_in", { course: name }) : name);
    this.onCourse();
  }

  #write(text) {
    this.text.value = text;
    this.#changed();
  }

  #key(event) {
    if (event.key === "Escape" && this.#running) this.stopButton.click();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  #submit(event) {
    event.preventDefault();
    const message = this.text.value.trim() || (this.style === "quiz" ? ANYTHING : "");
    if (this.#running) return this.notify(t("wait_or_stop"));
    if (!message || this.#over) return;
    const [turn, draft] = [this.#returned, this.text.value];
    this.#write("");
    keep(this.#conversation, draft); // until the server has it
    if (turn) this.onAgain(turn, this.asked(message));
    else this.onAsk(this.asked(message));
  }

  #changed() {
    this.#measure();
    if (!this.text.value.trim()) this.#returned = null;
    keep(this.#conversation, this.text.value);
  }

  #measure() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight}px`;
    const length = [...this.text.value.trim()].length; // code points, as the server counts
    const was = this.#over;
    this.#over = length > MOST;
    this.text.placeholder = t(`placeholder_${this.style}`);
    this.text.setAttribute("aria-invalid", this.#over);
    this.notice.classList.toggle("over", this.#over);
    this.notice.textContent = lengthNotice(length);
    this.sendButton.disabled = this.#over || (length === 0 && this.style !== "quiz");
    if (this.#over && !was) this.announce(this.notice.textContent);
  }
}

function lengthNotice(length) {
  if (length <= COUNT_FROM) return "";
  const count = t("characters", { length, most: MOST.toLocaleString(LANGUAGE) });
  return length > MOST ? `${count} ${t("shorten")}` : count;
}
