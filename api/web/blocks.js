const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([^`\s]*)[^`]*$/;
const HEADING = /^(#{1,6})\s+(\S.*)$/;
const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const QUOTE = /^ {0,3}>\s?(.*)$/;
const ITEM = /^( {0,3})([-*+•]|(\d{1,3})[.)])\s+(\S.*)$/;
const TABLE_RULE = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const DEEPEST = 5;

/**
 * Markdown as a list of blocks, each with its `type`, its source as `raw`, and:
 * paragraph `text`; heading `level`, `text`; code `language`, `text`; quote `blocks`; rule nothing;
 * list `start` (null when not numbered), `items` (each a list of blocks); table `head`, `rows`, `align`.
 */
export function parseBlocks(text, depth = 0) {
  const lines = text.split(/\r\n|\n|\r/);
  const blocks = [];
  for (let at = skipBlank(lines, 0); at < lines.length; at = skipBlank(lines, at)) {
    const read = depth < DEEPEST ? READERS.find(({ starts }) => starts(lines, at)).read : paragraph;
    const { end, ...block } = read(lines, at, depth);
    blocks.push({ ...block, raw: lines.slice(at, end).join("\n") });
    at = end;
  }
  return blocks;
}

/** The first whose `starts` is true reads the block; its `end` is the line after it. */
const READERS = [
  { starts: (lines, at) => FENCE.test(lines[at]), read: fence },
  { starts: (lines, at) => HEADING.test(lines[at]), read: heading },
  { starts: (lines, at) => RULE.test(lines[at]), read: (_, at) => ({ type: "rule", end: at + 1 }) },
  { starts: (lines, at) => QUOTE.test(lines[at]), read: quote },
  { starts: (lines, at) => ITEM.test(lines[at]), read: list },
  { starts: isTable, read: table },
  { starts: () => true, read: paragraph },
];

/** The first line from `at` on for which `goesOn` is false. */
function runEnd(lines, at, goesOn) {
  while (at < lines.length && goesOn(lines[at], at)) at += 1;
  return at;
}

function skipBlank(lines, at) {
  return runEnd(lines, at, (line) => !line.trim());
}

function fence(lines, at) {
  const [, ticks, language] = FENCE.exec(lines[at]);
  const indent = new RegExp(`^ {0,${lines[at].search(/\S/)}}`);
  const end = runEnd(lines, at + 1, (line) => !closes(line.trim(), ticks));
  const text = lines.slice(at + 1, end).map((line) => line.replace(indent, "")).join("\n");
  return { type: "code", language, text, end: Math.min(end + 1, lines.length) };
}

function closes(line, ticks) {
  return line.length >= ticks.length && line === ticks[0].repeat(line.length);
}

function heading(lines, at) {
  const [, marks, text] = HEADING.exec(lines[at]);
  return { type: "heading", level: marks.length, text, end: at + 1 };
}

function quote(lines, at, depth) {
  const end = runEnd(lines, at, (line) => QUOTE.test(line));
  const inside = lines.slice(at, end).map((line) => QUOTE.exec(line)[1]);
  return { type: "quote", blocks: parseBlocks(inside.join("\n"), depth + 1), end };
}

function list(lines, at, depth) {
  const number = ITEM.exec(lines[at])[3];
  const items = [];
  let end = at;
  for (let next = at; isItem(lines[next], number !== undefined); next = skipBlank(lines, end)) {
    end = runEnd(lines, next + 1, (_, line) => belongs(lines, line));
    items.push(parseBlocks(itemText(lines.slice(next, end)), depth + 1));
  }
  return { type: "list", start: number === undefined ? null : Number(number), items, end };
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
  const next = lines[skipBlank(lines, at)] ?? "";
  return /^ {2,}\S/.test(next) || (next === lines[at] && next !== "" && !interrupts(lines, at));
}

function isTable(lines, at) {
  const rule = lines[at + 1] ?? "";
  return lines[at].includes("|") && TABLE_RULE.test(rule) && cells(rule).length === cells(lines[at]).length;
}

function table(lines, at) {
  const head = cells(lines[at]);
  const align = cells(lines[at + 1]).map((cell) => (cell.endsWith(":") ? (cell.startsWith(":") ? "center" : "right") : "left"));
  const end = runEnd(lines, at + 2, (line) => line.includes("|"));
  const rows = lines.slice(at + 2, end).map((line) => head.map((_, column) => cells(line)[column] ?? ""));
  return { type: "table", head, rows, align, end };
}

function cells(line) {
  const inside = line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
  return inside.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function paragraph(lines, at) {
  const end = runEnd(lines, at + 1, (line, next) => line.trim() && !interrupts(lines, next));
  return { type: "paragraph", text: lines.slice(at, end).map((line) => line.trim()).join("\n"), end };
}

function interrupts(lines, at) {
  return READERS.slice(0, -1).some(({ starts }) => starts(lines, at));
}
