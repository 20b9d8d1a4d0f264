const KEY = "theme";
const NAMES = { "": "As the system", light: "Light", dark: "Dark" };

/** The button that goes through the system's choice, light and dark; remembered by this browser. */
export function installTheme(button) {
  show(read());
  button.addEventListener("click", () => {
    const names = Object.keys(NAMES);
    show(names[(names.indexOf(document.documentElement.dataset.theme ?? "") + 1) % names.length]);
  });

  function show(name) {
    document.documentElement.dataset.theme = name;
    button.textContent = `Colours: ${NAMES[name].toLowerCase()}`;
    try {
      localStorage.setItem(KEY, name);
    } catch {
      // private windows may not remember
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
