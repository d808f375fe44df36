"""Captures of several kinds share a place; zones of photographs by version.

Every capture of an older study is of the surface. The table is made anew because SQLite can't
change a constraint in place.
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the capture table anew with its kind, and the table of zones."""
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
