const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([^`\s]*)[^`]*$/;
const HEADING = /^(#{1,6})\s+(\S.*)$/;
const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const QUOTE = /^ {0,3}>\s?(.*)$/;
const ITEM = /^( {0,3})([-*+•]|(\d{1,3})[.)])\s+(\S.*)$/;
const TABLE_RULE = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const DEEPEST = 5;

/**
 * Markdown as a list of blocks, each with its `type`, its source as `raw`, and:
 * paragraph `text`; heading `level`, `text`; code `language`, `text`, `closed`; quote `blocks`;
 * list `start` (null when not numbered), `items` (each a list of blocks); table `head`, `rows`, `align`; rule nothing.
 */
export function parseBlocks(text, depth = 0) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    if (lines[at].trim() === "") {
      at += 1;
      continue;
    }
    const reader = depth >= DEEPEST ? paragraph : READERS.find(({ starts }) => starts(lines, at)).read;
    const { end, ...block } = reader(lines, at, depth);
    blocks.push({ ...block, raw: lines.slice(at, end).join("\n") });
    at = end;
  }
  return blocks;
}

/** The first whose `starts` is true reads the block; `end` is the line after it. */
const READERS = [
  { starts: (lines, at) => FENCE.test(lines[at]), read: fence },
  { starts: (lines, at) => HEADING.test(lines[at]), read: heading },
  { starts: (lines, at) => RULE.test(lines[at]), read: (_, at) => ({ type: "rule", end: at + 1 }) },
  { starts: (lines, at) => QUOTE.test(lines[at]), read: quote },
  { starts: (lines, at) => ITEM.test(lines[at]), read: list },
  { starts: isTable, read: table },
  { starts: () => true, read: paragraph },
];

function fence(lines, at) {
  const [, ticks, language] = FENCE.exec(lines[at]);
  const indent = /^ */.exec(lines[at])[0].length;
  let end = at + 1;
  while (end < lines.length && !isFenceEnd(lines[end], ticks)) end += 1;
  const text = lines.slice(at + 1, end).map((line) => line.replace(new RegExp(`^ {0,${indent}}`), ""));
  const closed = end < lines.length;
  return { type: "code", language, text: text.join("\n"), closed, end: closed ? end + 1 : end };
}

function isFenceEnd(line, ticks) {
  const bare = line.trim();
  return bare.length >= ticks.length && bare === ticks[0].repeat(bare.length);
}

function heading(lines, at) {
  const [, marks, text] = HEADING.exec(lines[at]);
  return { type: "heading", level: marks.length, text: text.replace(/\s#+\s*$/, ""), end: at + 1 };
}

function quote(lines, at, depth) {
  let end = at;
  while (end < lines.length && QUOTE.test(lines[end])) end += 1;
  const inside = lines.slice(at, end).map((line) => QUOTE.exec(line)[1]);
  return { type: "quote", blocks: parseBlocks(inside.join("\n"), depth + 1), end };
}

function list(lines, at, depth) {
  const numbered = ITEM.exec(lines[at])[3] !== undefined;
  const items = [];
  let end = at;
  for (let next = at; isItem(lines[next], numbered); next = skipBlank(lines, end)) {
    end = next + 1;
    while (end < lines.length && belongs(lines, end)) end += 1;
    items.push(parseBlocks(itemText(lines.slice(next, end)), depth + 1));
  }
  return { type: "list", start: numbered ? Number(ITEM.exec(lines[at])[3]) : null, items, end };
}

function isItem(line, numbered) {
  const item = ITEM.exec(line ?? "");
  return item !== null && !RULE.test(line) && (item[3] !== undefined) === numbered;
}

function itemText([first, ...rest]) {
  const text = ITEM.exec(first)[4];
  const indent = new RegExp(`^ {0,${first.length - text.length}}`);
  return [text, ...rest.map((line) => line.replace(indent, ""))].join("\n");
}

/** An item goes on with indented lines, also after a blank one, and with plain lines right below it. */
function belongs(lines, at) {
  if (lines[at].trim() === "") {
    const next = lines[skipBlank(lines, at)] ?? "";
    return /^ {2,}\S/.test(next);
  }
  return /^ {2,}\S/.test(lines[at]) || !interrupts(lines, at);
}

function skipBlank(lines, at) {
  while (at < lines.length && lines[at].trim() === "") at += 1;
  return at;
}

function isTable(lines, at) {
  const rule = lines[at + 1] ?? "";
  return lines[at].includes("|") && TABLE_RULE.test(rule) && cells(rule).length === cells(lines[at]).length;
}

function table(lines, at) {
  const head = cells(lines[at]);
  const align = cells(lines[at + 1]).map((cell) => (!cell.endsWith(":") ? "left" : cell.startsWith(":") ? "center" : "right"));
  let end = at + 2;
  while (end < lines.length && lines[end].includes("|")) end += 1;
  const rows = lines.slice(at + 2, end).map((line) => head.map((_, column) => cells(line)[column] ?? ""));
  return { type: "table", head, rows, align, end };
}

function cells(line) {
  const inside = line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
  return inside.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function paragraph(lines, at) {
  let end = at + 1;
  while (end < lines.length && lines[end].trim() !== "" && !interrupts(lines, end)) end += 1;
  return { type: "paragraph", text: lines.slice(at, end).map((line) => line.trim()).join("\n"), end };
}

function interrupts(lines, at) {
  return READERS.slice(0, -1).some(({ starts }) => starts(lines, at));
}
