import { h } from "./dom.js";

const SHOW = ["Show answer", "show the answer"];
const NEXT = ["Next question", "next question"];
const HINT = ["A hint", "a hint please"];
const ANOTHER = ["Another hint", "another hint"];
const SOLUTION = ["Show solution", "show the solution"];

/** What a quiz question or a hint goes on with, as buttons that send it; null for other answers. `ask(message)` asks. */
export function practiceButtons({ practice, status }, ask) {
  if (!practice || status !== "answered") return null;
  return h("p", { class: "ways practice", role: "group", "aria-label": "Go on" },
    ways(practice).map(([words, message]) => h("button", { type: "button", class: "quiet", onclick: () => send(ask, message) }, words)));
}

function ways({ style, shown }) {
  if (style === "quiz") return shown === "solution" ? [NEXT] : [SHOW, shown === "idea" ? ANOTHER : HINT, NEXT];
  return shown === "solution" ? [] : [ANOTHER, SOLUTION];
}

/** The buttons go with their turn, so the keyboard goes on where the student writes. */
function send(ask, message) {
  ask(message);
  if (matchMedia("(pointer: fine)").matches) document.getElementById("question").focus();
}
