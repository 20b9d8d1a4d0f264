import { h } from "./dom.js";
import { fileName, fullPlace } from "./places.js";
import { openSource, sourceLink } from "./source-link.js";
import { t } from "./words.js";

const LEAVE_MS = 160;
const GAP = 8;
const LEAST = 84; // pixels; a lower composer has no room for a card

/** The open card: hover, focus or a tap shows it; a click opens the source. After a tap it stays until a tap elsewhere. */
let open = null;

/** Makes `chip` show the source of `citation`. */
export function explain(chip, citation) {
  const on = (name, listener) => chip.addEventListener(name, listener);
  on("pointerenter", ({ pointerType }) => pointerType === "mouse" && show(chip, citation));
  on("pointerleave", leaveSoon);
  on("focus", () => chip.matches(":focus-visible") && !("quiet" in chip.dataset) && show(chip, citation));
  on("blur", ({ relatedTarget }) => leaveTo(relatedTarget));
  on("click", ({ pointerType }) => {
    if ((pointerType !== "touch" && pointerType !== "pen") || dock().height < LEAST) {
      hide();
      openSource(citation, chip);
    } else if (open?.chip === chip && open.kept) hide();
    else keep(show(chip, citation));
  });
  chip.setAttribute("aria-expanded", "false");
}

/** Where the card lies: on the composer, so that it never covers what is being read. */
function dock() {
  return document.getElementById("composer").getBoundingClientRect();
}

function show(chip, citation) {
  clearTimeout(open?.timer);
  if (open?.chip === chip) return open;
  hide();
  if (dock().height < LEAST) return {};
  open = { chip, card: card(citation), kept: false, timer: 0 };
  chip.after(open.card);
  open.card.showPopover();
  chip.setAttribute("aria-expanded", "true");
  placeCard();
  return open;
}

/** A tapped card stays and can be touched; one that is only hovered over lets the pointer through to the composer. */
function keep(shown) {
  shown.kept = true;
  shown.card.classList.add("kept");
}

function hide() {
  if (!open) return;
  const { chip, card, timer } = open;
  open = null;
  clearTimeout(timer);
  chip.setAttribute("aria-expanded", "false");
  card.remove();
}

function leaveSoon() {
  if (!open || open.kept || open.chip.matches(":focus-visible")) return;
  clearTimeout(open.timer);
  open.timer = setTimeout(hide, LEAVE_MS);
}

function leaveTo(target) {
  if (open && !open.chip.contains(target) && !open.card.contains(target)) hide();
}

function card(citation) {
  return h("span", {
    class: "card",
    popover: "manual",
    onfocusout: ({ relatedTarget }) => leaveTo(relatedTarget),
  },
    h("span", { class: "card-head" }, h("strong", {}, citation.title || fileName(citation)), h("span", { class: "place" }, fullPlace(citation)),
      sourceLink(citation, { class: "card-link" }, t("show_original"))),
    h("q", { dir: "auto" }, citation.quote));
}

function placeCard() {
  const { left, bottom, width, height } = dock();
  const { style } = open.card;
  Object.assign(style, { left: `${left}px`, width: `${width}px`, maxHeight: `${height - GAP}px` });
  style.top = `${bottom - open.card.offsetHeight - GAP / 2}px`;
}

/** Closes the card on Escape and on a click elsewhere, and keeps it on the composer. */
export function installPopovers() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open) return;
    event.preventDefault();
    if (open.card.contains(document.activeElement)) open.chip.focus();
    hide();
  });
  document.addEventListener("pointerdown", ({ target }) => leaveTo(target));
  for (const name of ["scroll", "resize"]) addEventListener(name, () => open && placeCard(), { passive: true });
}
