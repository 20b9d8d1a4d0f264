import { h } from "./dom.js";
import { day, LANGUAGE, t } from "./words.js";

const SLIDES = ["pptx", "ppt", "odp"];

/** The rows in groups: first those that are not in the index, then by course. */
export function documentList(rows, actions) {
  const missing = rows.filter(({ status }) => status !== "indexed").sort((a, b) => a.status.localeCompare(b.status));
  const courses = new Map();
  for (const row of rows) {
    if (row.status === "indexed") courses.set(row.course, [...(courses.get(row.course) ?? []), row]);
  }
  return [
    missing.length > 0 && group(t("not_in_index"), missing, actions),
    ...[...courses].map(([course, documents]) => group(course, documents, actions)),
  ].filter(Boolean);
}

function group(name, rows, actions) {
  return h("section", {},
    h("h3", {}, name, h("span", { class: "faint" }, t("files_n", { n: rows.length }))),
    h("ul", {}, rows.map((row) => item(row, actions))));
}

function item(row, { leaving, onRemove }) {
  const { id, title, source, course, format, pages, chunks, status, reason } = row;
  const address = `/api/documents/${encodeURIComponent(id)}`;
  const going = leaving.has(id);
  const unit = SLIDES.includes(format) ? "slides_n" : "pages_n";
  return h("li", { class: "document", "data-status": status },
    h("div", { class: "document-name" },
      chunks > 0 ? link(`${address}/view`, title) : h("strong", {}, title),
      h("span", { class: "place" }, status === "indexed" ? source.replace(`${course}/`, "") : source)),
    h("p", { class: "facts" },
      h("span", {}, format.toUpperCase()),
      h("span", {}, pages ? t(unit, { n: pages }) : ""),
      h("span", {}, chunks ? t("passages_n", { n: chunks }) : ""),
      updated(row.updated_at),
      h("span", { class: "state" }, going ? t("removing") : state(row))),
    h("p", { class: "actions" },
      link(`${address}/file`, t("original"), t("original_of", { title })),
      onRemove && h("button", { type: "button", class: "text-button", disabled: going, "aria-label": t("remove_it", { title }), "data-key": `${id} remove`, onclick: () => onRemove(row) }, t("remove"))),
    reason && h("p", { class: "reason" }, reason));
}

function state({ status, reason }) {
  return t(status === "indexed" && reason ? "state_noted" : `state_${status}`);
}

function link(href, text, label) {
  return h("a", { href, target: "_blank", rel: "noopener", "aria-label": label, "data-key": href }, text);
}

function updated(seconds) {
  const date = new Date(seconds * 1000);
  return h("time", { datetime: date.toISOString(), title: t("updated", { time: date.toLocaleString(LANGUAGE) }) }, day(seconds));
}
