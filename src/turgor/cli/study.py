"""``turgor study``: a study in a folder, from its design to its exported findings."""

import typer

from turgor.cli.study_add import add
from turgor.cli.study_answer import answer
from turgor.cli.study_backup import backup, restore
from turgor.cli.study_chart import chart
from turgor.cli.study_consent import consent
from turgor.cli.study_correct import correct, reinstate, show, withdraw
from turgor.cli.study_diary import diary
from turgor.cli.study_erase import erase
from turgor.cli.study_event import app as event_app
from turgor.cli.study_events import events
from turgor.cli.study_export import export
from turgor.cli.study_form import form
from turgor.cli.study_import import import_
from turgor.cli.study_init import init
from turgor.cli.study_instrument import app as instrument_app
from turgor.cli.study_lock import lock, sign, signatures, unlock
from turgor.cli.study_measure import measure
from turgor.cli.study_plans import plans
from turgor.cli.study_queries import app as query_app
from turgor.cli.study_queries import queries
from turgor.cli.study_randomise import app as randomise_app
from turgor.cli.study_rate import app as rate_app
from turgor.cli.study_rates import rates
from turgor.cli.study_region import region
from turgor.cli.study_sessions import sessions
from turgor.cli.study_share import share
from turgor.cli.study_status import status
from turgor.cli.study_stimulus import stimulus
from turgor.cli.study_timeline import cohort, timeline
from turgor.cli.study_user import app as user_app
from turgor.cli.study_zone import zone

app = typer.Typer(
    help="A study in a folder: design, captures, regions, findings.", no_args_is_help=True
)
app.command()(init)
app.command()(add)
app.command("import")(import_)
app.command()(answer)
app.command()(form)
app.add_typer(instrument_app, name="instrument")
app.command()(region)
app.command()(zone)
app.command()(chart)
app.command()(measure)
app.command()(status)
app.command()(timeline)
app.command()(cohort)
app.command()(plans)
app.command()(queries)
app.add_typer(query_app, name="query")
app.command()(consent)
app.add_typer(randomise_app, name="randomise")
app.command()(sessions)
app.command()(stimulus)
app.command()(diary)
app.command()(events)
app.add_typer(event_app, name="event")
app.command()(rates)
app.add_typer(rate_app, name="rate")
app.command()(show)
app.command()(correct)
app.command()(withdraw)
app.command()(reinstate)
app.command()(erase)
app.add_typer(user_app, name="user")
app.command()(sign)
app.command()(signatures)
app.command()(lock)
app.command()(unlock)
app.command()(backup)
app.command()(restore)
app.command()(export)
app.command()(share)
