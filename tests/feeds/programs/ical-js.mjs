// Prints what ical.js (Thunderbird's parser) makes of calendar files: file -> UID -> plain values of each entry.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const moment = (time) => {
  if (!time) return null;
  if (time.isDate) return { day: time.toString() };
  const zone = time.zone.tzid === "floating" ? null : time.zone.tzid;
  const instant = zone && time.convertToZone(ICAL.Timezone.utcTimezone).toString();
  return { wall: time.toString().replace(/Z$/, ""), zone, instant };
};

const entry = (component) => {
  const value = (name) => component.getFirstPropertyValue(name);
  const isEvent = component.name === "vevent";
  return {
    kind: component.name.toUpperCase(),
    summary: value("summary"),
    description: value("description"),
    location: value("location"),
    begins: moment(value("dtstart")),
    ends: moment(isEvent ? new ICAL.Event(component).endDate : value("due")),
    status: value("status"),
    sequence: value("sequence"),
    categories: component.getAllProperties("categories").flatMap((line) => line.getValues()),
  };
};

const read = (file) => {
  ICAL.TimezoneService.reset();
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const entries = ["vevent", "vtodo"].flatMap((name) => calendar.getAllSubcomponents(name));
  return Object.fromEntries(entries.map((one) => [one.getFirstPropertyValue("uid"), entry(one)]));
};

const [, , ...files] = process.argv;
console.log(JSON.stringify(Object.fromEntries(files.map((file) => [file, read(file)]))));
