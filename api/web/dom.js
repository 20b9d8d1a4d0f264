/**
 * Builds one element. Strings become text nodes, so nothing passed in can turn into markup.
 * `on…` properties are listeners; false, null and undefined properties and children are left out.
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== false && child !== null && child !== undefined));
  return node;
}

/** The address if it leads to a web page or back to this server, else null: `javascript:` and its kin never link. */
export function safeUrl(url, { absolute = false } = {}) {
  try {
    const parsed = absolute ? new URL(url) : new URL(url, location.href);
    return ["http:", "https:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

/** A link that opens in a new tab, or its bare text when the address is not safe. */
export function newTabLink(url, props, ...children) {
  const href = safeUrl(url);
  if (!href) return h("span", props, ...children);
  return h("a", { ...props, href, target: "_blank", rel: "noopener" }, ...children);
}

/** 1200 -> "1.2 s", 34 -> "34 ms". */
export function duration(ms) {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return ms > 0 && ms < 1 ? "< 1 ms" : `${Math.round(ms)} ms`;
}

export function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
