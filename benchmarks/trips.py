"""How a spreadsheet of trips is imported: a visit for each row, by the mapping that `ctcalendar import` is given."""

from pathlib import Path

MAPPING = """\
source: {id: trips, title: {en: Trips}, languages: [en]}
kind: visit
title: "{name} visits {country}"
start: start_date
end: end_date
places: {name: locale, country: country, split: ","}
parties: [US, {column: country}]
participants: [{name: name, person: who, role: visitor, party: US}]
remarks: remarks
external: id
countries:
  Burma (Myanmar): MM
  Democratic Republic of the Congo (Zaire): CD
  Denmark (Greenland): {party: DK, country: GL}
  Serbia-Montenegro (Kosovo): serbia-and-montenegro
  Southern Rhodesia (Zimbabwe): ZW
  United Kingdom (Northern Ireland): GB
  United Kingdom (Wales): GB
  Antarctica: {country: AQ}
"""
"""For the columns id, who, name, start_date, end_date, country, locale and remarks."""


def mapping(folder: Path) -> Path:
    """The mapping as a file in a folder."""
    path = folder / "trips.yaml"
    path.write_text(MAPPING, encoding="utf-8")
    return path
