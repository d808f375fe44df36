"""Protocols, plans with the rules that they were made with, and overrides of rules.

Its tables stand in the folder beside it. Triggers of the chain are no part of it: they are made
anew for every table after each upgrade.
"""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the new tables."""
    for part in sorted(Path(__file__).with_suffix("").glob("*.sql")):
        for statement in part.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                op.execute(statement)
