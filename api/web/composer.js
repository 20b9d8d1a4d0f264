import { h } from "./dom.js";

const MOST = 8000;
const COUNT_FROM = 7000;

/** The form at the bottom of the page: question, course, Ask and Stop. */
export class Composer {
  #running = false;
  #over = false;

  /** `form` as in index.html; `onAsk(message, course, style)`, `onStop()`, `onCourse()`, `announce(text)`. */
  constructor(form, { onAsk, onStop, onCourse, announce }) {
    Object.assign(this, { form, onAsk, announce });
    [this.text, this.courses, this.style, this.notice, this.sendButton, this.stopButton] =
      ["question", "course", "style", "notice", "send", "stop"].map((id) => form.querySelector(`#${id}`));
    form.addEventListener("submit", (event) => this.#submit(event));
    this.text.addEventListener("keydown", (event) => this.#key(event));
    this.text.addEventListener("input", () => this.#changed());
    this.courses.addEventListener("change", onCourse);
    this.stopButton.addEventListener("click", onStop);
    this.#changed();
  }

  get course() {
    return this.courses.value;
  }

  set course(name) {
    this.courses.value = name;
    if (this.courses.selectedIndex < 0) this.courses.selectedIndex = 0;
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

  fillCourses(courses) {
    const options = courses.map(({ name }) => h("option", { value: name }, name));
    this.courses.replaceChildren(this.courses.options[0], ...options);
  }

  /** Focuses the question; on touch screens it hides the keyboard instead, which would cover the answer. */
  focus() {
    if (matchMedia("(pointer: coarse)").matches) this.text.blur();
    else this.text.focus({ preventScroll: true });
  }

  #key(event) {
    if (event.key === "Escape" && this.#running) this.stopButton.click();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  #submit(event) {
    event.preventDefault();
    const message = this.text.value.trim();
    if (this.#running) return this.#say("Wait for the answer, or stop it first.");
    if (!message || this.#over) return;
    this.text.value = "";
    this.#changed();
    this.onAsk(message, this.course, this.style.value);
  }

  #changed() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight}px`;
    const length = [...this.text.value.trim()].length; // code points, as the server counts
    const was = this.#over;
    this.#over = length > MOST;
    this.text.setAttribute("aria-invalid", this.#over);
    this.notice.classList.toggle("over", this.#over);
    this.notice.textContent = lengthNotice(length);
    this.sendButton.disabled = length === 0 || this.#over;
    if (this.#over && !was) this.announce(this.notice.textContent);
  }

  #say(words) {
    this.notice.textContent = words;
    this.announce(words);
  }
}

function lengthNotice(length) {
  if (length <= COUNT_FROM) return "";
  const count = `${length.toLocaleString("en")} of ${MOST.toLocaleString("en")} characters`;
  return length > MOST ? `${count}. Shorten the question to send it.` : count;
}
