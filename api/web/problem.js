import { h } from "./dom.js";

/**
 * What went wrong, what to do about it, and "Try again" (after `retryAfter` or `retry_after` seconds, where the
 * server asks to wait). Without `retry` there is no button.
 */
export function problemPanel(problem, retry) {
  const panel = h("div", { class: "problem" },
    h("p", {}, h("strong", {}, problem.message)),
    problem.fix ? h("p", {}, problem.fix) : null);
  if (retry) panel.append(retryButton(retry, problem.retryAfter ?? problem.retry_after ?? 0));
  return panel;
}

function retryButton(retry, seconds) {
  const button = h("button", { type: "button", class: "again", disabled: seconds > 0 }, "Try again");
  button.addEventListener("click", () => retry(), { once: true });
  if (seconds > 0) countDown(button, performance.now() + seconds * 1000);
  return button;
}

function countDown(button, until) {
  const left = Math.ceil((until - performance.now()) / 1000);
  button.disabled = left > 0;
  button.textContent = left > 0 ? `Try again in ${left} s` : "Try again";
  if (left > 0) setTimeout(() => countDown(button, until), 250);
}
