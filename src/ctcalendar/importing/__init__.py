"""Files people already have (CSV, JSON Lines, iCalendar), read into what a dossier would say."""
