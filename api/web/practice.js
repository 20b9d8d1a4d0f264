import { button, h } from "./dom.js";
import { t } from "./words.js";

/** Messages that the server understands as going on with a quiz or a hint. */
const REQUESTS = { reveal: "show the answer", solve: "show the solution", hint: "a hint please", another: "another hint", next: "next question" };

/** "quiz" or "hint" if an answer is one, else null. */
export function practiceOf({ practice, status }) {
  return practice && status === "answered" ? practice.style : null;
}

/** What a quiz question or a hint goes on with: an own answer, the next hint, the solution, the next question. `ask(message)` asks. */
export function practiceCard(done, ask) {
  const style = practiceOf(done);
  if (!style) return null;
  const { shown } = done.practice;
  const send = (message) => {
    ask(message);
    if (matchMedia("(pointer: fine)").matches) document.getElementById("question").focus(); // the buttons go with their turn
  };
  const way = (what, words, look = "quiet") => button(look, () => send(REQUESTS[what]), t(words));
  const open = shown !== "solution";
  const ways = style === "quiz"
    ? [open && way("reveal", "show_answer"), open && (shown === "idea" ? way("another", "another_hint") : way("hint", "a_hint")), way("next", "next_question", open ? "quiet" : "send")]
    : open && [way("another", "another_hint"), way("solve", "show_solution")];
  return h("div", { class: "practice", role: "group", "aria-label": t("go_on") },
    style === "quiz" && open && ownAnswer(send),
    ways && h("p", { class: "ways" }, ways));
}

function ownAnswer(send) {
  const text = h("textarea", { rows: "2", "aria-label": t("your_answer"), placeholder: t("your_answer"), onkeydown: key });
  const form = h("form", { class: "own-answer", onsubmit: submit }, text, h("button", { class: "send" }, t("check")));
  return form;

  function key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  }

  function submit(event) {
    event.preventDefault();
    if (text.value.trim()) send(text.value.trim());
    else text.focus();
  }
}
