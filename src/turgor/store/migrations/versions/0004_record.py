"""The study record: an audit chain, versions and withdrawal, and what people report and decide.

Its tables stand in a folder beside it, one file a subject. Triggers of the chain are no part of
it: they are made anew for every table after each upgrade.
"""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables that are there, then make the new ones."""
    for part in sorted(Path(__file__).with_suffix("").glob("*.sql")):
        for statement in part.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                op.execute(statement)
