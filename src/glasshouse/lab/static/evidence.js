// What the model rests on: the ledger, what flips a verdict, the casebook, the translations.

import { _, ask, at, badge, draw, el, get, given_up, table, tongue, two } from "./core.js";

let ledger = null;
let cases = [];
let asking = null;
let holding = null;

export function begin() {
  for (const id of ["grade", "ledger-words"]) at(id).addEventListener("input", list);
  at("ledger-filter").addEventListener("submit", (event) => event.preventDefault());
  at("verdict-form").addEventListener("submit", (event) => { event.preventDefault(); judge(); });
  at("verdict-cancel").addEventListener("click", () => asking?.abort());
  at("cases-form").addEventListener("submit", (event) => { event.preventDefault(); hold(); });
  at("cases-cancel").addEventListener("click", () => holding?.abort());
}

export async function show() {
  if (ledger) return;
  const [rows, safeguards, figures, book, catalogues] = await Promise.all(["ledger", "safeguards", "casebook", "cases", "catalogues"].map((name) => get(`/api/${name}`)));
  ledger = rows.rows;
  cases = book.rows;
  at("case").replaceChildren(el("option", { value: "" }, _("all of them")), ...cases.map((one) => el("option", { value: one.name, lang: "en" }, one.title)));
  draw(at("chart-grades"), "/api/ledger.svg");
  list();
  at("verdict-of").replaceChildren(...safeguards.rows.map((one) => el("option", { value: one.name, lang: tongue(one.title), "data-title": one.title }, _(one.title))));
  casebook(figures.rows);
  at("catalogues").replaceChildren(table([_("Language"), _("Messages"), _("Translated"), _("Missing"), _("Reviewed by a speaker")],
    catalogues.map((one) => [one.language, String(one.messages), String(one.translated), String(one.missing.length), one.reviewed ? _("yes") : _("not yet")]), { numeric: [1, 2, 3] }));
}

function list() {
  const grade = at("grade").value;
  const words = at("ledger-words").value.trim().toLowerCase();
  const rows = ledger.filter((one) => (!grade || one.grade === grade) && (!words || `${one.name} ${one.says} ${one.source}`.toLowerCase().includes(words)));
  at("ledger-count").textContent = _("{count} of {all} numbers", { count: rows.length, all: ledger.length });
  const name = (one) => one.name.split(/(?<=[._])/).flatMap((part) => [part, el("wbr")]);
  at("ledger").replaceChildren(table([_("Number"), _("Value"), _("Range"), _("Unit"), _("Grade"), _("What it is, and where it comes from")],
    rows.map((one) => [el("code", {}, name(one)), String(one.value), `${one.low} – ${one.high}`, one.unit, badge(one.grade), [el("span", {}, one.says, " "), el("span", { class: "quiet" }, `${one.source} (${one.date})`)]]), { numeric: [1] }));
}

async function judge() {
  asking?.abort();
  const mine = (asking = new AbortController());
  at("verdict-working").hidden = false;
  at("verdict").replaceChildren();
  const title = at("verdict-of").selectedOptions[0].dataset.title;
  try {
    const { answer } = await ask("/api/verdicts", { safeguard: at("verdict-of").value }, { signal: mine.signal, told: (job) => { at("verdict-progress").value = job.progress; at("verdict-says").textContent = _(job.says); } });
    at("verdict").replaceChildren(...card(answer, title));
  } catch (problem) {
    at("verdict").replaceChildren(el("p", { class: "error" }, given_up(problem) ? _("Cancelled.") : problem.message));
  } finally {
    if (asking === mine) { at("verdict-working").hidden = true; asking = null; }
  }
}

/** What was found about a promise: whether it holds, how widely, and which assumption flips it. */
function card(answer, title) {
  const shares = Object.entries(answer.share_of_space).map(([scale, share]) => `${two(100 * share)} % (${scale})`).join(", ");
  const found = [
    [_("Promised change, as a share of the value"), two(answer.by)],
    [_("Change found (95 % interval)"), _("{value} ({low} to {high})", { value: two(answer.effect), low: two(answer.low), high: two(answer.high) })],
    [_("Share of the plausible space in which it holds"), shares],
    [_("Worlds lived for this"), String(answer.ran)],
  ];
  const flip = (one) => [one.parameter, two(one.assumed), two(one.value), `${two(one.low)} – ${two(one.high)}`, badge(one.grade)];
  return [
    el("h3", { lang: tongue(title) }, _(title)),
    el("p", { class: "headline" }, answer.holds ? _("It does what it promises, at the assumed values.") : _("It does not do what it promises, at the assumed values.")),
    el("p", { class: "quiet", lang: "en" }, answer.says),
    table([_("What was tried"), _("What was found")], found),
    answer.flips.length
      ? table([_("What flips it"), _("Assumed"), _("Flips at"), _("Range"), _("Grade")], answer.flips.map(flip), { numeric: [1, 2], caption: _("One assumption alone, the nearest first") })
      : el("p", {}, _("No assumption that was tried flips it alone.")),
    el("pre", { tabindex: 0 }, answer.commands.join("\n")),
  ];
}

function casebook(rows) {
  at("casebook").replaceChildren(table([_("Row"), _("What was found"), _("Figure"), _("Role"), _("Grade"), _("Source")],
    rows.map((one) => [one.id, one.says, one.figure, one.role, badge(one.grade), `${one.source} (${one.date})`])));
}

/** What a row's verdict says; a fit is no check, so it is not counted as a success. */
const VERDICTS = () => ({
  inside: _("inside the interval"), miss: _("a miss"), exact: _("exact"), fit: _("fitted to this figure, so no check"), prediction: _("nobody published a figure"),
});

async function hold() {
  holding?.abort();
  const mine = (holding = new AbortController());
  const asked = at("case").value ? cases.filter((one) => one.name === at("case").value) : cases;
  const counts = {};
  at("cases").replaceChildren();
  at("cases-count").textContent = "";
  at("cases-working").hidden = false;
  try {
    for (const [place, one] of asked.entries()) {
      at("cases-progress").value = place / asked.length;
      at("cases-says").textContent = one.title;
      const { answer } = await ask("/api/cases", { case: one.name }, { signal: mine.signal });
      for (const row of answer.rows) counts[row.verdict] = (counts[row.verdict] || 0) + 1;
      at("cases").append(told(one, answer.rows));
      at("cases-count").textContent = Object.entries(VERDICTS()).filter(([word]) => counts[word]).map(([word, words]) => `${words}: ${counts[word]}`).join("; ");
    }
  } catch (problem) {
    at("cases").append(el("p", { class: "error" }, given_up(problem) ? _("Cancelled.") : problem.message));
  } finally {
    if (holding === mine) { at("cases-working").hidden = true; holding = null; }
  }
}

/** One case: its question, and a table of published figure, model and verdict; misses stand first. */
function told(one, rows) {
  const words = VERDICTS();
  const order = Object.fromEntries(["miss", "inside", "exact", "fit", "prediction"].map((word, place) => [word, place]));
  const figure = (value) => (value === null ? "–" : two(value));
  const published = (row) => (row.published_low === null ? figure(row.published) : _("{low} to {high}", { low: figure(row.published_low), high: figure(row.published_high) }));
  const line = (row) => [el("span", { lang: "en" }, row.what, " ", el("span", { class: "quiet" }, `(${row.unit})`)), published(row), figure(row.model), _("{low} to {high}", { low: figure(row.low), high: figure(row.high) }),
    [el("strong", { class: `outcome ${row.verdict}` }, words[row.verdict]), row.reason ? el("div", { class: "quiet", lang: "en" }, row.reason) : ""]];
  const sorted = [...rows].sort((a, b) => order[a.verdict] - order[b.verdict]);
  return el("section", { class: "case" }, el("h3", { lang: "en" }, one.title), el("p", { lang: "en" }, one.question),
    el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": one.title }, table([_("What is compared"), _("Published"), _("Model"), _("Interval"), _("Verdict")], sorted.map(line), { numeric: [1, 2, 3] })),
    el("p", { class: "quiet" }, _("What a miss would mean:"), " ", el("span", { lang: "en" }, one.miss_means)));
}
