import { t } from "./words.js";

const SHOWN_MS = 2000;

/** Copies text. Browsers offer the clipboard only on https and localhost; elsewhere what is `shown` is selected and copied. */
export async function copy(button, text, shown) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = t("copied");
  } catch {
    getSelection().selectAllChildren(shown);
    button.textContent = document.execCommand("copy") ? t("copied") : t("selected");
  }
  setTimeout(() => { button.textContent = label; }, SHOWN_MS);
}
