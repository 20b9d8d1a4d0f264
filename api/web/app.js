/** The page: wires the list of conversations, the composer, the start screen and the conversation together. */
import { connection, getJson } from "./api.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { Conversations } from "./conversations.js";
import { Indexing } from "./indexing.js";
import { untilBack } from "./offline.js";
import { installPopovers } from "./popover.js";
import { showMode, showStart } from "./start.js";
import { installTheme } from "./theme.js";
import { Views } from "./views.js";

const find = (id) => document.getElementById(id);
const known = { status: null, problem: null, courses: [], session: null };
let listed = null; // the conversation and its running state when the list was last fetched

const chat = new Chat({ list: find("turns"), announce, onAsk: askNext, onChange: refresh });
const views = new Views({ link: find("other-view"), root: find("teach"), announce, session: () => known.session, onDocuments: load, onSwitch: title });
const list = new Conversations(find("conversations"), { onOpen: open, onGone: (id) => id === chat.id && chat.reset(), announce });
const composer = new Composer(find("composer"), {
  onAsk: (message, course, style) => chat.ask(message, course, style),
  onStop: () => chat.stop(),
  onCourse: refresh,
  announce,
});
const indexing = new Indexing(find("indexing"), showMore);

function announce(words) {
  find("announcer").textContent = words;
}

function refresh() {
  const { empty } = chat;
  composer.running = chat.running;
  find("start").hidden = !empty;
  title();
  if (empty) showStart(find("start-more"), { ...known, course: composer.course, onExample: askExample, onRetry: load, onKey: useKey });
  list.current = chat.id;
  const state = `${chat.id} ${chat.running}`;
  if (chat.id && state !== listed) list.refresh();
  listed = state;
}

function title() {
  const asked = find("turns").querySelector(".question")?.textContent.slice(0, 60);
  const about = views.teaching ? "Materials" : asked;
  document.title = about ? `${about} – AI Mentor` : "AI Mentor";
}

function askNext(text, course = composer.course) {
  composer.course = course;
  chat.ask(text, course, composer.style.value);
}

function askExample(text, course) {
  composer.course = course;
  chat.ask(text, course, composer.style.value);
}

async function load() {
  known.problem = null;
  try {
    known.session = await getJson("/api/session");
    const [status, { courses }] = await Promise.all([getJson("/"), getJson("/api/courses")]);
    Object.assign(known, { status, courses });
    showMode(find("mode"), status);
    indexing.show(status);
    showWho(known.session);
    composer.fillCourses(courses);
    views.roles();
    list.refresh();
    await openFromAddress();
  } catch (problem) {
    known.problem = problem;
    if (!known.status) find("mode-name").textContent = problem.code === "not_authenticated" ? "Not signed in" : "Not connected";
  }
  refresh();
}

/** More documents are indexed: their courses and example questions can be chosen. */
async function showMore(status) {
  const { courses } = await getJson("/api/courses").catch(() => known);
  Object.assign(known, { status, courses });
  const chosen = composer.course;
  composer.fillCourses(courses);
  composer.course = chosen;
  showMode(find("mode"), status);
  refresh();
}

async function useKey(key) {
  try {
    await getJson("/api/session", "POST", { key });
    await load();
  } catch (problem) {
    known.problem = { code: "not_authenticated", refused: problem.code === "invalid_request" ? "This is not an access key." : problem.message };
    refresh();
    find("key").focus();
  }
}

function showWho({ user, role, keys }) {
  const leave = async () => {
    await getJson("/api/session", "DELETE").catch(() => {});
    location.assign("/");
  };
  const button = document.createElement("button");
  button.className = "text-button";
  button.textContent = "Sign out";
  button.addEventListener("click", leave);
  find("who").hidden = !keys;
  find("who").replaceChildren(`${user} (${role}) `, button);
}

async function open(id) {
  if (find("side").matches(":popover-open")) find("side").hidePopover();
  if (views.teaching) location.hash = "#ask";
  try {
    composer.course = await chat.open(id);
    composer.focus();
  } catch (problem) {
    announce(problem.message);
    if (problem.code === "not_found") list.refresh();
  }
}

async function openFromAddress() {
  const address = new URLSearchParams(location.search);
  const [id, course] = [address.get("c"), address.get("course")];
  if (chat.empty && known.courses.some(({ name }) => name === course)) composer.course = course;
  if (!id || !chat.empty) return;
  try {
    composer.course = await chat.open(id);
  } catch (problem) {
    if (problem.code !== "not_found") throw problem;
    chat.reset();
    known.problem = { code: "gone", message: "This conversation is no longer available.", fix: "It was deleted, or it belongs to someone else." };
  }
}

function startNew() {
  if (find("side").matches(":popover-open")) find("side").hidePopover();
  if (views.teaching) location.hash = "#ask";
  if (known.problem?.code === "gone") known.problem = null;
  chat.reset();
  composer.focus();
  announce("New conversation.");
}

for (const id of ["new", "new-small"]) find(id).addEventListener("click", startNew);
document.addEventListener("pointerdown", ({ target }) => {
  if (!find("mode").contains(target)) find("mode").open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.closest("input, textarea, select, dialog") || views.teaching) return;
  event.preventDefault();
  find("question").focus();
});
connection.onLost = () => untilBack(find("offline"), () => known.problem && load());

find("start").hidden = location.search.includes("c=");
installTheme(find("theme"));
installPopovers();
views.open();
load();
