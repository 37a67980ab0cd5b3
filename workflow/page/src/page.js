// What every page does beyond being read: data in script files, search, countries in figures.
// Browsers refuse fetch and modules where a page is opened from a folder, so data comes as scripts
// that call `study.add`.
import MiniSearch from "minisearch";
import { element, table } from "./elements.js";

const html = document.documentElement;
const root = html.dataset.root;
const waiting = new Map();

function entry(name) {
  if (!waiting.has(name)) {
    let tell;
    const data = new Promise((resolve) => (tell = resolve));
    waiting.set(name, { data, tell, asked: false });
  }
  return waiting.get(name);
}

const study = (window.study = {
  language: html.lang,
  words: {},
  add(name, data) {
    entry(name).asked = true;
    entry(name).tell(data);
  },
  ask(name) {
    const wanted = entry(name);
    if (!wanted.asked) {
      wanted.asked = true;
      document.head.append(element("script", { src: `${html.dataset.folder}/${name}.js` }));
    }
    return wanted.data;
  },
  // A phrase of the interface, with values in its places.
  t(key, values = {}) {
    const text = study.words[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
  },
  root,
  ready: null,
});

study.ready = study.ask("words").then((words) => (study.words = words));

// The same place in another language.
for (const link of document.querySelectorAll(".languages a")) {
  link.addEventListener("click", () => (link.hash = location.hash));
}

// What a link leads to is shown, even inside of what is folded.
function unfold() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let node = target; node; node = node.parentElement) {
    if (node.tagName === "DETAILS") node.open = true;
  }
  target.scrollIntoView();
}
addEventListener("hashchange", unfold);
unfold();

// Search: of exhibits, chapters, questions, countries and terms.
const box = document.getElementById("search");
const results = document.getElementById("results");
const status = document.getElementById("found");
let texts = [];
let made;

// Chinese has no spaces between words.
const segmenter = globalThis.Intl?.Segmenter && new Intl.Segmenter("zh", { granularity: "word" });
function words(text) {
  if (study.language !== "zh" || !segmenter) return text.split(/[^\p{L}\p{M}\p{N}]+/u);
  return [...segmenter.segment(text)].filter((each) => each.isWordLike).map((each) => each.segment);
}

// Words are found however they are accented; Arabic ones with the article or without.
function term(word) {
  const plain = word.normalize("NFD").replace(/\p{M}|\u0640/gu, "").toLowerCase();
  return plain.replace(/^[\u0648\u0628\u0643\u0641]?\u0627\u0644(?=.{2})/u, "");
}

async function index() {
  if (made) return;
  const documents = await study.ask("search");
  texts = documents.map((each, id) => ({ id, ...each }));
  made = new MiniSearch({
    fields: ["title", "text"],
    storeFields: ["title", "kind", "href", "of"],
    tokenize: words,
    processTerm: term,
    searchOptions: { prefix: true, fuzzy: 0.15, boost: { title: 3 }, combineWith: "AND",
      boostDocument: (id) => (texts[id].first ? 1.5 : 1) },
  });
  made.addAll(texts);
}

// Words inside words, such as crime in cybercrime, behind what begins with what was asked for; and
// names that are written with spaces, hyphens or apostrophes here, and without them there.
const joined = (text) => term(text).replace(/[^\p{L}\p{N}]+/gu, "");
function inside(asked, known) {
  const part = joined(asked);
  if (part.length < 3) return [];
  return texts.filter(({ id, title }) => !known.has(id) && joined(title).includes(part));
}

async function search() {
  await index();
  // Where nothing holds all of the words, what holds most of them helps too.
  const asked = box.value.trim();
  const all = asked ? made.search(asked) : [];
  const some = [...all, ...inside(asked, new Set(all.map((hit) => hit.id)))];
  const found = some.length || !asked ? some : made.search(asked, { combineWith: "OR" });
  const shown = found.slice(0, 12).map((hit) => {
    const link = element("a", { href: `${root}${hit.href}`, textContent: hit.title, dir: "auto" });
    const textContent = [hit.kind, hit.of].filter(Boolean).join(" · ");
    return element("li", {}, link, " ", element("span", { textContent }));
  });
  results.replaceChildren(...shown);
  results.style.top = `${box.getBoundingClientRect().bottom + 4}px`;
  results.hidden = !shown.length;
  status.textContent = box.value.trim() ? study.t("found", { n: found.length }) : "";
}

if (box) {
  box.form.classList.remove("waits");
  box.form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await search();
    results.querySelector("a")?.click();
  });
  box.addEventListener("input", search);
  box.addEventListener("click", search);
  // What was found goes when one of it is chosen, and when a reader turns to something else.
  results.addEventListener("click", ({ target }) => (results.hidden = target.closest("a") !== null));
  for (const turned of ["pointerdown", "focusin"]) {
    addEventListener(turned, ({ target }) => (results.hidden ||= !box.form.contains(target)));
  }
  addEventListener("keydown", ({ key }) => (results.hidden ||= key === "Escape"));
  box.addEventListener("focus", () => study.ask("search"));
  box.form.addEventListener("keydown", (event) => {
    const links = [...results.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      box.value = "";
      search();
      box.focus();
    } else if (step && links.length) {
      event.preventDefault();
      (links[at + step] ?? box).focus();
    }
  });
}

// A number of a finding opens the row that it stands in, and the cells behind it of public files.
async function open({ textContent, dataset }) {
  const { rows, cells } = await study.ask(`cells-${dataset.of}`);
  const row = rows[dataset.row];
  const place = `${row.place[0]}, ${study.t("row")} ${row.place[1]}`;
  const scrolled = (keys, lines) => {
    const shown = element("table");
    table(shown, keys.map((key) => study.t(key)), lines, keys.length);
    return element("div", { className: "scroll", tabIndex: 0, role: "group", ariaLabel: place }, shown);
  };
  const behind = row.behind.flatMap(([source, said, columns]) => {
    const lines = Object.entries(cells[source] ? columns : {}).flatMap(([column, numbers]) =>
      numbers.map((number) => [number, column, ...cells[source][column][number]]));
    const heads = ["row", "column", "respondents", "in_source"].slice(0, lines[0]?.length);
    return [element("p", { textContent: [source, said].filter(Boolean).join(": ") }),
      ...(lines.length ? [scrolled(heads, lines)] : [])];
  });
  const shown = element("dialog", { ariaLabel: `${textContent}: ${study.t("made")}` },
    element("form", { method: "dialog" }, element("button", { textContent: study.t("close") })),
    element("h2", { textContent }), element("p", {}, element("code", { textContent: place })),
    scrolled(["column", "value"], row.cells),
    ...row.made.map((textContent) => element("p", { className: "source", textContent })), ...behind);
  shown.addEventListener("close", () => shown.remove());
  document.body.append(shown);
  shown.showModal();
}
for (const link of document.querySelectorAll("a.cell")) {
  link.addEventListener("click", (event) => open(link, event.preventDefault()));
}

// Pictures that wait until they are scrolled to would be missing on paper: those that are not folded
// wait for the first screen alone.
addEventListener("load", () => {
  for (const picture of document.querySelectorAll("img[loading=lazy]")) {
    if (!picture.closest("details")) picture.loading = "eager";
  }
});
