import { h, newTabLink, safeUrl } from "./dom.js";

const SPECIAL = /[\\`*_[]/g;
const MARKERS = /(?:\[\d{1,3}(?:\s?,\s?\d{1,3})*\])+/y;
const LINK = /!?\[([^[\]\n]{1,300})\]\(([^()\s]{1,2000})\)/y;
const DEEPEST = 4;

/**
 * Text with inline Markdown as DOM nodes: code, bold, italic, links, and `[n]` as what `cites.chip(n)` returns
 * (null leaves the marker as text). With `open`, marks not closed yet count as closed at the end.
 */
export function inline(text, { cites = null, open = false } = {}, depth = 0) {
  const nodes = [];
  let from = 0;
  let at = 0;
  const context = { text, cites, open, depth };
  while ((at = nextSpecial(text, at)) >= 0) {
    const found = MARKS[text[at]](context, at, nodes);
    if (!found) {
      at += 1;
      continue;
    }
    pushText(nodes, text.slice(from, at));
    if (found.cited) attach(nodes, found.nodes);
    else nodes.push(...found.nodes);
    from = at = found.end;
  }
  pushText(nodes, text.slice(from));
  return nodes;
}

/** One mark a starting character: `(context, at)` gives `{nodes, end}` or null for plain text. */
const MARKS = {
  "\\": escape,
  "`": code,
  "*": emphasis,
  "_": emphasis,
  "[": bracket,
};

function nextSpecial(text, at) {
  SPECIAL.lastIndex = at;
  return SPECIAL.exec(text)?.index ?? -1;
}

function pushText(nodes, text) {
  if (text) nodes.push(document.createTextNode(text));
}

function escape({ text }, at) {
  const next = text[at + 1];
  return /[!-/:-@[-`{-~]/.test(next ?? "") ? { nodes: [document.createTextNode(next)], end: at + 2 } : null;
}

function code({ text, open }, at) {
  const fence = /^`+/.exec(text.slice(at))[0];
  const rest = text.slice(at + fence.length);
  const close = rest.search(new RegExp(`(?<!\`)${fence}(?!\`)`));
  if (close < 0 && !open) return { nodes: [document.createTextNode(fence)], end: at + fence.length };
  const inside = close < 0 ? rest : rest.slice(0, close);
  const end = close < 0 ? text.length : at + 2 * fence.length + close;
  return { nodes: [h("code", {}, inside.replace(/^ (.*\S.*) $/s, "$1"))], end };
}

function emphasis({ text, cites, open, depth }, at) {
  const mark = text[at];
  const width = text[at + 1] === mark ? 2 : 1;
  const start = at + width;
  const glued = isWord(text[at - 1]) && (mark === "_" || (width === 1 && isWord(text[start])));
  if (glued || depth >= DEEPEST || !/\S/.test(text[start] ?? "")) return null;
  const close = closing(text, start, mark, width);
  if (close < 0 && !(open && width === 2)) return null;
  const end = close < 0 ? text.length : close;
  const inside = inline(text.slice(start, end), { cites, open: close < 0 }, depth + 1);
  return { nodes: [h(width === 2 ? "strong" : "em", {}, inside)], end: close < 0 ? end : close + width };
}

function closing(text, start, mark, width) {
  const delimiter = mark.repeat(width);
  for (let at = text.indexOf(delimiter, start); at >= 0; at = text.indexOf(delimiter, at + 1)) {
    const after = text[at + width];
    const single = width === 2 || (after !== mark && text[at - 1] !== mark);
    if (at > start && single && !/\s/.test(text[at - 1]) && !(mark === "_" && isWord(after))) return at;
  }
  return -1;
}

function bracket({ text, cites }, at) {
  return link(text, at) ?? markers(text, at, cites);
}

function link(text, at) {
  LINK.lastIndex = at;
  const match = LINK.exec(text);
  if (!match) return null;
  const [whole, label, url] = match;
  const node = safeUrl(url, { absolute: true }) ? newTabLink(url, {}, label) : document.createTextNode(label);
  return { nodes: [node], end: at + whole.length };
}

/** `[1]`, `[1][2]` or `[1, 2]`, but not the indices in `grid[1][2]`. */
function markers(text, at, cites) {
  MARKERS.lastIndex = at;
  const match = cites && !isWord(text[at - 1]) && text[at - 1] !== "]" ? MARKERS.exec(text) : null;
  const chips = match?.[0].match(/\d+/g).map((n) => cites.chip(Number(n)));
  if (!chips || chips.includes(null)) return null;
  let end = at + match[0].length;
  const trailing = /[.,;:!?)”"’']*/y;
  trailing.lastIndex = end;
  const tail = trailing.exec(text)[0];
  return { cited: true, nodes: tail ? [...chips, document.createTextNode(tail)] : chips, end: end + tail.length };
}

/** Keeps chips on the line of the word that they follow. */
function attach(nodes, chips) {
  const last = nodes.at(-1);
  const match = last?.nodeType === Node.TEXT_NODE && /\S{1,24}\s?$/.exec(last.data.slice(-26));
  const word = match ? match[0] : "";
  if (word) last.data = last.data.slice(0, -word.length);
  nodes.push(h("span", { class: "cited" }, word.trimEnd(), chips));
}

function isWord(character) {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character);
}
