// What every page does beyond being read: data in script files, languages, search.
// Browsers refuse fetch and modules where a page is opened from a folder, so data comes as scripts
// that call `study.add`.
import MiniSearch from "minisearch";

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
  language: "en",
  words: {},
  add(name, data) {
    entry(name).asked = true;
    entry(name).tell(data);
  },
  ask(name) {
    const wanted = entry(name);
    if (!wanted.asked) {
      wanted.asked = true;
      const script = document.createElement("script");
      script.src = `${root}page/data/${name}.js`;
      document.head.append(script);
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

// Languages: a node says which text it shows; English stands in the page.
const english = new Map();

function put(node, text, language) {
  if (!english.has(node)) english.set(node, [node.textContent, node.lang]);
  const [own, lang] = english.get(node);
  node.textContent = text ?? own;
  node.lang = text === undefined ? lang || "en" : language;
  node.dir = "auto";
}

const query = (language) => (language === "en" ? "" : `?lang=${language}`);

async function speak(language) {
  const [base, said] = await Promise.all([study.ask("lang-en"), study.ask(`lang-${language}`)]);
  study.language = language;
  study.words = { ...base.interface, ...said.texts, ...said.interface };
  html.lang = language;
  html.dir = said.rtl ? "rtl" : "ltr";
  let missing = language === "en" ? 0 : document.querySelectorAll(".english").length;
  for (const node of document.querySelectorAll("[data-t]")) {
    const key = node.dataset.t;
    const text = language === "en" ? undefined : (said.interface[key] ?? said.texts[key]);
    missing += language !== "en" && text === undefined && node.textContent.trim() !== "";
    put(node, text, language);
  }
  for (const article of document.querySelectorAll("[data-exhibit]")) {
    const drawn = said.drawn.includes(article.dataset.exhibit) ? language : "";
    for (const [tag, name] of [["source", "srcset"], ["img", "src"], ["a", "href"]]) {
      for (const node of article.querySelectorAll(`${tag}[data-own]`)) {
        const own = node.dataset.own || node.getAttribute(name);
        node.dataset.own = own;
        const first = own.match(/page\/figures\/(\w+)\//)[1];
        node.setAttribute(name, own.replace(`figures/${first}/`, `figures/${drawn || first}/`));
      }
    }
  }
  if (html.dataset.chapter) await speakNumbers(language);
  document.getElementById("unreviewed").hidden = !missing && !said.unreviewed;
  document.getElementById("untranslated").hidden = !missing;
  document.getElementById("in-english").textContent = missing;
  for (const link of document.querySelectorAll("a[href]")) {
    const href = link.getAttribute("href");
    const parts = href.match(/^([^#:?]*\.html)(?:\?[^#]*)?(#.*)?$/);
    if (parts) link.setAttribute("href", `${parts[1]}${query(language)}${parts[2] ?? ""}`);
  }
  document.dispatchEvent(new Event("spoken"));
}

// Tables beside figures: the cells that are said otherwise.
async function speakNumbers(language) {
  const told = language === "en" ? {} : await study.ask(`numbers-${html.dataset.chapter}-${language}`);
  for (const article of document.querySelectorAll("[data-exhibit]")) {
    article.querySelectorAll("th, td").forEach((cell, i) => {
      const text = told[article.id]?.[i] ?? undefined;
      if (text !== undefined || english.has(cell)) put(cell, text, language);
    });
  }
}

const chooser = document.getElementById("language");
const wanted = new URLSearchParams(location.search).get("lang");
const known = [...(chooser?.options ?? [])].map((option) => option.value);
const first = known.includes(wanted) ? wanted : "en";
if (chooser) {
  chooser.value = first;
  chooser.closest(".waits").classList.remove("waits");
  chooser.addEventListener("change", () => {
    const address = new URL(location.href);
    address.search = query(chooser.value);
    history.replaceState(null, "", address);
    speak(chooser.value);
  });
}
study.ready = speak(first);

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
const indices = new Map();
const texts = new Map();

// Chinese has no spaces between words.
const segmenter = globalThis.Intl?.Segmenter && new Intl.Segmenter("zh", { granularity: "word" });
function words(text, language) {
  if (language !== "zh" || !segmenter) return text.split(/[^\p{L}\p{M}\p{N}]+/u);
  return [...segmenter.segment(text)].filter((each) => each.isWordLike).map((each) => each.segment);
}

// Words are found however they are accented; Arabic ones with the article or without.
function term(word) {
  const plain = word.normalize("NFD").replace(/\p{M}|\u0640/gu, "").toLowerCase();
  return plain.replace(/^[\u0648\u0628\u0643\u0641]?\u0627\u0644(?=.{2})/u, "");
}

async function index() {
  const { language } = study;
  if (!indices.has(language)) {
    const documents = await study.ask(`search-${language}`);
    const made = new MiniSearch({
      fields: ["title", "text"],
      storeFields: ["title", "kind", "href", "of"],
      tokenize: (text) => words(text, language),
      processTerm: term,
      searchOptions: { prefix: true, fuzzy: 0.15, boost: { title: 3 }, combineWith: "AND" },
    });
    texts.set(language, documents.map((each, id) => ({ id, ...each })));
    made.addAll(texts.get(language));
    indices.set(language, made);
  }
  return indices.get(language);
}

// Words inside words, such as crime in cybercrime, behind what begins with what was asked for.
function inside(asked, known) {
  const part = asked.toLowerCase();
  const documents = texts.get(study.language) ?? [];
  if (part.length < 3) return [];
  return documents.filter(({ id, title }) => !known.has(id) && title.toLowerCase().includes(part));
}

async function search() {
  const made = await index();
  // Where nothing holds all of the words, what holds most of them helps too.
  const asked = box.value.trim();
  const all = asked ? made.search(asked) : [];
  const most = all.length || !asked ? all : made.search(asked, { combineWith: "OR" });
  const found = [...most, ...inside(asked, new Set(most.map((hit) => hit.id)))];
  const shown = found.slice(0, 12).map((hit) => {
    const [item, link, kind] = ["li", "a", "span"].map((tag) => document.createElement(tag));
    const [path, hash] = hit.href.split("#");
    link.href = `${root}${path}${query(study.language)}${hash ? `#${hash}` : ""}`;
    link.textContent = hit.title;
    link.dir = "auto";
    kind.textContent = [study.t(hit.kind), hit.of].filter(Boolean).join(" · ");
    item.append(link, " ", kind);
    return item;
  });
  results.replaceChildren(...shown);
  results.style.top = `${box.getBoundingClientRect().bottom + 4}px`;
  results.hidden = !shown.length;
  status.textContent = box.value.trim() ? study.t("found", { n: found.length }) : "";
}

if (box) {
  box.form.classList.remove("waits");
  box.form.addEventListener("submit", (event) => event.preventDefault());
  box.addEventListener("input", search);
  box.addEventListener("focus", () => study.ask(`search-${study.language}`));
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

// Countries in figures: a list finds one, and pointing at one tells what the numbers say of it.
async function point(select) {
  const drawn = select.closest("figure").querySelector(".drawn");
  const picture = drawn.querySelector("img");
  const told = select.parentElement.querySelector("output");
  let shown = "";
  let wanted = "";

  // Outlines lie over the drawing that is shown, which is another one where the screen is narrow.
  // Those of other languages have their own places, and none here.
  async function outline() {
    const own = picture.dataset.own || picture.getAttribute("src");
    drawn.classList.toggle("elsewhere", picture.getAttribute("src") !== own);
    const use = picture.currentSrc.endsWith(".phone.svg") ? "phone" : "page";
    const outlines = await study.ask(`outlines-${select.dataset.points}`);
    if (use === shown || !outlines[use]) return;
    shown = use;
    const { size, at } = outlines[use];
    const paths = Object.entries(at).map(([code, path]) => {
      const node = document.createElementNS("http://www.w3.org/2000/svg", "path");
      node.setAttribute("d", path);
      node.dataset.code = code;
      return node;
    });
    const over = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    over.setAttribute("viewBox", `0 0 ${size.join(" ")}`);
    over.setAttribute("aria-hidden", "true");
    over.append(...paths);
    over.addEventListener("pointerover", ({ target }) => target.dataset.code && tell(target.dataset.code));
    over.addEventListener("click", ({ target }) => target.dataset.code && tell(target.dataset.code));
    over.addEventListener("pointerleave", () => tell(select.value));
    drawn.querySelector("svg")?.remove();
    (picture.closest(".sideways") ?? drawn).append(over);
    tell(select.value);
  }

  async function tell(code) {
    wanted = code;
    for (const node of drawn.querySelectorAll("path")) {
      node.classList.toggle("chosen", code !== "" && node.dataset.code === code);
    }
    const own = code && (await study.ask(`country-${code}`));
    if (wanted !== code) return; // another one was pointed at meanwhile
    const name = [...select.options].find(({ value }) => value === code)?.textContent;
    told.textContent = name && code ? `${name}: ${own.figures[select.dataset.points] ?? study.t("not_in_figure")}` : "";
  }

  async function name() {
    const words = study.language === "en" ? {} : await study.ask(`countries-${study.language}`);
    const { compare } = new Intl.Collator(study.language);
    const named = (await study.ask("names")).map(([code, text]) => [code, words[text] ?? text]);
    const { value } = select;
    const options = named.sort(([, a], [, b]) => compare(a, b)).map(([code, text]) => new Option(text, code));
    select.replaceChildren(select.options[0], ...options);
    select.value = value;
    select.parentElement.classList.remove("waits");
  }

  drawn.addEventListener("pointerenter", outline);
  drawn.addEventListener("touchstart", outline, { passive: true });
  select.addEventListener("change", () => outline().then(() => tell(select.value)));
  document.addEventListener("spoken", name);
  await study.ready;
  name();
}

// Names of countries are asked for when somebody comes to a list of them.
const near = new IntersectionObserver((all) => {
  for (const { isIntersecting, target } of all) {
    if (isIntersecting) {
      near.unobserve(target);
      point(target);
    }
  }
});
for (const select of document.querySelectorAll("[data-points]")) near.observe(select);

// What is not drawn for a phone in a language is there as it is drawn for the page.
for (const picture of document.querySelectorAll("picture img")) {
  picture.addEventListener("error", () => picture.previousElementSibling?.remove(), { once: true });
}

// Pictures that wait until they are scrolled to would be missing on paper.
addEventListener("beforeprint", () => {
  for (const picture of document.querySelectorAll("img[loading=lazy]")) picture.loading = "eager";
});
