import { conversationPath, getJson } from "./api.js";
import { button, h } from "./dom.js";
import { t } from "./words.js";

/** Messages that the server understands as asking more of the last answer. */
const MORE = { simpler: "explain that more simply", example: "give me an example" };

/** Puts what to ask next under the last answer, and takes it away from the others; `last()` is the last turn. */
export function offerMore(list, last) {
  for (const old of list.querySelectorAll(".asking-on")) old.remove();
  const turn = last();
  const asks = turn?.done?.status === "answered" && !turn.readOnly && !turn.done.practice && turn.done.citations?.length > 0;
  if (asks) queueMicrotask(() => last() === turn && turn.after.append(askingOn(turn)));
}

/** Under the last answer: the same simpler, an example, a quiz on it, and questions on what stands next to it. */
function askingOn({ done, asked, id, hooks }) {
  const ask = (message, style = "answer") => hooks.ask(message, asked.course, style);
  const more = Object.entries(MORE).map(([name, message]) => button("quiet", () => ask(message), t(`more_${name}`)));
  const quiz = button("quiet", () => ask(done.asked_on ?? asked.message, "quiz"), t("more_quiz"));
  const root = h("nav", { class: "asking-on", "aria-label": t("ask_on") }, h("p", { class: "ways" }, more, quiz));
  suggest(root, hooks.conversation(), id, ask);
  return root;
}

async function suggest(root, conversation, message, ask) {
  const { questions } = await getJson(conversationPath(conversation, `/next?message_id=${encodeURIComponent(message)}`)).catch(() => ({ questions: [] }));
  if (questions.length) root.append(h("ul", { class: "next", "aria-label": t("next_questions") }, questions.map((text) => h("li", {}, button("example", () => ask(text), h("span", { dir: "auto" }, text))))));
}
