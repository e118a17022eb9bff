"""`python -m ctcalendar`."""

from ctcalendar.cli import main

main()
