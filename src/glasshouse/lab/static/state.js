// What the sandbox is set to, kept in the address after `#`, so that a link restores everything.

export const FRESH = { scenario: "china-2018", people: 100000, days: 365, seed: 1, set: {}, safeguards: {}, against: null, measure: "people_refused" };

export function copy(state) {
  return { ...state, set: { ...state.set }, safeguards: { ...state.safeguards } };
}

const pairs = (values) => Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}:${value}`).join(",");

export function written(state) {
  const out = new URLSearchParams();
  out.set("scenario", state.scenario);
  if (state.people !== FRESH.people) out.set("people", state.people);
  if (state.days !== FRESH.days) out.set("days", state.days);
  if (state.seed !== FRESH.seed) out.set("seed", state.seed);
  if (state.against) out.set("against", state.against);
  if (Object.keys(state.set).length) out.set("set", pairs(state.set));
  if (Object.keys(state.safeguards).length) out.set("with", pairs(state.safeguards));
  if (state.measure !== FRESH.measure) out.set("measure", state.measure);
  return out.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
}

const name = (text, otherwise) => (/^[A-Za-z0-9_.-]{1,80}$/.test(text || "") ? text : otherwise);

function numbers(text) {
  const found = {};
  for (const part of (text || "").split(",").slice(0, 200)) {
    const [key, value] = part.split(":");
    if (name(key, "") && value !== undefined && Number.isFinite(Number(value))) found[key] = Number(value);
  }
  return found;
}

export function read(text) {
  const got = new URLSearchParams(text);
  const count = (key) => (/^\d{1,16}$/.test(got.get(key) || "") ? Number(got.get(key)) : FRESH[key]);
  return {
    scenario: name(got.get("scenario"), FRESH.scenario), people: count("people"), days: count("days"), seed: count("seed"),
    against: name(got.get("against"), null), set: numbers(got.get("set")), safeguards: numbers(got.get("with")),
    measure: name(got.get("measure"), FRESH.measure),
  };
}

export function question(state) {
  const { scenario, people, days, seed, set, safeguards, against } = state;
  const more = against ? { against } : {};
  return { scenario, people, days, seed, set, safeguards, ...more };
}
