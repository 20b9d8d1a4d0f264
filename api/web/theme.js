const KEY = "theme";
const NAMES = { "": "System", light: "Light", dark: "Dark" };

/** A button that cycles through system, light and dark; the choice is stored in this browser. */
export function installTheme(button) {
  show(read());
  button.addEventListener("click", () => {
    const names = Object.keys(NAMES);
    show(names[(names.indexOf(document.documentElement.dataset.theme ?? "") + 1) % names.length]);
  });

  function show(name) {
    document.documentElement.dataset.theme = name;
    button.textContent = `Theme: ${NAMES[name].toLowerCase()}`;
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
    return name in NAMES ? name : "";
  } catch {
    return "";
  }
}
