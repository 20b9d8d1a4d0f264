import { chipOf } from "./citations.js";

const SHORTEST = 12; // letters that make an item recognisable

/**
 * Gives each list item and table row its own chip where a citation's quote has its words, so that the chip leads to them and
 * not to the whole quote. Items that have a chip keep it.
 */
export function spread(root, citations) {
  const quotes = citations.map((citation) => ({ citation, letters: lettersOf(citation.quote) }));
  for (const list of root.querySelectorAll("ul, ol, tbody")) {
    const items = [...list.children].filter((item) => item.matches("li, tr"));
    if (items.length < (list.matches("tbody") ? 1 : 2)) continue;
    for (const item of items) cite(item, quotes);
  }
  for (const block of root.querySelectorAll(".block + .block")) settle(block);
}

/** A chip that stands alone under code or a table belongs to it: on its caption, or on its rows. */
function settle(block) {
  const chips = [...block.querySelectorAll(".chip")];
  if (!chips.length || ownText(block)) return;
  const before = block.previousElementSibling;
  const caption = before.querySelector(":scope > figure.code > figcaption");
  if (caption) caption.querySelector("span").append(...chips.flatMap((chip) => ["\u00a0", chip]));
  block.hidden = Boolean(caption) || before.querySelector("tr .spread") !== null;
}

function cite(item, quotes) {
  const text = ownText(item);
  const letters = lettersOf(text);
  if (item.querySelector(".spread") || letters.length < SHORTEST) return;
  const found = quotes.find((quote) => quote.letters.includes(letters));
  const marked = item.querySelector("[data-cite]");
  if (!found || (marked && marked.dataset.cite !== String(found.citation.n))) return;
  const chip = chipOf({ ...found.citation, quote: text });
  if (marked) return marked.querySelector(".chip")?.replaceWith(chip);
  const mark = document.createElement("span");
  mark.className = "spread";
  const where = item.matches("tr") ? item.lastElementChild : item.querySelector(":scope > p") ?? item;
  const nested = where.querySelector(":scope > :is(ul, ol)");
  const word = lastWord(nested ? nested.previousSibling : where.lastChild);
  mark.append(`${word.trimEnd()}\u00a0`, chip);
  where.insertBefore(mark, nested);
}

/** A letter of a script without spaces between words, and the punctuation behind it. */
const UNSPACED_END = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]\p{P}{0,3}\s?$/u;

/** Removes and returns the last word of a text, so that no line begins with a chip. */
export function lastWord(before) {
  if (!(before instanceof Text)) return "";
  const [word] = UNSPACED_END.exec(before.data) ?? /\S{0,24}\s?$/.exec(before.data);
  before.data = before.data.slice(0, before.length - word.length);
  return word.replace(/\s$/, "\u00a0");
}

/** The words of an item without its chips and nested lists. */
function ownText(item) {
  const copy = item.cloneNode(true);
  for (const other of copy.querySelectorAll("ul, ol, [data-cite] .chip, .spread, .card")) other.remove();
  return [...copy.querySelectorAll("td, th")].map((cell) => cell.textContent.trim()).join(" | ") || copy.textContent.trim();
}

function lettersOf(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
