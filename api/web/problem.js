import { h } from "./dom.js";

/** An error with its fix and, if `retry` is given, a "Try again" button that is enabled after `retry_after` seconds. */
export function problemPanel({ message, fix, retry_after }, retry) {
  const button = h("button", { type: "button", class: "again", onclick: retry });
  countDown(button, performance.now() + (retry_after ?? 0) * 1000);
  return h("div", { class: "problem" }, h("strong", {}, message), fix && h("p", {}, fix), retry && button);
}

function countDown(button, until) {
  const left = Math.ceil((until - performance.now()) / 1000);
  button.disabled = left > 0;
  button.textContent = left > 0 ? `Try again in ${left} s` : "Try again";
  if (left > 0) setTimeout(() => countDown(button, until), 250);
}
