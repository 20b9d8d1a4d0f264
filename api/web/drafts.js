const KEY = "drafts";
const MOST = 30;

/** The unsent question of a conversation (null: a new one), kept in this browser. */
export function draft(conversation) {
  return all()[conversation ?? ""] ?? "";
}

/** Keeps an unsent question; "" forgets it. */
export function keep(conversation, text) {
  const { [conversation ?? ""]: _, ...others } = all();
  const kept = Object.entries(text.trim() ? { ...others, [conversation ?? ""]: text } : others).slice(-MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept)));
  } catch {
    // storage may be blocked or full
  }
}

/** Forgets all of them, for the next user of this browser. */
export function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // storage may be blocked
  }
}

function all() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}
