import { button, h } from "./dom.js";

let number = 0;

/** A button that opens a menu; `items` are `{text, onclick}` or `{text, href}`. */
export function menuButton(label, items) {
  const id = `menu-${(number += 1)}`;
  const entries = items.map(({ text, onclick, href, danger }) => {
    const look = danger ? "menu-item danger-text" : "menu-item";
    const choose = () => { menu.hidePopover(); onclick?.(); };
    return href
      ? h("a", { class: look, href, download: "", onclick: choose }, text)
      : button(look, choose, text);
  });
  const menu = h("div", { class: "menu", id, popover: "auto", onkeydown: move, ontoggle: place }, entries);
  const opener = h("button", { type: "button", class: "icon", popovertarget: id, "aria-label": label }, h("span", { "aria-hidden": "true" }, "⋯"));
  return [opener, menu];

  function place({ newState }) {
    opener.setAttribute("aria-expanded", newState === "open");
    if (newState !== "open") return;
    const at = opener.getBoundingClientRect();
    const below = at.bottom + menu.offsetHeight < innerHeight;
    menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8))}px`;
    menu.style.top = `${below ? at.bottom : at.top - menu.offsetHeight}px`;
    entries[0].focus();
  }

  function move(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    entries.at((entries.indexOf(document.activeElement) + by) % entries.length).focus();
  }
}
