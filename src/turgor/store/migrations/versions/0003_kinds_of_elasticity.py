"""Captures of elasticity and structure: suction, ultrasound, barrier, waves, OCT, elastograms.

The table is made anew because SQLite can't change a constraint in place.
"""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of captures anew with more kinds."""
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
