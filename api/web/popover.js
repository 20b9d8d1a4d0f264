import { h, newTabLink } from "./dom.js";
import { fileName, fullPlace, isVerbatim } from "./places.js";

const GAP = 8;
const LEAVE_MS = 160;

/** The one open card: hover or focus shows it, a click or tap keeps it until Escape or a click elsewhere. */
let open = null;

/** Makes `chip` show where `citation` comes from. */
export function explain(chip, citation) {
  chip.setAttribute("aria-expanded", "false");
  chip.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show(chip, citation));
  chip.addEventListener("pointerleave", () => leaveSoon(chip));
  chip.addEventListener("focus", () => chip.matches(":focus-visible") && show(chip, citation));
  chip.addEventListener("blur", (event) => open && !open.card.contains(event.relatedTarget) && hide());
  chip.addEventListener("click", () => {
    const kept = open?.chip === chip && open.kept;
    if (kept) hide();
    else show(chip, citation).kept = true;
  });
}

function show(chip, citation) {
  if (open?.chip === chip) {
    clearTimeout(open.timer);
    return open;
  }
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
  clearTimeout(open.timer);
  open.chip.setAttribute("aria-expanded", "false");
  const { card } = open;
  open = null;
  card.remove();
}

function leaveSoon(chip) {
  if (open?.chip !== chip || open.kept || chip.matches(":focus-visible")) return;
  clearTimeout(open.timer);
  open.timer = setTimeout(hide, LEAVE_MS);
}

function card(citation) {
  return h("span", {
    class: "card",
    popover: "manual",
    onpointerenter: () => open && clearTimeout(open.timer),
    onpointerleave: () => open && leaveSoon(open.chip),
    onfocusout: (event) => open && event.relatedTarget !== open.chip && !open.card.contains(event.relatedTarget) && hide(),
  },
    h("span", { class: "card-title" }, citation.title || fileName(citation.source)),
    h("span", { class: "card-place" }, fullPlace(citation)),
    h("q", { class: isVerbatim(citation.quote) ? "verbatim" : null }, citation.quote),
    newTabLink(citation.url, { class: "card-link" }, "Open the original"));
}

/** Above the chip where there is room, else below; never past the edges of the window. */
function placeCard() {
  const at = open.chip.getBoundingClientRect();
  if (at.bottom < 0 || at.top > innerHeight) return hide();
  const { offsetWidth: width, offsetHeight: height } = open.card;
  const right = document.documentElement.clientWidth - width - GAP;
  const above = at.top - height - GAP;
  open.card.style.left = `${Math.max(GAP, Math.min(at.left + at.width / 2 - width / 2, right))}px`;
  open.card.style.top = `${above > GAP ? above : at.bottom + GAP}px`;
}

/** Closes the card on Escape, on a click elsewhere, and keeps it with its chip while the page moves. */
export function installPopovers() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open) return;
    const { chip } = open;
    if (open.card.contains(document.activeElement)) chip.focus();
    hide();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (open && !open.chip.contains(target) && !open.card.contains(target)) hide();
  });
  for (const name of ["scroll", "resize"]) addEventListener(name, () => open && placeCard(), { passive: true });
}
