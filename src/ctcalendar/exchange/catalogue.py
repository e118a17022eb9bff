"""Every table of an export, with what each column holds: CSV and SQLite are written by it, and described by it.

To add a column: a line in registers.py, belongings.py or evidence.py.
"""

from ctcalendar.exchange.belongings import BELONGINGS
from ctcalendar.exchange.evidence import EVIDENCE
from ctcalendar.exchange.registers import PARTIES as PARTIES
from ctcalendar.exchange.registers import REGISTERS

TABLES = (*REGISTERS, *BELONGINGS, *EVIDENCE)
