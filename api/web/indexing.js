import { getJson } from "./api.js";
import { t } from "./words.js";

const EVERY_MS = 2000;

/** Shows how far the first ingest is, and looks again until it is complete. */
export class Indexing {
  #timer = 0;
  #counted = null;

  /** `root` is the notice; `onMore(status)` is called whenever more is indexed, `status` as of `GET /`. */
  constructor(root, onMore) {
    Object.assign(this, { root, onMore });
  }

  /** Shows a status that was just fetched. While nothing is indexed an ingest may be about to begin. */
  show({ index }) {
    const { documents, of } = index;
    const bar = this.root.querySelector("progress");
    this.root.hidden = of === undefined;
    this.root.querySelector("p").textContent = sentence(index);
    Object.assign(bar, { max: of ?? 1, value: documents });
    this.#counted = state(index);
    clearTimeout(this.#timer);
    if (of !== undefined || documents === 0) this.#timer = setTimeout(() => this.#look(), EVERY_MS);
  }

  async #look() {
    try {
      const status = await getJson("/");
      const more = state(status.index) !== this.#counted;
      this.show(status);
      if (more) this.onMore(status);
    } catch {
      this.#timer = setTimeout(() => this.#look(), EVERY_MS);
    }
  }
}

/** The note of a refusal or a stored answer on the part that could be searched. */
export function searchedPart({ documents, of }) {
  return t("searched_part", { documents, n: of });
}

function sentence({ documents, of }) {
  if (documents === 0) return t("indexing_first", { n: of ?? 0 });
  return t("indexing_some", { documents, n: of ?? documents });
}

function state({ documents, of }) {
  return `${documents} ${of}`;
}
