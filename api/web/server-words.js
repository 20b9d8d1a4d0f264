import { has, t } from "./words.js";

/**
 * An error of the server in the reader's language, by its code. Where the page has no advice of its own for it, `said`
 * are the server's words, which name the file, the setting or the limit. In English the server's words are the page's.
 */
export function translated({ code, message, fix, said }) {
  if (said || !has(`server_${code}`)) return { message, fix, said };
  const advice = has(`server_fix_${code}`) && t(`server_fix_${code}`);
  return { message: t(`server_${code}`), fix: advice || undefined, said: advice ? undefined : [message, fix].filter(Boolean).join(" ") };
}
