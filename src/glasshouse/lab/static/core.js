// What every part of the page uses: words, numbers, elements, questions and their jobs, drawings.

export const language = document.documentElement.lang;
let words = {};

export async function learn() {
  words = language === "en" ? {} : await get(`/api/messages/${language}`);
}

/** A message in the reader's language, its {places} filled. What has no translation stays English. */
export function _(text, values = {}) {
  return fill(words[text] || text, values);
}

export function fill(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? values[name] : place));
}

/** Two significant digits, as the report prints them. */
export function two(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return _("not known");
  if (value === 0) return "0";
  const size = Math.abs(value);
  const rounded = Number(value.toPrecision(2));
  const say = (number, digits = 0) => number.toLocaleString(language, { maximumFractionDigits: digits, minimumFractionDigits: 0 });
  if (size >= 999500) {
    return new Intl.NumberFormat(language, { notation: "compact", compactDisplay: "long", maximumSignificantDigits: 2 }).format(rounded);
  }
  if (size < 0.0001) return _("under {least}", { least: say(0.0001, 4) });
  const digits = Math.max(0, 1 - Math.floor(Math.log10(Math.abs(rounded))));
  return say(rounded, digits);
}

export function signed(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "";
  return value === 0 ? "0" : (value < 0 ? "−" : "+") + two(Math.abs(value));
}

export function whole(value) {
  return Number(value).toLocaleString(language);
}

/** An element with attributes, listeners (onclick) and children; text is always text. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

export const at = (id) => document.getElementById(id);

let saying = 0;
/** Says something to readers who listen, and shows it for a moment to those who look. */
export function announce(text) {
  const place = at("status");
  place.textContent = text;
  clearTimeout(saying);
  saying = setTimeout(() => { place.textContent = ""; }, 6000);
}

export class Refused extends Error {
  constructor(problem) {
    super([problem.says, problem.nearest && !problem.says.includes(problem.nearest) ? problem.nearest : "", problem.next_step && !problem.says.includes(problem.next_step) ? problem.next_step : ""].filter(Boolean).join(" "));
    this.problem = problem;
  }
}

async function read(response) {
  const said = await response.json().catch(() => ({ says: _("The server gave no answer that can be read.") }));
  if (!response.ok) throw new Refused(said);
  return said;
}

export async function get(path, signal) {
  return read(await fetch(path, { signal }));
}

/**
 * Asks, follows the job, and returns its answer; `told` hears every change. Aborting the signal cancels the job.
 */
export async function ask(path, body, { told = () => {}, signal } = {}) {
  const send = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), signal };
  let job = null;
  for (let patience = 0; job === null; patience += 1) {
    try {
      job = await read(await fetch(path, send));
    } catch (problem) {
      const busy = problem instanceof Refused && /wait already/.test(problem.message);
      if (!busy || patience > 5) throw problem;
      await new Promise((go) => setTimeout(go, 1500));
    }
  }
  const stop = () => fetch(`/api/jobs/${job.id}`, { method: "DELETE", keepalive: true }).catch(() => {});
  if (signal) {
    if (signal.aborted) { stop(); throw new DOMException("", "AbortError"); }
    signal.addEventListener("abort", stop, { once: true });
  }
  try {
    while (!["done", "failed", "cancelled"].includes(job.state)) {
      told(job);
      job = await get(`/api/jobs/${job.id}?seen=${job.version}&wait=15`, signal);
    }
  } finally {
    if (signal) signal.removeEventListener("abort", stop);
  }
  told(job);
  if (job.state === "failed") throw new Refused(job.problem);
  if (job.state === "cancelled") throw new DOMException("", "AbortError");
  return { id: job.id, answer: job.answer, seconds: job.seconds };
}

export const given_up = (error) => error.name === "AbortError";

/** Puts a drawing of the server into the page. It is fetched as XML: no text is ever read as markup. */
export function draw(place, path) {
  const size = place.clientWidth && place.clientWidth < 560 ? "narrow" : "wide";
  const address = `${path}${path.includes("?") ? "&" : "?"}size=${size}`;
  place.dataset.address = path;
  place.dataset.size = size;
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.overrideMimeType("image/svg+xml");
    request.onloadend = () => {
      if (place.dataset.address !== path) return done(false);
      const drawn = request.status === 200 && request.responseXML ? request.responseXML.documentElement : null;
      if (!drawn || drawn.dataset.empty) place.replaceChildren(el("p", { class: "empty" }, _("Nothing to draw: it is zero, or the same, in both worlds.")));
      else {
        drawn.querySelector("title")?.remove(); // the label says it; a title would show as a tip over everything
        place.replaceChildren(document.importNode(drawn, true));
      }
      done(true);
    };
    request.send();
  });
}

let turning = 0;
window.addEventListener("resize", () => {
  clearTimeout(turning);
  turning = setTimeout(() => {
    for (const place of document.querySelectorAll(".drawing[data-address]")) {
      const size = place.clientWidth && place.clientWidth < 560 ? "narrow" : "wide";
      if (place.clientWidth && size !== place.dataset.size) draw(place, place.dataset.address);
    }
  }, 250);
});

/** What every chart carries: scenario, people, days, seed, digests, and the commands that give the same numbers. */
export function where(answer) {
  return [
    el("span", {}, _("{title}; {people} synthetic people, {days} days, seed {seed}.", { title: answer.title, people: whole(answer.people), days: answer.days, seed: answer.seed }), " "),
    el("span", {}, _("Digests: {base} as it is, {changed} with the changes.", { base: answer.base.digest.slice(0, 12), changed: answer.changed.digest.slice(0, 12) })),
  ];
}

export function commands(answer) {
  const one = (name, world) => el("div", { class: "command" }, el("p", {}, el("strong", {}, name), " ", _("digest"), " ", el("code", {}, world.digest)), el("pre", { tabindex: 0 }, world.command));
  return [one(_("As it is:"), answer.base), one(_("With the changes:"), answer.changed)];
}

/** A slider's place from 0 to 100 as a value, on a plain or a logarithmic scale, and back. */
export function scale({ low, high, step, log }) {
  const tidy = (value) => {
    if (log) return Number(value.toPrecision(2));
    return Number((Math.round((value - low) / step) * step + low).toPrecision(10));
  };
  return {
    value: (place) => (Number(place) <= 0 ? low : Number(place) >= 100 ? high : tidy(log ? low * (high / low) ** (place / 100) : low + ((high - low) * place) / 100)),
    place: (value) => (log ? (100 * Math.log(value / low)) / Math.log(high / low) : (100 * (value - low)) / (high - low)),
  };
}

export function table(heads, rows, { caption = "", numeric = [] } = {}) {
  return el("table", {},
    caption ? el("caption", {}, caption) : null,
    el("thead", {}, el("tr", {}, heads.map((head, place) => el("th", { scope: "col", class: numeric.includes(place) ? "num" : null }, head)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell, place) => el(place ? "td" : "th", { scope: place ? null : "row", class: numeric.includes(place) ? "num" : null }, ...[cell].flat()))))));
}

export function badge(grade) {
  return el("span", { class: `badge ${grade}` }, _(grade));
}

/** Names that `badge` translates, listed for the catalogue. */
export const GRADES = () => [_("measured"), _("reported"), _("derived"), _("assumed")];

/** What a job says of itself before its worker does, listed for the catalogue. */
export const SAYS = () => [_("beginning"), _("being cancelled"), _("done")];

/** `en` for a name that the reader's language lacks, so that it is read aloud as English; nothing otherwise. */
export const tongue = (text) => (language === "en" || text in words ? null : "en");
