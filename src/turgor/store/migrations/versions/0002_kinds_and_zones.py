"""Captures of several kinds share a place; zones of photographs by version; a capture with zones
states the same metric in each of them.

Every capture of an older study is of the surface. Tables are made anew because SQLite can't
change a constraint in place.
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of captures and findings anew, and the table of zones."""
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
