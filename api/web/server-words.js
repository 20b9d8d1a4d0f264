import { has, t } from "./words.js";

/**
 * An error of the server in the reader's language, by its code. Where the page has no advice of its own for it, `original`
 * are the server's words, which name the file, the setting or the limit. In English the server's words are the page's.
 */
export function translated({ code, message, fix, original }) {
  if (original || !has(`server_${code}`)) return { message, fix, original };
  const advice = has(`server_fix_${code}`) && t(`server_fix_${code}`);
  return { message: t(`server_${code}`), fix: advice || undefined, original: advice ? undefined : [message, fix].filter(Boolean).join(" ") };
}
