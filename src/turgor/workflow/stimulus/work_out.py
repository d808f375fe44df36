"""Read a session's file, check its settings and work out what the session does."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean

from turgor.errors import InputError, StudyError
from turgor.exchange.session_toml import SessionFile, read_session
from turgor.physics.tissue.stack import (
    BLOOD,
    DERMIS,
    ENTRY_ECHO,
    ITA,
    MELANIN,
    OXYGENATION,
    SKIN,
)
from turgor.record.session_settings import SettingValue, check_settings
from turgor.record.setting_spec import modality_settings
from turgor.record.stimulus import Stimulus, StimulusFlag
from turgor.skin.stimulus.ensemble import DRAWS, Treatment, stimulus
from turgor.workflow.progress import Progress, silent

#: what makes a setting useless to a model, rather than merely odd
_USELESS = ("unknown", "no-number", "no-unit", "unknown-word")
#: findings that stand in place of norms
_OF_SKIN = (MELANIN, ITA, BLOOD, OXYGENATION, SKIN, DERMIS, ENTRY_ECHO)


def stimulus_of_file(
    path: Path, draws: int = DRAWS, seed: int = 0, progress: Progress = silent
) -> Stimulus:
    """What the session of a TOML file does to tissue.

    Errors: InputError for what can't be read, can't be, or is not known to the modality.
    """
    session = read_session(path)
    flags = _unused_findings(session)
    if session.findings_file:
        session = _with_findings(session, path.parent / session.findings_file)
    treatment = treatment_of(session, str(path))
    treatment = replace(treatment, flags=(*treatment.flags, *flags))

    def step(done: int, total: int) -> None:
        progress(done, total, path.name)

    try:
        return stimulus(treatment, session.place, draws, seed, step)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def treatment_of(session: SessionFile, where: str, strict: bool = True) -> Treatment:
    """A session's settings, typed; what is odd is flagged.

    strict : refuse what no model can use, since it may be a slip; without, it is flagged and not
    used, as for sessions that are on record.

    Errors: StudyError naming the setting, and what is allowed.
    """
    try:
        checked = check_settings(session.modality, session.settings)
    except StudyError as error:
        raise StudyError(f"{where}: {error}") from error
    useless = [note for note in checked.notes if note.kind in _USELESS]
    if strict:
        for note in useless:
            text = note.text.replace("; kept as text", "").replace("; kept as it is", "")
            hint = _near(session.modality, note.setting) if note.kind == "unknown" else ""
            raise StudyError(f"{where}: {text}{hint}")
    flags = [
        StimulusFlag("unusual-setting", note.text)
        for note in checked.notes
        if note.kind == "implausible"
    ]
    flags += [StimulusFlag("setting-not-used", note.text) for note in useless]
    flags += _stated_twice(session.modality, checked.values)
    return Treatment(
        session.modality, checked.values, session.device, tuple(flags), session.histology
    )


def _unused_findings(session: SessionFile) -> tuple[StimulusFlag, ...]:
    """Findings that the file itself states, and that no skin is built from."""
    left = [name for name in session.place.findings if name not in _OF_SKIN]
    if not left:
        return ()
    said = f"{', '.join(left)} not used; skin is built from {', '.join(_OF_SKIN)}"
    return (StimulusFlag("finding-not-used", said),)


def _stated_twice(modality: str, values: Mapping[str, SettingValue]) -> list[StimulusFlag]:
    """Settings of which one says what another one says as well, and need not agree with."""
    flags = []
    for group in modality_settings(modality).either:
        stated = [name for name in group if name in values]
        if len(stated) > 1:
            said = f"{' and '.join(stated)} say the same; {stated[0]} is used, leave the other out"
            flags.append(StimulusFlag("stated-twice", said))
    return flags


def _near(modality: str, name: str) -> str:
    """What the setting may have been meant to be, and all that there are."""
    from difflib import get_close_matches

    known = list(modality_settings(modality).specs)
    near = get_close_matches(name, known, n=2, cutoff=0.6)
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"{meant or '; allowed: ' + ', '.join(known)}"


def _with_findings(session: SessionFile, path: Path) -> SessionFile:
    """The session with the means of a findings file; what the session states itself stands."""
    measured = findings_means(path)
    return replace(
        session,
        place=replace(session.place, findings={**measured, **session.place.findings}),
    )


def findings_means(path: Path) -> Mapping[str, float]:
    """Mean of each metric in the output of ``turgor measure --json``, values not known left out.

    Errors: InputError where the file can't be read or is no such output.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        rows: Sequence[Mapping[str, object]] = document["findings"]
        found: dict[str, list[float]] = {}
        for row in rows:
            value = row["value"]
            if isinstance(value, int | float) and math.isfinite(value) and not row.get("item"):
                found.setdefault(str(row["metric"]), []).append(float(value))
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(
            f"{path}: is no output of `turgor measure --json`; write one, or leave "
            "'findings_file' out"
        ) from error
    return {metric: fmean(values) for metric, values in found.items()}
