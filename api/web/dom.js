/**
 * Builds an element. Strings become text nodes, so nothing passed in can turn into markup.
 * `on…` are listeners; properties and children that are false, null or undefined are omitted, except states like `aria-pressed`.
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name.startsWith("aria-") && typeof value === "boolean") node.setAttribute(name, String(value));
    else if (given(value)) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter(given));
  return node;
}

/** A button that does not send its form. */
export function button(look, onclick, ...children) {
  const props = typeof look === "string" ? { class: look } : look;
  return h("button", { type: "button", ...props, onclick }, children);
}

function given(value) {
  return value !== false && value !== null && value !== undefined;
}

/** A link in a new tab, or plain text if the address is not a web page (`javascript:` and the like). */
export function newTabLink(url, props, ...children) {
  const link = h("a", { ...props, href: url, target: "_blank", rel: "noopener" }, children);
  return ["http:", "https:"].includes(link.protocol) ? link : h("span", props, children);
}
