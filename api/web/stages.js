import { plural } from "./dom.js";

const DOING = {
  understand: () => "Reading the question…",
  converse: () => "Answering…",
  retrieve: ({ rewritten }) => (rewritten ? `Searching again: “${rewritten}”…` : "Searching the materials…"),
  grade_documents: ({ passages }) => (passages ? `Reading ${plural(passages, "passage")}…` : "Reading the passages…"),
  rewrite_query: ({ rewritten }) => (rewritten ? `Trying other words: “${rewritten}”…` : "Trying other words…"),
  generate: () => "Writing the answer…",
  verify: () => "Checking the quotes…",
};

const DONE = {
  understand: "Understood the message",
  converse: "Answered without a search",
  retrieve: "Searched the materials",
  grade_documents: "Judged the passages",
  rewrite_query: "Tried other words",
  generate: "Wrote the answer",
  verify: "Checked the quotes",
  refuse: "Declined to answer",
};

/** What a node is doing now; `facts` has what is known of the turn: `passages` (count) and `rewritten` (query). */
export function doing(node, facts) {
  return DOING[node]?.(facts) ?? "Working…";
}

/** What a node did. */
export function deed(node) {
  return DONE[node] ?? node.replaceAll("_", " ");
}
