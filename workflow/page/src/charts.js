// The explorer (question x group x wave), countries and claims, from what was released.
import { dot, plot, ruleX, ruleY, text, barX } from "@observablehq/plot";
import { breakable, element, table } from "./elements.js";

const { study } = window;
const at = (id) => document.getElementById(id);
const widthOf = (id) => Math.max(300, Math.min(760, at(id).clientWidth));
const ACCENT = "#00558c";
const GREY = "#767c83";
const WARM = "#b34a00";

// An element of a drawing.
function made(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const listed = (entries) => entries.map(([value, textContent]) => element("option", { value, textContent }));
const grouped = (groups) => groups.map(([label, entries]) => element("optgroup", { label }, ...listed(entries)));
function options(select, entries, chosen) {
  select.replaceChildren(...listed(entries));
  if (entries.some(([value]) => value === chosen)) select.value = chosen;
  select.closest("p").hidden = entries.length < 2;
}

// Making a format takes long, so each is made once.
const formats = new Map();
function number(value, places, style = "decimal", notation = "standard") {
  if (value === null) return "";
  const key = `${study.language} ${places} ${style} ${notation}`;
  if (!formats.has(key)) {
    const written = { maximumFractionDigits: places, numberingSystem: "latn", style, notation, compactDisplay: "long" };
    formats.set(key, new Intl.NumberFormat(study.language, written));
  }
  return formats.get(key).format(value);
}

// Large numbers, such as people and dollars, as whole ones, and from a million on in millions.
const rounded = (value) => Math.abs(value) < 1e6 ? number(value, Math.abs(value) < 1000 ? 2 : 0)
  : number(value, 1, "decimal", "compact");

// How much room a text takes, in letters: Chinese ones are nearly twice as wide.
const room = (text) => [...text].reduce((all, letter) => all + (letter > "\u2e7f" ? 1.9 : 1), 0);
function shortened(text, fits) {
  let kept = text;
  while (room(kept) > fits) kept = kept.slice(0, -1);
  return kept === text ? text : `${kept.slice(0, -1)}…`;
}
// A name on one line or on two, each as long as there is room.
function inLines(text, fits) {
  if (room(text) <= fits) return text;
  const words = text.split(" ");
  let first = words.shift();
  while (words.length && room(`${first} ${words[0]}`) <= fits) first += ` ${words.shift()}`;
  return [first, words.join(" ")].filter(Boolean).map((line) => shortened(line, fits)).join("\n");
}
const two = (names, fits) => names.some((name) => room(name) > fits);

// One picture with one text, whatever its parts are called.
function described(chart, label) {
  for (const part of chart.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", label);
}

// A chart as a file of its own: with what was asked above it, and where it comes from below.
function picture(chart, above, below) {
  const [width, height] = ["width", "height"].map((name) => Number(chart.getAttribute(name)));
  const broken = (text) => {
    const fits = Math.floor((width - 16) / 8 / (room(text) / text.length));
    return text.match(new RegExp(`.{1,${fits}}(?:\\s|$)|.{1,${fits}}`, "g")) ?? [];
  };
  const right = document.documentElement.dir === "rtl";
  const written = (texts, y, weight) => texts.map((text, line) => made("text", {
    x: right ? width - 8 : 8, y: y + 20 * line, "font-weight": weight, direction: right ? "rtl" : "ltr",
  }, text.trim()));
  const [head, foot] = [above, below].map((texts) => texts.filter(Boolean).flatMap(broken));
  const [top, all] = [20 * head.length + 16, 20 * (head.length + foot.length) + height + 28];
  const inner = chart.cloneNode(true);
  inner.querySelector("style")?.remove(); // it would stretch a chart inside of a drawing
  inner.removeAttribute("class");
  inner.setAttribute("y", top);
  return new XMLSerializer().serializeToString(made("svg",
    { width, height: all, viewBox: `0 0 ${width} ${all}`, fill: "#1d2125", "font-family": "system-ui, sans-serif", "font-size": 14 },
    made("rect", { width, height: all, fill: "white" }), ...written(head, 22, "bold"), inner,
    ...written(foot, top + height + 18, "normal")));
}

function offered(link, content, type, name) {
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
}

// What a spreadsheet would take for a formula begins with an apostrophe, as in the study's files.
function csv(rows) {
  const cell = (value) => {
    const defused = /^[=+\-@\t\r]/.test(value) && !/^-?[\d.]+$/.test(value) ? `'${value}` : `${value}`;
    return /[",\n]/.test(defused) ? `"${defused.replaceAll('"', '""')}"` : defused;
  };
  return `${rows.map((row) => row.map(cell).join(",")).join("\n")}\n`;
}

const settings = () => new URLSearchParams(location.hash.slice(1));
function remember(values) {
  const address = new URL(location.href);
  address.hash = new URLSearchParams(Object.entries(values).filter(([, value]) => value)).toString();
  history.replaceState(null, "", address);
}

// Explorer

async function explore() {
  const form = at("explore");
  const surveys = await study.ask("explorer");
  form.classList.remove("waits");
  const picks = { s: at("pick-survey"), q: at("pick-question"), g: at("pick-group"), w: at("pick-wave") };
  const all = study.t("all_waves");

  async function show(wanted) {
    options(picks.s, surveys.map((each) => [each.name, each.title]), wanted.s);
    const survey = await study.ask(`explorer-${picks.s.value}`);
    const areas = new Map();
    for (const question of survey.questions) {
      areas.set(question.topic, [...(areas.get(question.topic) ?? []), [question.name, question.label]]);
    }
    picks.q.replaceChildren(...grouped([...areas]));
    const asked = survey.questions.find((each) => each.name === wanted.q) ?? survey.questions[0];
    picks.q.value = asked.name;
    const rows = asked.rows.map((row) => Object.fromEntries(survey.columns.map((name, i) => [name, row[i]])));
    const groupings = [...new Set(rows.map((row) => row.grouping))];
    options(picks.g, groupings.map((name) => [name, survey.groupings[name]]), wanted.g);
    const waves = [...new Set(rows.map((row) => row.wave))].filter(Boolean);
    options(picks.w, waves.length > 1 ? [["", all], ...waves.map((wave) => [wave, wave])] : [["", all]], wanted.w);
    const chosen = { s: picks.s.value, q: asked.name, g: picks.g.value, w: picks.w.value };
    remember(chosen);
    const { title } = surveys.find((each) => each.name === survey.name);
    draw(survey, title, asked, rows.filter((row) => row.grouping === chosen.g && (!chosen.w || row.wave === chosen.w)));
  }

  function draw(survey, title, asked, rows) {
    const shares = asked.kind === "shares";
    const groups = survey.groups[rows[0]?.grouping] ?? {};
    const group = (row) => groups[row.group] ?? row.group;
    const option = (row) => asked.options[row.option] ?? row.option;
    const written = (value) =>
      shares ? number(value, survey.percent_places, "percent") : number(value, 2);
    at("wording").textContent = asked.wording;
    at("simulated").hidden = !survey.simulated;
    // Answers that have an order keep it; groups stand below one another within each.
    // Of means the editions of a group do.
    const place = (several, one) => Object.keys(several).indexOf(one);
    rows.sort((a, b) => place(groups, a.group) - place(groups, b.group));
    if (shares) rows.sort((a, b) => place(asked.options, a.option) - place(asked.options, b.option));
    const given = rows.filter((row) => row.value !== null);
    const many = new Set(rows.map((row) => row.group)).size > 1;
    const waves = [...new Set(rows.map((row) => row.wave))];
    const label = (row) =>
      [many || !shares ? group(row) : "", shares ? option(row) : "", waves.length > 1 ? row.wave : ""]
        .filter(Boolean).join(" · ");
    const width = widthOf("chart");
    const longest = Math.max(8, ...given.map((row) => room(label(row))));
    const left = Math.min(width * 0.5, 7.2 * longest + 12);
    const fits = (left - 11) / 7.2;
    const y = (row) => label(row);
    // As far as what is drawn reaches, to a number that is named.
    const most = shares ? 1 : Math.max(1e-9, ...given.flatMap(({ value, high }) => [value, high ?? value]));
    const chart = plot({
      className: "chart",
      width,
      height: 40 + (two(given.map(label), fits) ? 32 : 26) * given.length,
      marginLeft: left,
      marginRight: 62,
      marginTop: 8,
      style: { fontSize: "13px", background: "none" },
      x: { domain: [0, most], nice: 5, grid: true, label: null,
           tickFormat: shares ? (value) => number(100 * value, 0) : undefined, ticks: width < 480 ? 3 : 5 },
      y: { domain: given.map(label), label: null, tickSize: 0,
           tickFormat: (text) => inLines(text, fits) },
      marks: [
        ...(shares ? [barX(given, { y, x: "value", fill: ACCENT, fillOpacity: 0.3, insetTop: 4, insetBottom: 4 })] : []),
        ruleY(given, { y, x1: "low", x2: "high", stroke: ACCENT, strokeWidth: 2 }),
        dot(given, { y, x: "value", fill: ACCENT, r: 4 }),
        text(given, { y, frameAnchor: "right", text: (row) => written(row.value), textAnchor: "start", dx: 8, fill: "#1d2125" }),
        ruleX([0], { stroke: GREY }),
      ],
    });
    described(chart, `${asked.label}. ${study.t("chart_alt")}`);
    at("chart").replaceChildren(given.length ? chart : element("p", { textContent: study.t("nothing_given") }));
    const silent = survey.silence.filter(([name]) => rows.some((row) => row[name]));
    const waved = waves.some(Boolean);
    const divided = shares && many;
    const value = { shares: "share", levels: "mean" }[asked.kind];
    // Ends that are written alike are no interval.
    const apart = (row) => row.low !== null && written(row.low) !== written(row.high);
    const told = (name) => rows.some((row) => (name === "low" ? apart(row) : row[name] !== null));
    const columns = ["count", "base", "low", "replied", "listed"].filter(told);
    const head = (name) => study.t(survey.heads[name] ?? name);
    const heads = [head(shares ? "answer" : "group"), ...(divided ? [study.t("group")] : []),
      ...(waved ? [study.t("edition")] : []), study.t(value),
      ...columns.map((name) => head(name === "low" ? "interval" : name)),
      ...silent.map(([name]) => head(name))];
    const cells = rows.map((row) => [
      shares ? option(row) : group(row), ...(divided ? [group(row)] : []), ...(waved ? [row.wave] : []),
      row.value === null ? row.reason || "–" : written(row.value),
      ...columns.map((name) => (name !== "low" ? number(row[name], 0)
        : apart(row) ? `${written(row.low)} – ${written(row.high)}` : "")),
      ...silent.map(([name]) => number(row[name], 0)),
    ]);
    table(at("rows"), heads, cells, divided + waved + 1);
    const marked = survey.simulated ? ["simulated"] : [];
    const exact = rows.map((row) => [asked.name, asked.label, row.wave, group(row), option(row),
      ...["value", "low", "high", "count", "base", "replied", "listed"].map((name) => row[name] ?? ""),
      ...survey.silence.map(([name]) => row[name] ?? ""), row.reason,
      ...marked.map(() => true)]);
    const names = ["question", "label", "wave", "group", "answer", value, "low", "high",
      "count", "base", "replied", "listed", ...survey.silence.map(([name]) => name), "reason", ...marked];
    const name = `${survey.simulated ? "simulated-" : ""}${survey.name}-${asked.name}`;
    offered(at("take"), csv([names, ...exact]), "text/csv", `${name}.csv`);
    at("picture").hidden = !given.length;
    const source = [title, waves.length === 1 && waves[0]].filter(Boolean).join(", ");
    const drawn = picture(chart, [asked.label, asked.wording], [source, survey.simulated && study.t("made_up")]);
    offered(at("picture"), drawn, "image/svg+xml", `${name}.svg`);
  }

  const now = () => ({ s: picks.s.value, q: picks.q.value, g: picks.g.value, w: picks.w.value });
  form.addEventListener("change", () => show(now()));
  addEventListener("hashchange", () => show(Object.fromEntries(settings())));
  form.addEventListener("submit", (event) => event.preventDefault());
  at("copy").addEventListener("click", async () => {
    await navigator.clipboard?.writeText(location.href).catch(() => {});
    at("copied").textContent = study.t("copied");
  });
  await show(Object.fromEntries(settings()));
}

// Countries

// Lets the browser do what waits, such as answering a key.
const pause = () => new Promise((resolve) => setTimeout(resolve));

async function countries() {
  const data = await study.ask("countries");
  const pick = at("pick-country");
  at("choose").classList.remove("waits");
  const { compare } = new Intl.Collator(study.language);
  const entries = data.countries.map(({ code, name }) => [code, name]);
  entries.sort(([, a], [, b]) => compare(a, b));
  options(pick, entries, settings().get("c"));
  async function show() {
    const country = data.countries.find(({ code }) => code === pick.value);
    remember({ c: country.code });
    at("country").textContent = country.name;
    const development = country.development &&
      `${study.t("development", { year: data.development })}: ${country.development}`;
    const other = country.outside && study.t("no_member");
    at("of").textContent = [country.region, development, other].filter(Boolean).join(" · ");
    // What a source says of one country is in a file by itself.
    const own = await study.ask(`country-${country.code}`);
    const parts = [];
    const inShort = [];
    for (const [place, source] of data.sources.entries()) {
      await pause();
      if (pick.value !== country.code) return; // another one was chosen meanwhile
      const facts = source.facts
        .map((fact, i) => ({ ...fact, value: own.values[place][i], earlier: own.before[place][i],
          year: own.years[place][i], rank: own.ranks[place][i], near: fact.regions[country.region] }))
        .filter((fact) => fact.value !== null);
      if (!facts.length) continue;
      inShort.push(shortly(source, facts));
      const measured = facts.some((fact) => fact.kind === "number");
      const drawn = element("table", { className: `${source.waves.length ? "" : "sourced"}${measured ? " measured" : ""}` });
      const { waves } = source;
      // A survey's values stand under the edition that they are of; others with source and year.
      const edited = waves.length > 0;
      const heads = [study.t("measure"), ...(edited ? waves : [study.t("value"), study.t("year")]),
        ...(measured ? [study.t("region_median"), study.t("all_median")] : []),
        ...(edited ? [] : [study.t("source")])];
      const written = (value) => (typeof value === "number" ? rounded(value) : (value ?? "–"));
      const of = (fact, wave) => (wave === fact.wave ? fact.value : wave === fact.before ? fact.earlier : undefined);
      table(drawn, heads, facts.map((fact) => [dated(fact, waves),
        ...(edited ? waves.map((wave) => written(of(fact, wave))) : [written(fact.value), fact.year ?? ""]),
        ...(measured ? [fact.near, fact.middle].map((value) => rounded(value ?? null)) : []),
        ...(edited ? [] : [fact.source])]), measured ? 1 : heads.length, heads.length - !edited);
      await pause();
      const scaled = facts.filter((fact) => fact.kind === "number");
      const strip = scaled.length ? [strips(scaled, country, waves)] : [];
      await pause();
      parts.push(element("section", {}, element("h3", { textContent: source.title }), ...strip,
        element("p", { className: "source", dir: "auto" }, ...breakable(source.cited)),
        element("div", { className: "scroll", tabIndex: 0, role: "group", ariaLabel: source.title }, drawn)));
    }
    if (own.contradictions.length) {
      parts.push(element("section", {}, element("h3", { textContent: study.t("contradictions") }),
        element("ul", {}, ...own.contradictions.map((text) => element("li", { textContent: text, dir: "auto" })))));
    }
    inShort.push(own.lacks.length && study.t("lacks", { names: own.lacks.join(", ") }));
    at("short").textContent = inShort.filter(Boolean).join(" ");
    at("profile").replaceChildren(...parts);
  }

  // A record in its words, and scores that countries are ranked by.
  function shortly(source, facts) {
    const [first] = facts;
    const title = source.waves.length ? `${source.title}: ` : "";
    if (first.kind === "number") return facts.filter((fact) => fact.rank).map((fact) =>
      `${title}${fact.title} ${rounded(fact.value)} (${fact.wave || fact.year}), ${fact.rank}.`).join(" ");
    if (facts.length === 1) return `${first.title}: ${first.value}.`;
    const titles = (value) => facts.filter((fact) => fact.value === value).map((fact) => fact.title).join(", ");
    const said = [...new Set(facts.map((fact) => fact.value))].map((value) => `${value} (${titles(value)})`);
    return `${source.title}: ${said.join("; ")}.`;
  }

  // What the latest wave did not have is told with the wave that it is of.
  const dated = (fact, waves) =>
    fact.wave && fact.wave !== waves[0] ? `${fact.title} (${fact.wave})` : fact.title;

  function strips(facts, country, waves) {
    const title = (fact) => dated(fact, waves);
    const scale = (fact, value) => (fact.most > fact.least ? (value - fact.least) / (fact.most - fact.least) : 0.5);
    const placed = (wanted, value) => facts.filter((fact) => typeof wanted(fact) === "number")
      .map((fact) => ({ title: title(fact), x: value(fact) }));
    const half = facts.map((fact) => ({ title: title(fact), low: scale(fact, fact.low), high: scale(fact, fact.high) }));
    const near = placed((fact) => fact.near, (fact) => scale(fact, fact.near));
    const earlier = placed((fact) => fact.earlier, (fact) => Math.min(1, Math.max(0, scale(fact, fact.earlier))));
    const latest = placed((fact) => fact.value, (fact) => scale(fact, fact.value));
    const width = widthOf("profile");
    const left = Math.min(width * 0.45, 230);
    const fits = Math.floor(left / 7.4);
    const chart = plot({
      className: "chart", width, height: 44 + (two(facts.map(title), fits) ? 32 : 24) * facts.length, marginLeft: left, marginRight: 36,
      style: { fontSize: "12px", background: "none" },
      x: { domain: [0, 1], ticks: [0, 1], tickFormat: (value) => study.t(value ? "highest" : "lowest"), label: null },
      y: { domain: facts.map(title), label: null, tickSize: 0,
           tickFormat: (text) => inLines(text, fits) },
      marks: [
        barX(half, { x1: "low", x2: "high", y: "title", fill: "#dfe3e7", inset: 3 }),
        (_, { x, y }) => made("path", { stroke: GREY, "stroke-width": 2,
          d: near.map((row) => `M${x(row.x)},${y(row.title) + 4}v${y.bandwidth() - 8}`).join("") }),
        dot(earlier, { x: "x", y: "title", stroke: ACCENT, fill: "white", r: 4, title: () => waves[1] }),
        dot(latest, { x: "x", y: "title", fill: ACCENT, r: 5, title: () => country.name }),
      ],
    });
    described(chart, study.t("strips_alt", { country: country.name }));
    return chart;
  }

  pick.addEventListener("change", show);
  addEventListener("hashchange", () => {
    pick.value = settings().get("c") ?? pick.value;
    show();
  });
  await pause();
  show();
}

// Claims: the estimate under every specification, or under those that make one choice.

async function curves() {
  const claims = await study.ask("claims");
  const [pick, choose] = [at("pick-claim"), at("pick-choice")];
  at("curves").classList.remove("waits");

  async function show(wanted) {
    options(pick, claims.map(({ code, title }) => [code, title]), wanted.claim);
    const { kinds, rows } = await study.ask(pick.value);
    choose.replaceChildren(...listed([["", study.t("all_choices")]]),
      ...grouped(kinds.map(([label, several], kind) =>
        [label, several.map((name, choice) => [`${kind}.${choice}`, name])])));
    choose.value = wanted.choice ?? "";
    if (choose.selectedIndex < 0) choose.value = "";
    const [kind, choice] = choose.value.split(".").map(Number);
    const taken = rows.filter((row) => !choose.value || row.choices[kind] === choice).map((row, x) => ({ ...row, x }));
    const held = taken.filter((row) => row.holds).length;
    at("held").textContent = study.t("held_in", { held, tried: taken.length });
    const chart = plot({
      className: "chart", width: widthOf("curve"), height: 260,
      style: { fontSize: "13px", background: "none" },
      x: { axis: null, inset: 8 }, y: { label: null, grid: true, nice: true },
      marks: [
        ruleX(taken, { x: "x", y1: "low", y2: "high", stroke: (row) => (row.holds ? ACCENT : WARM), strokeOpacity: 0.4 }),
        dot(taken, { x: "x", y: "permuted", fill: GREY, r: 1.5 }),
        dot(taken, { x: "x", y: "value", fill: (row) => (row.holds ? ACCENT : WARM), r: 2.5 }),
        dot(taken.filter((row) => !row.choices.some(Boolean)), { x: "x", y: "value", stroke: "#1d2125", r: 5 }),
        ...(taken.some((row) => (row.low ?? row.value) <= 0) ? [ruleY([0], { stroke: GREY })] : []),
      ],
    });
    described(chart, study.t("curve_alt"));
    at("curve").replaceChildren(chart, element("p", { className: "source", textContent: study.t("curve_alt") }));
    const written = (value) => number(value, 2);
    table(at("specified"), ["choices", "base", "estimate", "interval", "by_chance", "holds"].map((key) => study.t(key)),
      taken.map((row) => [
        kinds.flatMap(([label, several], i) => (row.choices[i] ? [`${label}: ${several[row.choices[i]]}`] : [])).join("; ")
          || study.t("own_choices"),
        number(row.base, 0), written(row.value),
        row.low === null ? "" : `${written(row.low)} – ${written(row.high)}`,
        row.permuted === null ? "" : written(row.permuted), study.t(row.holds ? "yes" : "no"),
      ]), 1, 5);
  }

  at("curves").addEventListener("change", () => {
    const now = { claim: pick.value, choice: choose.value };
    remember(now);
    show(now);
  });
  at("curves").addEventListener("submit", (event) => event.preventDefault());
  await show(Object.fromEntries(settings()));
}

study.ready.then(() => (at("explore") ? explore() : at("curves") ? curves() : countries()));
