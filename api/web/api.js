import { translated } from "./server-words.js";
import { readEvents } from "./sse.js";
import { t } from "./words.js";

/** An error for the reader: `message`, what to do (`fix`), seconds to wait (`retry_after`). */
export class Problem extends Error {
  constructor(error) {
    const { message, fix, original } = translated(error);
    super(message);
    Object.assign(this, { code: error.code, fix, original, retry_after: error.retry_after });
  }
}

const UNREACHABLE = {
  code: "unreachable",
  message: t("problem_unreachable"),
  fix: t("fix_unreachable"),
};

const CUT = {
  code: "cut",
  message: t("problem_cut"),
  fix: t("fix_cut"),
};

const LAST = ["done", "report", "error"];

/** `onLost()` is called whenever the server cannot be reached. */
export const connection = { onLost() {} };

/** Sends a request and returns the JSON, or null for 204; throws Problem. */
export async function getJson(path, method = "GET", body = undefined) {
  const headers = { Accept: "application/json", ...(body && { "Content-Type": "application/json" }) };
  const response = await send(path, { method, headers, cache: "no-store", body: body && JSON.stringify(body) });
  if (response.status === 204) return null;
  return response.json().catch(() => {
    throw new Problem({ message: t("problem_reply") });
  });
}

/** The API path of a conversation. */
export function conversationPath(id, rest = "") {
  return `/api/conversations/${encodeURIComponent(id)}${rest}`;
}

/**
 * Asks and yields the turn's events as `{name, data}`, up to and including `done` or `error`.
 * Throws Problem if the request fails or the stream ends early, AbortError if `signal` aborts it.
 */
export async function* ask(body, signal) {
  yield* posted("/api/chat", body, signal);
}

/** Asks again from an earlier turn (`message_id`), with a new `message` if given. Yields like `ask`. */
export async function* fork(conversation, body, signal) {
  yield* posted(conversationPath(conversation, "/fork"), body, signal);
}

async function* posted(path, body, signal) {
  const response = await send(`${path}?html=1`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify({ ...body, stream: true }),
    signal,
  });
  yield* eventsOf(response);
}

/** Cancels a run; the server keeps the partial answer. Resolves even if it had already ended. */
export async function cancel(run) {
  await fetch(`/api/runs/${encodeURIComponent(run)}/cancel`, { method: "POST" }).catch(() => {});
}

/** All events of a run, past and future, to catch up after a reload. Throws Problem. */
export async function* follow(run, signal) {
  yield* eventsOf(await send(`/api/runs/${encodeURIComponent(run)}/events?html=1`, { signal, cache: "no-store" }));
}

/**
 * Starts an ingest or an evaluation (POST) or follows the running one (GET): its events up to `report` or `error`,
 * or none if nothing is running. Leaving does not stop it. Throws Problem.
 */
export async function* work(path, method) {
  const response = await send(path, { method, headers: { Accept: "text/event-stream" }, cache: "no-store" });
  if (response.headers.get("Content-Type")?.startsWith("text/event-stream")) yield* eventsOf(response);
}

/** Uploads one file; calls `onProgress(share)`, 0 to 1. Resolves to the JSON; throws Problem. */
export function sendFile({ file, name, course }, onProgress) {
  const form = new FormData();
  form.append("course", course);
  form.append("files", file, name);
  const request = new XMLHttpRequest(); // fetch reports no upload progress
  request.open("POST", "/api/documents");
  request.responseType = "json";
  request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(loaded / total));
  return new Promise((resolve, reject) => {
    request.addEventListener("error", () => reject(new Problem(UNREACHABLE)));
    request.addEventListener("load", () => {
      if (request.status < 300) resolve(request.response);
      else reject(new Problem(request.response?.error ?? unexplained(request.status)));
    });
    request.send(form);
  });
}

async function* eventsOf(response) {
  try {
    for await (const { name, data } of readEvents(response.body)) {
      yield { name, data: JSON.parse(data) };
      if (LAST.includes(name)) return;
    }
  } catch (error) {
    throw lost(error, CUT);
  }
  throw new Problem(CUT);
}

async function send(path, options) {
  const response = await fetch(path, options).catch((error) => {
    if (error.name !== "AbortError") connection.onLost();
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
  return new Problem({ retry_after, ...(error ?? unexplained(response.status)) });
}

function unexplained(status) {
  return { message: t("problem_status", { status: String(status) }), fix: t("fix_status") };
}

/** Bugs of this page go to the console; the reader gets a sentence. */
export function asProblem(error) {
  if (error instanceof Problem) return error;
  console.error(error);
  return new Problem({ code: "page", message: t("problem_page") });
}
