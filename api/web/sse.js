/**
 * Server-sent events from a byte stream, as the HTML standard reads them: chunks may break anywhere,
 * lines end in LF, CR or CRLF, comments are heartbeats, several `data` lines join with LF.
 */
export async function* readEvents(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  const lines = new LineSplitter();
  let event = emptyEvent();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      for (const line of lines.push(value)) {
        if (line !== "") takeField(event, line);
        else {
          if (event.data.length) yield { name: event.name, id: event.id, data: event.data.join("\n") };
          event = emptyEvent();
        }
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function emptyEvent() {
  return { name: "message", id: null, data: [] };
}

function takeField(event, line) {
  const colon = line.indexOf(":");
  if (colon === 0) return;
  const field = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
  if (field === "data") event.data.push(value);
  else if (field === "event") event.name = value;
  else if (field === "id") event.id = value;
}

/** Complete lines out of text that arrives in pieces; a CR and its LF may come in different ones. */
class LineSplitter {
  #rest = "";
  #afterCr = false;

  push(text) {
    if (text === "") return [];
    const skip = this.#afterCr && text.startsWith("\n") ? 1 : 0;
    this.#afterCr = text.endsWith("\r");
    const lines = (this.#rest + text.slice(skip)).split(/\r\n|\n|\r/);
    this.#rest = lines.pop();
    return lines;
  }
}
