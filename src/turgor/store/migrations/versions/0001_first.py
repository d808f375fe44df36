"""The first schema: subjects, visits, captures, regions, findings and what was refused.

Its tables stand beside it as the SQL that made them, so that no later change of the schema in
Python can change what this revision did.
"""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
