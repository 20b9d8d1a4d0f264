/** The page: wires the list of conversations, the composer, the start screen and the conversation together. */
import { connection, getJson } from "./api.js";
import { go, leaveSource, named } from "./address.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { Conversations } from "./conversations.js";
import { draft, forget } from "./drafts.js";
import { refuseStrayDrops } from "./drop.js";
import { button } from "./dom.js";
import { Indexing } from "./indexing.js";
import { untilBack } from "./offline.js";
import { installPopovers } from "./popover.js";
import { sharing } from "./sharing.js";
import { nameCourses } from "./scope.js";
import { showMode, showStart } from "./start.js";
import { installTheme } from "./theme.js";
import { Views } from "./views.js";
import { t } from "./words.js";

const find = (id) => document.getElementById(id);
const known = { status: null, problem: null, courses: [], session: null };
let listed = null; // the conversation and its running state when the list was last fetched

const chat = new Chat({
  list: find("turns"), announce, onChange: refresh,
  onAsk: askThis,
  onSent: () => composer.sent(chat.id),
  onLost: (turn) => composer.giveBack(turn),
  onEdit: (turn) => composer.giveBack(turn, true),
  onRetry: (turn) => composer.takeBack(turn),
});
const views = new Views({ link: find("other-view"), root: find("teach"), announce, session: () => known.session, onDocuments: load, onSwitch: title });
const list = new Conversations(find("conversations"), { onOpen: open, onGone: (id) => id === chat.id && startNew(), announce });
const composer = new Composer(find("composer"), {
  onAsk: (asked) => chat.ask(asked),
  onAgain: (turn, asked) => chat.again(turn, asked),
  onStop: () => chat.stop(),
  onCourse: refresh,
  announce,
});
const indexing = new Indexing(find("indexing"), showMore);

function announce(words) {
  find("announcer").textContent = words;
}

function refresh() {
  composer.running = chat.running;
  find("start").hidden = !chat.empty;
  title();
  if (chat.empty) showStart(find("start-more"), { ...known, course: composer.course, onExample: (text) => askThis(text), onCourse: scope, onRetry: load, onKey: useKey });
  list.current = chat.id;
  const state = `${chat.id} ${chat.running}`;
  if (chat.id && state !== listed) list.refresh();
  listed = state;
}

function title() {
  const about = views.teaching ? t("materials") : chat.topic.slice(0, 60);
  document.title = about ? `${about} – AI Mentor` : "AI Mentor";
}

/** Asks what the page offers; the course is the chosen one unless another is named. */
function askThis(message, course = composer.course, style = composer.style) {
  composer.course = course;
  chat.ask({ message, course, style });
}

function scope(course) {
  composer.course = course;
  refresh();
  composer.focus();
}

async function load() {
  known.problem = null;
  try {
    known.session = await getJson("/api/session");
    const [status, { courses }] = await Promise.all([getJson("/"), getJson("/api/courses")]);
    take(status, courses);
    indexing.show(status);
    showWho(known.session);
    views.roles();
    list.refresh();
    await route();
  } catch (problem) {
    known.problem = problem;
    if (!known.status) find("mode-name").textContent = t(problem.code === "not_authenticated" ? "not_signed_in" : "not_connected");
  }
  refresh();
}

function take(status, courses) {
  Object.assign(known, { status, courses });
  nameCourses(courses);
  composer.fillCourses(courses);
  showMode(find("mode"), status);
}

/** More documents are indexed: their courses and example questions can be chosen. */
async function showMore(status) {
  const { courses } = await getJson("/api/courses").catch(() => known);
  take(status, courses);
  refresh();
}

async function useKey(key) {
  try {
    await getJson("/api/session", "POST", { key });
    await load();
  } catch (problem) {
    known.problem = { code: "not_authenticated", refused: problem.code === "invalid_request" ? t("no_key") : problem.message };
    refresh();
    find("key").focus();
  }
}

function showWho({ user, role, keys, teachers_may_read: readable }) {
  const leave = async () => {
    await getJson("/api/session", "DELETE").catch(() => {});
    forget();
    location.assign("/");
  };
  find("who").hidden = !keys;
  find("who").replaceChildren(`${user} (${t(role)}) `, button("text-button", leave, t("sign_out")), ...(role === "student" ? [sharing(readable, announce)] : []));
}

function closeSide() {
  if (find("side").matches(":popover-open")) find("side").hidePopover();
  if (views.teaching) location.hash = "#ask";
}

/** Shows a conversation, with what was being written in it. */
async function show(id) {
  composer.course = await chat.open(id);
  composer.show(id, draft(id));
  refresh();
}

async function open(id) {
  closeSide();
  try {
    await show(id);
    composer.focus();
  } catch (problem) {
    announce(problem.message);
    if (problem.code === "not_found") list.refresh();
  }
}

let routed = Promise.resolve(); // one step back or forward after the other, however fast they come

/** Shows what the address names; called at the start, and when the reader goes back or forward. */
async function route() {
  const { c, q, course } = named();
  if (known.courses.some(({ name }) => name === course)) composer.course = course;
  if (c !== chat.id) {
    if (c) await routeTo(c, q);
    else startNew();
  } else if (!c && chat.empty) composer.show(null, q ?? draft(null));
  // the reader may have gone on while the conversation was loaded, so its source is asked for now
  const { SourceView } = named().s || find("source").open ? await import("./source.js") : {};
  await SourceView?.of(find("source")).follow(named().s);
}

/** A conversation that may be somebody else's: then its first question stands in the composer. */
async function routeTo(c, q) {
  try {
    await show(c);
  } catch (problem) {
    if (problem.code !== "not_found") throw problem;
    chat.reset();
    composer.show(null, q ?? draft(null));
    known.problem = { code: q ? "gone_asked" : "gone", gone: true };
  }
}

function startNew() {
  closeSide();
  if (known.problem?.gone) known.problem = null;
  chat.reset();
  composer.show(null, draft(null));
  composer.focus();
  announce(t("new_conversation"));
}

for (const id of ["new", "new-small"]) find(id).addEventListener("click", startNew);
addEventListener("popstate", () => {
  if (known.session) routed = routed.then(route).catch(({ message }) => announce(message)).then(refresh);
});
find("source").addEventListener("close", ({ target }) => target.open || leaveSource());
document.addEventListener("pointerdown", ({ target }) => {
  if (!find("mode").contains(target)) find("mode").open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.closest("input, textarea, select, dialog") || views.teaching) return;
  event.preventDefault();
  find("question").focus();
});
connection.onLost = () => untilBack(find("offline"), () => {
  if (known.problem) load();
  if (chat.back()) composer.notify(t("back_unsent"));
});

find("start").hidden = Boolean(named().c);
composer.show(named().c, (!named().c && named().q) || draft(named().c));
installTheme(find("theme"));
installPopovers();
refuseStrayDrops(() => known.session?.role === "teacher" && !views.teaching && (location.hash = "#documents"));
views.open();
load();
