/**
 * Server-sent events from a byte stream, parsed as in the HTML standard: chunks may break anywhere,
 * lines end in LF, CR or CRLF, comments are heartbeats, several `data` lines join with LF.
 */
export async function* readEvents(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  const split = lineSplitter();
  let event = emptyEvent();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      for (const line of split(value)) {
        if (line) takeField(event, line);
        else {
          if (event.data.length) yield { ...event, data: event.data.join("\n") };
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
  const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line);
  if (field === "data") event.data.push(value);
  else if (field === "event") event.name = value;
  else if (field === "id") event.id = value;
}

/** Complete lines from text in pieces; a CR and its LF may be in different pieces. */
function lineSplitter() {
  let rest = "";
  let afterCr = false;
  return (text) => {
    if (text === "") return [];
    const skip = afterCr && text.startsWith("\n") ? 1 : 0;
    afterCr = text.endsWith("\r");
    const lines = (rest + text.slice(skip)).split(/\r\n|\n|\r/);
    rest = lines.pop();
    return lines;
  };
}
