// Elements of pages.
export function element(tag, attributes = {}, ...children) {
  const node = Object.assign(document.createElement(tag), attributes);
  node.append(...children);
  return node;
}

// The first columns are texts, the others numbers, up to an end.
export function table(node, heads, rows, texts, end = heads.length) {
  const row = (cells, tag) =>
    element("tr", {}, ...cells.map((cell, i) => {
      const made = element(i && tag === "td" ? "td" : "th", { dir: "auto" }, ...breakable(cell));
      if (tag === "th" || !i) made.scope = tag === "th" ? "col" : "row";
      if (i >= texts && i < end) made.className = "n";
      return made;
    }));
  node.replaceChildren(
    element("thead", {}, row(heads, "th")),
    element("tbody", {}, ...rows.map((cells) => row(cells, "td"))),
  );
}

// An address may go on in the next line behind a stroke, and nowhere else.
export const breakable = (text) => `${text}`.split(/(?<=https?:\S*[^/]\/)(?=[^/])/).flatMap((part, i) =>
  i ? [document.createElement("wbr"), part] : [part]);
