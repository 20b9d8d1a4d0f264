import { button, h } from "./dom.js";
import { sourceLink } from "./source-link.js";
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
    missing.length > 0 && group(h("h3", {}, t("not_in_index"), count(missing)), missing, actions),
    ...[...courses].map(([course, documents]) => group(heading(course, documents, actions), documents, actions)),
  ].filter(Boolean);
}

function count(rows) {
  return h("span", { class: "faint" }, t("files_n", { n: rows.length }));
}

/** A course's title, which a teacher may change. */
function heading(name, rows, { courses, onRename }) {
  const title = courses.get(name)?.title ?? name;
  const shown = h("h3", {}, title, title !== name && h("code", { class: "faint" }, name), count(rows));
  if (onRename) shown.append(button({ class: "text-button", "aria-label": t("rename_course", { course: title }), "data-key": `${name} title` }, edit, t("rename")));
  return shown;

  function edit() {
    const input = h("input", { "aria-label": t("course_title"), maxlength: "100", placeholder: name, onkeydown: ({ key }) => key === "Escape" && form.replaceWith(shown) });
    input.value = title === name ? "" : title;
    const form = h("form", { class: "filter", onsubmit: (event) => { event.preventDefault(); onRename(name, input.value.trim()); } }, input, h("button", { class: "quiet" }, t("save")), button("quiet", () => form.replaceWith(shown), t("cancel")));
    shown.replaceWith(form);
    input.focus();
  }
}

function group(head, rows, actions) {
  return h("section", {},
    head,
    h("ul", {}, rows.map((row) => item(row, actions))));
}

function item(row, { leaving, onRemove }) {
  const { id, title, source, course, format, pages, chunks, status, reason, warnings = [] } = row;
  const address = `/api/documents/${encodeURIComponent(id)}`;
  const going = leaving.has(id);
  const unit = SLIDES.includes(format) ? "slides_n" : "pages_n";
  return h("li", { class: "document", "data-status": status },
    h("div", { class: "document-name" },
      chunks > 0 ? sourceLink({ document_id: id, title, url: `${address}/view` }, { "data-key": `${address}/view`, title: t("preview") }, title) : h("strong", {}, title),
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
    reason && h("p", { class: "reason", lang: "en" }, reason),
    warnings.length > 0 && h("p", { class: "reason", lang: "en" }, warnings.join(" ")));
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
