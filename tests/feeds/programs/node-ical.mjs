// Prints what node-ical makes of calendar files: file -> UID -> plain values of each entry. It reads days and times of
// no zone in the time zone of the machine: run it with TZ=UTC.
import { readFileSync } from "node:fs";
import ical from "node-ical";

const text = (value) => value?.val ?? value ?? null;
const list = (value) => (value === undefined ? [] : [value].flat());

const moment = (time) => {
  if (!time) return null;
  if (time.dateOnly) return { day: time.toISOString().slice(0, 10) };
  const wall = time.toLocaleString("sv-SE", { timeZone: time.tz ?? "UTC" }).replace(" ", "T");
  return { wall, zone: time.tz ?? null, instant: time.tz ? time.toISOString().replace(".000Z", "Z") : null };
};

const entry = (one) => ({
  kind: one.type,
  summary: text(one.summary),
  description: text(one.description),
  location: text(one.location),
  begins: moment(one.start),
  ends: moment(one.type === "VEVENT" ? one.end : one.due),
  status: text(one.status),
  sequence: one.sequence ?? null,
  categories: list(one.categories),
});

const read = (file) => {
  const entries = Object.values(ical.sync.parseICS(readFileSync(file, "utf8")));
  const shown = entries.filter((one) => one?.type === "VEVENT" || one?.type === "VTODO");
  return Object.fromEntries(shown.map((one) => [one.uid, entry(one)]));
};

const [, , ...files] = process.argv;
console.log(JSON.stringify(Object.fromEntries(files.map((file) => [file, read(file)]))));
