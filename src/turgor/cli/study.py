"""``turgor study``: a study in a folder, from its design to its exported findings."""

import typer

from turgor.cli.study_add import add
from turgor.cli.study_chart import chart
from turgor.cli.study_diary import diary
from turgor.cli.study_event import app as event_app
from turgor.cli.study_events import events
from turgor.cli.study_export import export
from turgor.cli.study_init import init
from turgor.cli.study_measure import measure
from turgor.cli.study_rates import rates
from turgor.cli.study_region import region
from turgor.cli.study_sessions import sessions
from turgor.cli.study_status import status
from turgor.cli.study_zone import zone

app = typer.Typer(
    help="A study in a folder: design, captures, regions, findings.", no_args_is_help=True
)
app.command()(init)
app.command()(add)
app.command()(region)
app.command()(zone)
app.command()(chart)
app.command()(measure)
app.command()(status)
app.command()(export)
app.command()(events)
app.add_typer(event_app, name="event")
app.command()(diary)
app.command()(sessions)
app.command()(rates)
