"""Writing suction series: Turgor's own text with the whole record, or a DermaLab curve."""

from pathlib import Path

from turgor.errors import FormatError
from turgor.formats.opening import replace_file
from turgor.formats.suction.own import own_text
from turgor.record.suction import SuctionRecording


def write_suction(record: SuctionRecording, path: Path) -> None:
    """Write one series: .csv holds the whole record, .crd time and elevation alone.

    A .crd has no room for the protocol, so that reading it back asks for its options.

    Errors: FormatError for another suffix or a .crd without a curve, InputError where the disk
    refuses.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix == ".csv":
        content = own_text(record)
    elif suffix == ".crd" and len(record.time_s):
        rows = zip(record.time_s, record.elevation_mm, strict=True)
        lines = ["Time [s]\tElevation [mm]", *(f"{float(t)!r}\t{float(z)!r}" for t, z in rows)]
        content = "\n".join(lines) + "\n"
    else:
        raise FormatError(f"{path}: suction curves are written as .csv, or as .crd with a curve")
    replace_file(path, content.encode("utf-8"))
