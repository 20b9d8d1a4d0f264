/** The dropped files as `[{file, name}]`; files in folders have a path as name, hidden ones are omitted. */
export async function droppedFiles(transfer) {
  const items = [...transfer.items].filter(({ kind }) => kind === "file");
  const found = items.map((item) => item.webkitGetAsEntry() ?? item.getAsFile()); // before the first await empties them
  return (await Promise.all(found.map((one) => (one instanceof File ? [{ file: one, name: one.name }] : filesOf(one))))).flat();
}

async function filesOf(entry) {
  if (entry.name.startsWith(".")) return [];
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, name: entry.fullPath.slice(1) }];
  }
  const children = [];
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)); // at most 100 at a time
    if (!some.length) return (await Promise.all(children.map(filesOf))).flat();
    children.push(...some);
  }
}

/** Files that are dropped beside a place for them must not replace the page; `elsewhere()` is called instead. */
export function refuseStrayDrops(elsewhere) {
  const holdsFiles = ({ dataTransfer }) => dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!holdsFiles(event) || event.defaultPrevented) return;
    event.preventDefault();
    elsewhere();
  });
}
