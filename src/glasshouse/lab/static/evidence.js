// What the model rests on: the ledger, what flips a verdict, the casebook, the translations.

import { _, ask, at, badge, draw, el, get, given_up, language, table, two } from "./core.js";

let ledger = null;
let asking = null;

export function begin() {
  for (const id of ["grade", "ledger-words"]) at(id).addEventListener("input", list);
  at("ledger-filter").addEventListener("submit", (event) => event.preventDefault());
  at("verdict-form").addEventListener("submit", (event) => { event.preventDefault(); judge(); });
  at("verdict-cancel").addEventListener("click", () => asking?.abort());
}

export async function show() {
  if (ledger) return;
  const [rows, safeguards, cases, catalogues] = await Promise.all([get("/api/ledger"), get("/api/safeguards"), get("/api/casebook"), get("/api/catalogues")]);
  ledger = rows.rows;
  draw(at("chart-grades"), "/api/ledger.svg");
  list();
  at("verdict-of").replaceChildren(...safeguards.rows.map((one) => el("option", { value: one.name, lang: "en" }, `${one.label}: ${one.meant.direction === "down" ? "lowers" : "raises"} ${one.meant.measure.replaceAll("_", " ")}`)));
  casebook(cases.rows);
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
  try {
    const { answer } = await ask("/api/verdicts", { safeguard: at("verdict-of").value }, { signal: mine.signal, told: (job) => { at("verdict-progress").value = job.progress; at("verdict-says").textContent = job.says; } });
    const shares = Object.entries(answer.share_of_space).map(([scale, share]) => `${two(100 * share)} % (${scale})`).join(", ");
    at("verdict").replaceChildren(
      el("h3", {}, answer.claim), el("p", { class: "headline" }, answer.says),
      table(["", ""], [[_("Holds at the assumed values"), answer.holds ? _("yes") : _("no")], [_("Share of the plausible space in which it holds"), shares], [_("Worlds lived for this"), String(answer.ran)]]),
      answer.flips.length ? table([_("What flips it"), _("Assumed"), _("Flips at"), _("Range"), _("Grade")], answer.flips.map((one) => [one.parameter, two(one.assumed), two(one.value), `${two(one.low)} – ${two(one.high)}`, badge(one.grade)]), { numeric: [1, 2], caption: _("One assumption alone, the nearest first") }) : el("p", {}, _("No assumption that was tried flips it alone.")),
      el("pre", { tabindex: 0 }, answer.commands.join("\n")));
  } catch (problem) {
    at("verdict").replaceChildren(el("p", { class: "error" }, given_up(problem) ? _("Cancelled.") : problem.message));
  } finally {
    if (asking === mine) { at("verdict-working").hidden = true; asking = null; }
  }
}

function casebook(rows) {
  if (!rows.length) {
    at("casebook").replaceChildren(el("p", {}, _("This version has no casebook.")));
    return;
  }
  at("casebook").replaceChildren(table([_("Row"), _("What was found"), _("Figure"), _("Role"), _("Grade"), _("Source")],
    rows.map((one) => [one.id, one.says, one.figure, one.role, badge(one.grade), `${one.source} (${one.date})`])));
}
