import { h } from "./dom.js";
import { fileName, fullPlace, quoteLook } from "./places.js";
import { openSource, sourceLink } from "./source-link.js";

const GAP = 8;
const LEAVE_MS = 160;

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
    if (pointerType !== "touch" && pointerType !== "pen") {
      hide();
      openSource(citation, chip);
    } else if (open?.chip === chip && open.kept) hide();
    else show(chip, citation).kept = true;
  });
  chip.setAttribute("aria-expanded", "false");
}

function show(chip, citation) {
  clearTimeout(open?.timer);
  if (open?.chip === chip) return open;
  hide();
  open = { chip, card: card(citation), kept: false, timer: 0 };
  chip.after(open.card);
  open.card.showPopover();
  chip.setAttribute("aria-expanded", "true");
  placeCard();
  return open;
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
    onpointerenter: () => clearTimeout(open?.timer),
    onpointerleave: leaveSoon,
    onfocusout: ({ relatedTarget }) => leaveTo(relatedTarget),
  },
    h("strong", {}, citation.title || fileName(citation)),
    h("span", { class: "place" }, fullPlace(citation)),
    h("q", { class: quoteLook(citation.quote) }, citation.quote),
    sourceLink(citation, { class: "card-link" }, "Show in the original"));
}

/** Above the chip if there is room, else below; always inside the window. */
function placeCard() {
  const at = open.chip.getBoundingClientRect();
  if (at.bottom < 0 || at.top > innerHeight) return hide();
  const { offsetWidth: width, offsetHeight: height, style } = open.card;
  const right = document.documentElement.clientWidth - width - GAP;
  const above = at.top - height - GAP;
  style.left = `${Math.max(GAP, Math.min(at.left + (at.width - width) / 2, right))}px`;
  style.top = `${above > GAP ? above : at.bottom + GAP}px`;
}

/** Closes the card on Escape and on a click elsewhere, and keeps it at its chip while scrolling. */
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
