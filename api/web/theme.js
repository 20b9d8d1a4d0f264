import { t } from "./words.js";

const KEY = "theme";
const NAMES = ["", "light", "dark"];

/** A button that cycles through system, light and dark; the choice is stored in this browser. */
export function installTheme(button) {
  show(read());
  button.addEventListener("click", () => {
    show(NAMES[(NAMES.indexOf(document.documentElement.dataset.theme ?? "") + 1) % NAMES.length]);
  });

  function show(name) {
    document.documentElement.dataset.theme = name;
    button.textContent = t(`theme_${name || "system"}`);
    try {
      localStorage.setItem(KEY, name);
    } catch {
      // storage may be blocked in private windows
    }
  }
}

function read() {
  try {
    const name = localStorage.getItem(KEY) ?? "";
    return NAMES.includes(name) ? name : "";
  } catch {
    return "";
  }
}
