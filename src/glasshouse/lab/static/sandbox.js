// The sandbox: every change is a question to the model, always paired with the world as it is.

import { _, announce, ask, at, badge, commands, draw, el, get, given_up, language, Refused, scale, signed, table, tongue, two, where, whole } from "./core.js";
import { copy, FRESH, question, read, written } from "./state.js";

let state = copy(FRESH);
let scenarios = [];
let safeguards = [];
let parameters = [];
let known_for = "";
let answer = null;
let job = "";
let asking = null;
let asked = "";
let shown = false;
const past = [];
const future = [];

export const current = () => copy(state);

export async function begin() {
  const [one, two_] = await Promise.all([get("/api/scenarios"), get("/api/safeguards")]);
  scenarios = one.rows;
  safeguards = two_.rows;
  at("scenario").replaceChildren(...scenarios.map((row) => el("option", { value: row.name, lang: tongue(row.title) }, _(row.title))));
  build_safeguards();
  wire();
}

export async function show(_detail, rest) {
  shown = true;
  const wanted = rest ? read(rest) : copy(state);
  if (rest && written(wanted) !== written(state)) {
    if (asked) past.push(written(state));
    state = wanted;
  }
  await settle();
  address();
  run();
}

export function hide() { shown = false; }

function address() {
  if (shown) history.replaceState(null, "", `#sandbox?${written(state)}`);
}

/** Takes a change: remembered for undo, written into the address, asked of the model. */
async function change(edit) {
  const before = written(state);
  edit(state);
  if (written(state) === before) return;
  past.push(before);
  future.length = 0;
  await settle();
  address();
  run();
}

async function step(from, to, words) {
  if (!from.length) return;
  to.push(written(state));
  state = read(from.pop());
  await settle();
  address();
  run();
  announce(words);
}

/** Shows the state in every control. */
async function settle() {
  const row = scenarios.find((one) => one.name === state.scenario) || scenarios[0];
  state.scenario = row.name;
  at("scenario").value = row.name;
  at("scenario-about").textContent = [row.caution, row.about].filter(Boolean)[0] || "";
  const sizes = at("people-size");
  if (![...sizes.options].some((option) => Number(option.value) === state.people)) sizes.append(el("option", { value: state.people }, whole(state.people)));
  sizes.value = state.people;
  at("days").value = state.days;
  at("seed").value = state.seed;
  at("undo").disabled = !past.length;
  at("redo").disabled = !future.length;
  if (known_for !== (state.against || state.scenario)) {
    known_for = state.against || state.scenario;
    parameters = (await get(`/api/scenarios/${known_for}/parameters`)).rows;
    build_parameters();
  }
  for (const name of Object.keys(state.set)) if (!at(`p-${name}`)) add_parameter(name);
  for (const one of safeguards) set_safeguard(one);
  for (const one of parameters) set_parameter(one);
  for (const group of document.querySelectorAll("#safeguards > details, #parameters > details")) {
    const count = group.querySelectorAll(".changed").length;
    group.querySelector(".count").textContent = count ? _("{count} changed", { count }) : "";
  }
}

const LINKS = () => ({
  life: _("Life"), platform: _("The app"), cameras: _("Cameras"), custody: _("Where data lie"), rating: _("Lists and scores"),
  gates: _("Doors"), response: _("How people respond"), remedies: _("Ways back"),
});

function grouped(rows, of, make, open) {
  return Object.entries(LINKS()).map(([link, words]) => {
    const inside = rows.filter((row) => row[of] === link);
    if (!inside.length) return null;
    return el("details", { "data-link": link, open: open === link }, el("summary", {}, words, " ", el("span", { class: "count" })), ...inside.map(make));
  }).filter(Boolean);
}

// --- safeguards ---------------------------------------------------------------------------------

function build_safeguards() {
  at("safeguards").replaceChildren(...grouped(safeguards, "link", (one) => {
    const id = `s-${one.name}`;
    const range = el("input", { id, type: "range", min: 0, max: 1, step: 0.05, value: 0,
      oninput: () => say_strength(one), onchange: () => change((now) => { if (Number(range.value) > 0) now.safeguards[one.name] = Number(range.value); else delete now.safeguards[one.name]; }) });
    return el("div", { class: "item", id: `${id}-item` },
      el("label", { for: id, lang: tongue(one.title) }, _(one.title)), el("div", { class: "slide" }, range, el("output", { for: id, id: `${id}-value` })),
      el("details", { class: "more" }, el("summary", {}, _("Cost, law, and how it fails")), el("div", { lang: "en" },
        el("p", {}, one.says), el("p", {}, el("strong", {}, _("Cost:"), " "), [one.staff, one.delay, one.money, one.misses].filter(Boolean).join("; ")),
        one.laws.length ? el("p", {}, el("strong", {}, _("Asked for by:"), " "), one.laws.map((law) => `${law.anchor} (${law.date})${law.checked ? "" : " [not read again]"}`).join("; ")) : null,
        one.change_of_law ? el("p", {}, el("strong", {}, _("Needs a change of law:"), " "), one.change_of_law) : null,
        el("p", {}, el("strong", {}, _("Fails when:"), " "), one.fails.join("; ")), el("p", {}, el("code", {}, one.name)))));
  }, "remedies"));
}

function say_strength(one) {
  const value = Number(at(`s-${one.name}`).value);
  at(`s-${one.name}-value`).textContent = value ? two(value) : _("off");
  at(`s-${one.name}`).setAttribute("aria-valuetext", value ? _("strength {value}", { value: two(value) }) : _("off"));
}

function set_safeguard(one) {
  at(`s-${one.name}`).value = state.safeguards[one.name] || 0;
  at(`s-${one.name}-item`).classList.toggle("changed", (state.safeguards[one.name] || 0) > 0);
  say_strength(one);
}

// --- parameters -----------------------------------------------------------------------------------

function build_parameters() {
  at("parameters").replaceChildren(...grouped(parameters.filter((one) => one.main && !one.off), "mechanism", control));
  at("every-parameter").replaceChildren(...parameters.filter((one) => !one.off).map((one) => el("option", { value: one.name }, _(one.label))));
}

function control(one) {
  const id = `p-${one.name}`;
  const turn = scale({ ...one, step: (one.high - one.low) / 200 || 1 });
  const take = (value) => change((now) => { if (Math.abs(value - one.value) <= Math.abs(one.value) * 1e-9) delete now.set[one.name]; else now.set[one.name] = value; });
  const number = el("input", { id: `${id}-number`, type: "number", step: "any", min: one.least > -1e200 ? one.least : null, max: one.most < 1e200 ? one.most : null, "aria-label": _("{name}: value", { name: _(one.label) }), "aria-describedby": `${id}-about`,
    onchange: () => { if (number.value !== "" && number.checkValidity()) take(Number(number.value)); else set_parameter(one); } });
  const range = el("input", { id, type: "range", min: 0, max: 100, step: 0.5, "aria-describedby": `${id}-about`,
    oninput: () => { number.value = turn.value(range.value); say_value(one, turn.value(range.value)); },
    onchange: () => take(turn.value(range.value)) });
  return el("div", { class: "item", id: `${id}-item` },
    el("label", { for: id, lang: tongue(one.label) }, _(one.label)), " ", badge(one.grade),
    el("div", { class: "slide" }, range, number),
    el("p", { class: "quiet", id: `${id}-about` }, el("span", { lang: "en" }, `${one.unit}; `), _("range {low} to {high}, here {value}", { low: plain(one.low), high: plain(one.high), value: plain(one.value) })),
    el("details", { class: "more" }, el("summary", {}, _("What it is and where it comes from")), el("div", { lang: "en" }, el("p", {}, one.says), el("p", {}, el("strong", {}, _("Source:"), " "), `${one.source} (${one.date})`), el("p", {}, el("code", {}, one.name)))),
    el("button", { type: "button", class: "small reset", onclick: () => { change((now) => { delete now.set[one.name]; }); range.focus(); } }, _("Back to {value}", { value: plain(one.value) })));
}

const plain = (value) => (value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(1) : Number(value.toPrecision(4)).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 6 }));

function say_value(one, value) {
  at(`p-${one.name}`).setAttribute("aria-valuetext", `${plain(value)} ${one.unit}`);
}

function set_parameter(one) {
  const range = at(`p-${one.name}`);
  if (!range) return;
  const value = one.name in state.set ? state.set[one.name] : one.value;
  const place = scale({ ...one, step: 1 }).place(value);
  range.value = Number.isFinite(place) ? place : 0;
  at(`p-${one.name}-number`).value = value;
  at(`p-${one.name}-item`).classList.toggle("changed", one.name in state.set);
  say_value(one, value);
}

function add_parameter(name) {
  const one = parameters.find((row) => row.name === name);
  if (!one) {
    announce(_("There is no parameter {name} in this scenario.", { name }));
    delete state.set[name];
    return;
  }
  let group = document.querySelector(`#parameters details[data-link="${one.mechanism}"]`);
  if (!group) {
    group = el("details", { "data-link": one.mechanism }, el("summary", {}, LINKS()[one.mechanism], " ", el("span", { class: "count" })));
    at("parameters").append(group);
  }
  group.append(control(one));
  group.open = true;
}

// --- wiring -----------------------------------------------------------------------------------------

function wire() {
  at("jump").addEventListener("click", (event) => { event.preventDefault(); at("results-title").scrollIntoView(); at("results-title").focus({ preventScroll: true }); });
  at("controls").addEventListener("submit", (event) => event.preventDefault());
  at("scenario").addEventListener("change", (event) => change((now) => {
    const row = scenarios.find((one) => one.name === event.target.value);
    now.scenario = row.name;
    now.against = null;
    now.days = Math.min(row.days, 365);
    now.set = {};
  }));
  at("people-size").addEventListener("change", (event) => change((now) => { now.people = Number(event.target.value); }));
  for (const [id, least] of [["days", 1], ["seed", 0]]) {
    at(id).addEventListener("change", (event) => {
      const value = Number(event.target.value);
      if (event.target.value !== "" && Number.isSafeInteger(value) && value >= least) change((now) => { now[id] = value; });
      else settle();
    });
  }
  at("undo").addEventListener("click", () => step(past, future, _("Undone.")));
  at("redo").addEventListener("click", () => step(future, past, _("Done again.")));
  at("clear").addEventListener("click", () => change((now) => { now.set = {}; now.safeguards = {}; now.against = null; }));
  at("share").addEventListener("click", share);
  at("add").addEventListener("click", () => {
    const name = at("more").value.trim();
    if (!name) return;
    if (!at(`p-${name}`)) add_parameter(name);
    at("more").value = "";
    settle().then(() => at(`p-${name}`)?.focus());
  });
  at("more").addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); at("add").click(); } });
  at("cancel").addEventListener("click", () => asking?.abort());
  at("measure").addEventListener("change", (event) => { state.measure = event.target.value; address(); if (answer) look(); });
  at("keep").addEventListener("click", keep);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input[type=number], input[type=search], #more");
    if (!shown || typing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    if (event.shiftKey) at("redo").click(); else at("undo").click();
  });
}

async function share() {
  address();
  const link = location.href;
  try {
    await navigator.clipboard.writeText(link);
    announce(_("The link is copied. It restores everything."));
  } catch {
    announce(_("The address above is the link: it restores everything."));
  }
}

// --- asking -----------------------------------------------------------------------------------------

async function run() {
  const wanted = JSON.stringify(question(state));
  if (wanted === asked && (asking || answer)) { if (answer) look(); return; }
  asked = wanted;
  asking?.abort();
  const mine = (asking = new AbortController());
  at("problem").hidden = true;
  const slow = setTimeout(() => { if (asking === mine) at("working").hidden = false; }, 150);
  at("answer").classList.add("old");
  try {
    const done = await ask("/api/questions", question(state), { signal: mine.signal, told: (now) => far(now, mine) });
    if (asking !== mine) return;
    job = done.id;
    answer = done.answer;
    asking = null;
    fill_in(done.seconds);
  } catch (problem) {
    if (asking !== mine) return;
    asking = null;
    asked = "";
    at("problem").hidden = false;
    at("problem").textContent = given_up(problem) ? _("Cancelled. The numbers below, if any, belong to the question before.") : problem.message;
    if (!given_up(problem) && !(problem instanceof Refused)) throw problem;
  } finally {
    clearTimeout(slow);
    if (asking === null || asking === mine) at("working").hidden = true;
  }
}

function far(now, mine) {
  if (asking !== mine) return;
  at("progress").value = now.progress;
  at("progress-says").textContent = now.ahead ? _("{count} questions are in front", { count: now.ahead }) : now.says === "waiting" ? _("waiting for the model to be ready") : _(now.says);
  if (now.preview && now.preview !== answer && now.state === "running" && !at("answer").dataset.preview) {
    job = now.id;
    answer = now.preview;
    at("answer").dataset.preview = "true";
    fill_in(0, true);
  }
}

const KINDS = () => ({ harm: _("Harms"), cost: _("Costs"), claimed_benefit: _("Claimed benefits") });

function fill_in(seconds, preview = false) {
  if (!preview) delete at("answer").dataset.preview;
  at("answer").hidden = false;
  at("answer").classList.toggle("old", preview);
  const changes = Object.keys(state.set).length + Object.keys(state.safeguards).length + (state.against ? 1 : 0);
  at("lives").textContent = preview
    ? _("A first look with {people} people; the full answer is on its way.", { people: whole(answer.people) })
    : !changes ? _("Nothing is changed yet: both worlds are the same. Give the world on the left a safeguard.")
    : answer.same ? _("Not one life differs between the two worlds.")
    : _("The lives of {count} of {people} people differ: {better} suffer less, {worse} suffer more, in this model and under shared luck.", {
      count: two(answer.lives.people_changed), people: whole(answer.people), better: two(answer.lives.people_better), worse: two(answer.lives.people_worse) });
  at("warnings").replaceChildren(...answer.warnings.map((text) => el("li", {}, text)));
  const menu = at("measure");
  const groups = Object.entries({ ...KINDS(), description: _("Descriptions") });
  menu.replaceChildren(...groups.map(([kind, words]) => el("optgroup", { label: words }, answer.measures.filter((row) => row.kind === kind).map((row) => el("option", { value: row.measure, lang: tongue(row.label) }, _(row.label))))));
  if (!answer.measures.some((row) => row.measure === state.measure)) state.measure = FRESH.measure;
  menu.value = state.measure;
  tables();
  at("commands").replaceChildren(...commands(answer));
  at("downloads").replaceChildren(...[["measures", "csv"], ["measures", "parquet"], ["groups", "csv"], ["weeks", "csv"]].map(([name, form]) =>
    el("li", {}, el("a", { href: `/api/jobs/${job}/${name}.${form}`, download: "" }, `${name}.${form}`))));
  at("kept").textContent = "";
  look();
  if (!preview) announce(_("The answer is here, after {seconds} seconds.", { seconds: two(Math.max(seconds, 0.01)) }));
}

/** The measure looked at: the sentence, and the three drawings. */
function look() {
  const row = answer.measures.find((one) => one.measure === state.measure);
  at("measure-says").textContent = row.says;
  const unit = row.per > 1 ? _("for every 100,000 people") : `(${row.unit})`;
  const values = { name: _(row.label), base: two(row.base), changed: two(row.changed), difference: signed(row.difference), low: signed(row.low), high: signed(row.high), unit };
  at("headline").textContent = row.low === null || row.low === undefined
    ? _("{name}: {base} as it is, {changed} with the changes {unit}. The difference is {difference}.", values)
    : _("{name}: {base} as it is, {changed} with the changes {unit}. The difference is {difference} (95 % interval {low} to {high}).", values);
  for (const figure of ["worlds", "groups", "weeks"]) draw(at(`chart-${figure}`), `/api/jobs/${job}/${figure}.svg?lang=${language}&measure=${state.measure}`);
  for (const place of document.querySelectorAll("#answer .where")) {
    const figure = place.parentElement.querySelector(".drawing").id.replace("chart-", "");
    place.replaceChildren(...where(answer), " ", el("a", { href: `/api/jobs/${job}/${figure}.svg?lang=${language}&measure=${state.measure}&alone=true`, download: "" }, _("Save as SVG")));
  }
}

function tables() {
  const HEADS = [_("Measure"), _("As it is"), _("With the changes"), _("Difference"), _("95 % interval")];
  at("tables").replaceChildren(...Object.entries(KINDS()).map(([kind, words]) => {
    const rows = answer.measures.filter((row) => row.kind === kind && (row.base || row.changed));
    const moved = (row) => (row.difference !== 0 && row.difference !== null ? 0 : 1);
    rows.sort((a, b) => moved(a) - moved(b));
    const cells = rows.map((row) => [el("span", { lang: tongue(row.label), class: moved(row) ? "still" : null }, _(row.label), row.per > 1 ? "" : ` (${row.unit})`), two(row.base), two(row.changed), signed(row.difference), row.low === null || row.low === undefined ? "–" : _("{low} to {high}", { low: signed(row.low), high: signed(row.high) })]);
    return el("details", { open: kind === "harm" || kind === "cost", class: `kind ${kind}` }, el("summary", {}, `${words} (${rows.length})`),
      el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": words }, table(HEADS, cells, { caption: _("For every 100,000 people, unless a unit is given"), numeric: [1, 2, 3, 4] })));
  }));
}

async function keep() {
  at("keep").disabled = true;
  at("kept").textContent = _("Writing …");
  try {
    const { answer: done } = await ask("/api/runs", { question: question(state), world: "changed" }, { told: (now) => { at("kept").textContent = _(now.says); } });
    const base = `/api/runs/${encodeURIComponent(done.run)}`;
    at("kept").replaceChildren(el("a", { href: `${base}/report.html`, target: "_blank", rel: "noopener" }, _("Open the report")), " · ",
      el("a", { href: `${base}/report.html`, download: `${done.run}.html` }, _("Save it")), " · ", el("a", { href: `${base}/tables/measures.parquet`, download: "" }, "measures.parquet"));
  } catch (problem) {
    at("kept").textContent = problem.message;
  } finally {
    at("keep").disabled = false;
  }
}
