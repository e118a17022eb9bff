"""The desk's tables: all listed, of columns that a backup can carry, and made where an older calendar lacks them."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Table

from ctcalendar.app import App
from ctcalendar.app.upkeep import transacting
from ctcalendar.db.migrate import scripts
from ctcalendar.desk import tables
from ctcalendar.desk.tables import DESK, KEPT
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import MigrationNeeded
from ctcalendar.settings import Settings
from ctcalendar.views.filter import Filter
from log import building

FULL = Clearance.CONFIDENTIAL


def test_every_table_of_the_desk_is_listed():
    """A whole backup takes what is listed in DESK; what KEPT lists is made anew."""
    assert {*DESK, *KEPT} == {table for table in vars(tables).values() if isinstance(table, Table)}


@pytest.mark.parametrize("table", DESK, ids=lambda table: table.name)
def test_a_table_of_the_desk_holds_text_and_whole_numbers(table: Table):
    """They are the same on both engines and in a backup; a key that a database counts would be counted anew there."""
    assert {column.type.python_type for column in table.columns} <= {str, int}
    assert list(table.primary_key)
    assert table.autoincrement_column is None


def test_tables_come_after_those_they_refer_to():
    """In that order they are restored."""
    for number, table in enumerate(DESK):
        assert {key.column.table for key in table.foreign_keys} <= set(DESK[: number + 1])


def test_a_calendar_of_the_first_schema_is_brought_up_by_init(database_url: str):
    """Until then it says so, whatever is asked of it; its facts stand afterwards."""
    app = App(Settings(database_url=database_url))
    with transacting(app.settings) as connection:
        config = Config()
        config.set_main_option("script_location", str(scripts()).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        building.append_in(connection, building.command("one"))
    for attempt in (
        app.head,
        lambda: app.history(Filter(), clearance=FULL),
        lambda: app.attach("note", "note.txt", b"text"),
        lambda: app.forget_text("note"),
        lambda: list(app.backup(clearance=FULL, whole=True)),
    ):
        with pytest.raises(MigrationNeeded, match="schema 0001") as refused:
            attempt()
        assert "ctcalendar init" in (refused.value.hint or "")
    assert app.init()
    assert app.head()[0] == 1
    assert app.compare_views() == []
    assert not app.init()
