import { code, go } from "./address.js";
import { newTabLink } from "./dom.js";

/** Opens a place beside the conversation and gives it an address; its code is loaded on first use. */
export async function openSource(place, opener) {
  go({ s: code(place) }, document.getElementById("source").open);
  const { SourceView } = await import("./source.js");
  await SourceView.of(document.getElementById("source")).open(place, opener);
}

/** A link to a place: a plain click opens it here with the words highlighted, any other click the original. */
export function sourceLink(place, props, ...children) {
  const link = newTabLink(place.url, { ...props, onclick: open }, children);
  link.removeAttribute("target");
  return link;

  function open(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    openSource(place, link);
  }
}

/** The query for a document's `/source`, from a citation, a passage, or a place with only a URL. */
export function sourceQuery({ document_id, passage_id, id, page, quote, url }) {
  const [, fromUrl, ordinal] = /^\/api\/documents\/([^/]+)\/(?:view#p(\d+))?/.exec(url ?? "") ?? [];
  const query = new URLSearchParams();
  const passage = (passage_id ?? id)?.split(":").at(-1) ?? ordinal;
  if (passage) query.set("passage", passage);
  if (page) query.set("page", page);
  if (quote) query.set("quote", [...quote].slice(0, 2000).join(""));
  return { documentId: document_id ?? decodeURIComponent(fromUrl ?? ""), query };
}
