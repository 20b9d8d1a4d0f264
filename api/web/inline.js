import { h, newTabLink } from "./dom.js";

const SPECIAL = /[\\`*![]/g;
const MARKERS = /(?<![\p{L}\p{N}_\]])(?:\[\d{1,3}(?:, ?\d{1,3})*\])+/uy;
const TRAILING = /[.,;:!?)”"’']*/y;
const LINK = /!?\[([^[\]\n]{1,300})\]\(([^()\s]{1,2000})\)/y;
const WORD = /[\p{L}\p{N}_]/u;
const DEEPEST = 4;

/**
 * Text with inline Markdown as DOM nodes: code, bold, italic, links, and `[n]` as `cites.chip(n)`, which is null
 * where the marker should stay text. With `open`, marks not closed yet count as closed at the end.
 */
export function inline(text, { cites = null, open = false } = {}, depth = 0) {
  const nodes = [];
  let from = 0;
  let at = 0;
  while ((at = nextSpecial(text, at)) >= 0) {
    const found = MARKS[text[at]]({ text, cites, open, depth }, at);
    if (!found) {
      at += 1;
      continue;
    }
    nodes.push(new Text(text.slice(from, at)));
    if (found.chips) keepWithWord(nodes, found.chips);
    else nodes.push(found.node);
    from = at = found.end;
  }
  return [...nodes, new Text(text.slice(from))];
}

/** By first character: `(context, at)` gives `{node, end}`, `{chips, end}`, or null for plain text. */
const MARKS = {
  "\\": escape,
  "`": code,
  "*": emphasis,
  "!": link,
  "[": (context, at) => link(context, at) ?? markers(context, at),
};

function nextSpecial(text, at) {
  SPECIAL.lastIndex = at;
  return SPECIAL.exec(text)?.index ?? -1;
}

function matchAt(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function escape({ text }, at) {
  const next = text[at + 1] ?? "";
  return /[!-/:-@[-`{-~]/.test(next) ? { node: new Text(next), end: at + 2 } : null;
}

function code({ text, open }, at) {
  const [fence] = matchAt(/`+/y, text, at);
  const rest = text.slice(at + fence.length);
  const close = rest.search(new RegExp(`(?<!\`)${fence}(?!\`)`));
  if (close < 0 && !open) return { node: new Text(fence), end: at + fence.length };
  const end = close < 0 ? text.length : at + 2 * fence.length + close;
  const inside = close < 0 ? rest : rest.slice(0, close);
  return { node: h("code", {}, inside.replace(/^ (.*\S.*) $/s, "$1")), end };
}

function emphasis({ text, cites, open, depth }, at) {
  const width = matchAt(/\*{1,3}/y, text, at)[0].length;
  const start = at + width;
  const product = width === 1 && WORD.test(text[at - 1] ?? "");
  if (product || depth >= DEEPEST || !/\S/.test(text[start] ?? "")) return null;
  const close = closing(text, start, width);
  if (close < 0 && !(open && width > 1)) return null;
  const end = close < 0 ? text.length : close;
  const inside = inline(text.slice(start, end), { cites, open: close < 0 }, depth + 1);
  const node = width === 1 ? h("em", {}, inside) : h("strong", {}, width === 2 ? inside : h("em", {}, inside));
  return { node, end: Math.min(end + width, text.length) };
}

function closing(text, start, width) {
  const mark = "*".repeat(width);
  for (let at = text.indexOf(mark, start + 1); at >= 0; at = text.indexOf(mark, at + 1)) {
    const alone = width > 1 || (text[at + 1] !== "*" && text[at - 1] !== "*");
    if (alone && /\S/.test(text[at - 1])) return at;
  }
  return -1;
}

/** Only whole web addresses link: a path of the materials would lead nowhere from here. */
function link({ text }, at) {
  const match = matchAt(LINK, text, at);
  if (!match) return null;
  const [whole, label, url] = match;
  return { node: /^https?:/i.test(url) ? newTabLink(url, {}, label) : new Text(label), end: at + whole.length };
}

/** `[1]`, `[1][2]` or `[1, 2]`, but not the indices in `grid[1][2]`. */
function markers({ text, cites }, at) {
  const match = cites && matchAt(MARKERS, text, at);
  const chips = match?.[0].match(/\d+/g).map((n) => cites.chip(Number(n)));
  if (!chips || chips.includes(null)) return null;
  const end = at + match[0].length;
  const [trailing] = matchAt(TRAILING, text, end);
  return { chips: [...chips, trailing], end: end + trailing.length };
}

/** Chips do not leave the line of the word that they follow. */
function keepWithWord(nodes, chips) {
  const before = nodes.at(-1);
  const [word] = /(?<!\S)\S{0,24} ?$/.exec(before.data.slice(-26)) ?? [""];
  before.data = before.data.slice(0, before.length - word.length);
  nodes.push(h("span", { class: "cited" }, word.trimEnd(), chips));
}
