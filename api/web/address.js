/** What the address names: a conversation `c`, an open source `s`, or a question `q` and a `course` to begin with. */
export function named() {
  return Object.fromEntries(["c", "s", "q", "course"].map((name) => [name, new URLSearchParams(location.search).get(name)]));
}

/** Goes to an address that differs in `changes` (null removes); `replace` without a step in the history. */
export function go(changes, replace = false) {
  const { c, s } = { ...named(), ...changes };
  const query = Object.entries({ c, s }).filter(([, value]) => value).map((pair) => pair.map(encodeURIComponent).join("=").replaceAll("%3A", ":"));
  const url = `/${query.length ? "?" : ""}${query.join("&")}${location.hash}`;
  if (replace) history.replaceState(history.state, "", url);
  else if (url !== location.pathname + location.search + location.hash) history.pushState({ source: Boolean(s) }, "", url);
}

/** Closes the source: a step back if it was opened by a step forward. */
export function leaveSource() {
  if (!named().s) return;
  if (history.state?.source) history.back();
  else go({ s: null }, true);
}

/** A place as it stands in the address: document, version, passage, start, end, page. */
export function code({ document_id, passage_id, id, start, end, page, url }) {
  const [, fromUrl, ordinal] = /^\/api\/documents\/([^/]+)\/(?:view#p(\d+))?/.exec(url ?? "") ?? [];
  const [own, version, at] = (passage_id ?? id ?? "").split(":");
  return [document_id ?? (own || decodeURIComponent(fromUrl ?? "")), version, at ?? ordinal, start, end, page].map((part) => part ?? "").join(":").replace(/:+$/, "");
}

/** The document and the query of its `/source` for such a code. */
export function place(written) {
  const [documentId, version, passage, start, end, page] = written.split(":");
  const query = new URLSearchParams(Object.entries({ version, passage, start, end, page }).filter(([, value]) => value));
  return { documentId, query };
}

/** The address of a conversation for others: whoever may not read it gets its first question. */
export function shared({ c, q, course }) {
  return `${location.origin}/?${new URLSearchParams(Object.entries({ c, q, course }).filter(([, value]) => value))}`;
}
