import { readEvents } from "./sse.js";

/** What went wrong, in words for the reader: `message`, what to do (`fix`), seconds to wait (`retry_after`). */
export class Problem extends Error {
  constructor({ code, message, fix, retry_after }) {
    super(message);
    Object.assign(this, { code, fix, retry_after });
  }
}

const UNREACHABLE = {
  message: "The server does not answer.",
  fix: "Check that it is running (make run) and that this device is connected, then try again.",
};

const CUT = {
  message: "The connection was lost before the answer was complete.",
  fix: "Try again. If it happens again, check that the server is still running.",
};

/** GET as JSON; throws Problem. */
export async function getJson(path) {
  const response = await send(path, { headers: { Accept: "application/json" }, cache: "no-store" });
  return response.json().catch(() => {
    throw new Problem({ message: "The server sent something that this page cannot read." });
  });
}

/**
 * Asks, and yields the turn's events as `{name, data}` until `done` or `error` has been one.
 * Throws Problem when it cannot be asked or the stream ends early, AbortError when `signal` stops it.
 */
export async function* ask(body, signal) {
  const response = await send("/api/chat", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify({ ...body, stream: true }),
    signal,
  });
  try {
    for await (const { name, data } of readEvents(response.body)) {
      yield { name, data: JSON.parse(data) };
      if (name === "done" || name === "error") return;
    }
  } catch (error) {
    throw lost(error, CUT);
  }
  throw new Problem(CUT);
}

async function send(path, options) {
  const response = await fetch(path, options).catch((error) => {
    throw lost(error, UNREACHABLE);
  });
  if (!response.ok) throw await problemOf(response);
  return response;
}

function lost(error, words) {
  return error.name === "AbortError" ? error : new Problem(words);
}

async function problemOf(response) {
  const retry_after = Number.parseInt(response.headers.get("Retry-After"), 10) || 0;
  const { error } = await response.json().catch(() => ({}));
  const message = `The server answered with an error (${response.status}).`;
  return new Problem({ retry_after, ...(error ?? { message, fix: "Try again in a moment." }) });
}
