const WAIT_MS = 2000;
let waiting = false;

/** Shows `banner` until the server responds again, then calls `onBack()`. */
export async function untilBack(banner, onBack) {
  if (waiting) return;
  waiting = true;
  banner.hidden = false;
  do await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  while (!(await fetch("/health/live", { cache: "no-store" }).then(({ ok }) => ok, () => false)));
  banner.hidden = true;
  waiting = false;
  onBack();
}
