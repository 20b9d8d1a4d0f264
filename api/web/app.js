/** The page: wires the header, the composer, the start screen and the conversation together. */
import { getJson, signIn } from "./api.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { installPopovers } from "./popover.js";
import { showMode, showStart } from "./start.js";
import { Views } from "./views.js";

const find = (id) => document.getElementById(id);
const known = { status: null, problem: null, courses: [] };

const chat = new Chat({ list: find("turns"), announce, onChange: refresh });
const views = new Views({ link: find("other-view"), root: find("documents"), announce, onDocuments: load, onSwitch: title });
const composer = new Composer(find("composer"), {
  onAsk: (message, course) => chat.ask(message, course),
  onStop: () => chat.stop(),
  onCourse: refresh,
  announce,
});

function announce(words) {
  find("announcer").textContent = words;
}

function refresh() {
  const { empty } = chat;
  composer.running = chat.running;
  find("start").hidden = !empty;
  find("new").hidden = empty;
  title();
  if (empty) showStart(find("start-more"), { ...known, course: composer.course, onExample: askExample, onRetry: load, onKey: useKey });
}

function title() {
  const asked = find("turns").querySelector(".question")?.textContent.slice(0, 60);
  const about = views.documents ? "Documents" : asked;
  document.title = about ? `${about} – AI Mentor` : "AI Mentor";
}

function askExample(text, course) {
  composer.course = course;
  chat.ask(text, course);
}

async function load() {
  known.problem = null;
  try {
    const [status, { courses }] = await Promise.all([getJson("/"), getJson("/api/courses")]);
    Object.assign(known, { status, courses });
    showMode(find("mode"), status);
    composer.fillCourses(courses);
    await openFromAddress();
  } catch (problem) {
    known.problem = problem;
    if (!known.status) find("mode-name").textContent = "Not connected";
  }
  refresh();
}

async function useKey(key) {
  try {
    await signIn(key);
    await load();
  } catch (problem) {
    announce(problem.message);
  }
}

async function openFromAddress() {
  const id = new URLSearchParams(location.search).get("c");
  if (!id || !chat.empty) return;
  try {
    composer.course = await chat.open(id);
  } catch (problem) {
    if (problem.code === "not_found") chat.reset();
    throw problem;
  }
}

find("new").addEventListener("click", () => {
  chat.reset();
  composer.focus();
  announce("New conversation.");
});
document.addEventListener("pointerdown", ({ target }) => {
  if (!find("mode").contains(target)) find("mode").open = false;
});

find("start").hidden = location.search.includes("c=");
installPopovers();
views.open();
load();
