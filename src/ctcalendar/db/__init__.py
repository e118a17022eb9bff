"""Where the database is, how it is opened, and what both engines share. No table lives here."""
