import { button, h } from "./dom.js";
import { feedback } from "./feedback.js";
import { asMarkdown } from "./footnotes.js";
import { shared } from "./address.js";
import { t } from "./words.js";
import { copy } from "./copy.js";

/** What can be done with an answer: rate it, copy it, share the question, ask again. */
export function actions(turn, done, citations) {
  const { hooks, asked } = turn;
  const answered = done.status === "answered";
  const { buttons, form, status } = feedback(turn.id, done, hooks.announce);
  const copied = button("quiet", () => copy(copied, asMarkdown(done.answer ?? done.text ?? "", citations), turn.prose), t("copy"));
  const link = button("quiet", () => copy(link, shared({ c: hooks.conversation(), q: asked.message, course: asked.course }), turn.title), t("copy_link"));
  return [
    h("div", { class: "actions-row" },
      buttons,
      answered && copied,
      link,
      done.status !== "stopped" && button("quiet", () => hooks.retry(turn), t("ask_again")),
      answered && madeBy(done), status),
    form,
  ];
}

function madeBy(done) {
  if (!done.mode) return null;
  const model = done.model || t("a_model");
  const words = {
    model: t("written_by", { model }),
    both: t("completed_by", { model }),
    quotes: t(done.mode === "extractive" ? "quotes_only" : "from_materials"),
  };
  return h("span", { class: "made-by" }, words[author(done)] ?? t("answered_by", { mode: done.mode }));
}

/** Who wrote the words of an answer: "quotes" of the materials, the "model" or "both". */
function author({ mode, trace }) {
  if (mode !== "llm") return mode === "extractive" ? "quotes" : mode;
  const written = trace?.findLast(({ node }) => node === "generate")?.detail;
  return written?.llm_calls ? (written.author ?? "model") : "quotes";
}
