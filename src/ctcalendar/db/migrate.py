"""Bring a database to the schema this program needs, with the Alembic migrations that ship beside it."""

from pathlib import Path

from sqlalchemy import Connection, inspect

from ctcalendar.db.head import SCHEMA_HEAD, SCHEMAS
from ctcalendar.errors import DatabaseTooNew, DatabaseUnavailable

_LOCK = int.from_bytes(b"calendar")


def migrate(connection: Connection) -> bool:
    """Migrate inside the open transaction; whether anything had to be done.

    Raises:
        DatabaseTooNew: the schema is none this program knows; nothing is changed.
        DatabaseUnavailable: the database holds something else.
    """
    if connection.dialect.name == "postgresql":
        # Of two programs that start at once the second waits here, then finds all made. (SQLite: BEGIN IMMEDIATE.)
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    found = _revision(connection)
    if found == SCHEMA_HEAD:
        return False
    if found is not None and found not in SCHEMAS:
        raise DatabaseTooNew(f"its schema is {found}")
    if found is None and (tables := inspect(connection).get_table_names()):
        raise DatabaseUnavailable(
            f"this database already holds tables that are not a calendar's ({', '.join(sorted(tables)[:3])}, …)",
            hint="name another database with --database",
        )
    # Importing Alembic takes as long as recording a dossier: whoever has nothing to migrate does without.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts()).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return True


def _revision(connection: Connection) -> str | None:
    """The schema as Alembic noted it down; None where it never did."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def scripts() -> Path:
    """The folder of migrations: inside the installed package, or beside `src` in an editable install."""
    package = Path(__file__).resolve().parents[1]
    return next(folder for folder in (package / "migrations", package.parents[1] / "migrations") if folder.is_dir())
