"""The captures of a shared export: each written anew, or left out with a line that says why."""

from pathlib import Path

from turgor.exchange.deidentify.codes import Codes
from turgor.record.capture import CAPTURE_KINDS, Capture
from turgor.store.faults import file_faults
from turgor.workflow.privacy.photographs import PhotographRules
from turgor.workflow.privacy.rewriting import LeftOutError, rewritten
from turgor.workflow.privacy.share_choices import ShareChoices
from turgor.workflow.privacy.share_report import SharedCapture
from turgor.workflow.privacy.sources import Leaving
from turgor.workflow.progress import Progress
from turgor.workflow.study import Study

CAPTURES = "captures"


def share_captures(
    study: Study,
    part: Path,
    codes: Codes,
    choices: ShareChoices,
    who: Leaving,
    step: Progress,
) -> list[SharedCapture]:
    """Write every capture of those who leave into ``part/captures``, in order of their codes.

    Errors: MissingExtraError where a format needs an optional part; InputError for the disk.
    """
    captures = [item for item in study.store.captures.all() if item.subject in who.subjects]
    if not choices.captures:
        return []
    folder = part / CAPTURES
    with file_faults(folder):
        folder.mkdir()
    rules = PhotographRules(
        study, choices.zones, choices.without_eyes, largest_share=choices.largest_share
    )
    found: list[SharedCapture] = []
    for number, capture in enumerate(captures, start=1):
        code = codes.of("capture", capture.sha256)
        kind = capture.kind if capture.kind in CAPTURE_KINDS else "unknown"
        try:
            if capture.kind == "photograph":
                found.append(_photograph(capture, code, folder, rules, choices, who))
            else:
                paths = rewritten(study, capture, folder, code)
                found.append(SharedCapture(code, kind, tuple(p.name for p in paths)))
        except LeftOutError as error:
            for path in folder.glob(f"{code}*"):
                path.unlink()
            found.append(SharedCapture(code, kind, reason=error.reason))
        step(number, len(captures), code)
    return sorted(found, key=lambda item: item.code)


def _photograph(
    capture: Capture,
    code: str,
    folder: Path,
    rules: PhotographRules,
    choices: ShareChoices,
    who: Leaving,
) -> SharedCapture:
    if choices.photographs == "none":
        raise LeftOutError("photographs were not asked for")
    if capture.subject not in who.photographed:
        raise LeftOutError("no consent to photographs stands")
    shown = rules.share(capture, folder, code)
    names = (shown.path.name,)
    return SharedCapture(code, "photograph", names, share=shown.share, zones=len(shown.zones))
