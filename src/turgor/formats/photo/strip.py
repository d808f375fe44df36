"""A copy of a photograph's file without what tells who, where or when; pixels untouched."""

from pathlib import Path

from turgor.errors import FormatError
from turgor.formats.opening import HEAD_BYTES, checked_size, read_bytes, replace_file
from turgor.formats.photo.kind import picture_kind


def strip_metadata(path_in: Path, path_out: Path) -> None:
    """Copy a JPEG, PNG, TIFF or DICOM photograph without its notes.

    Kept are the compressed pixels byte by byte (a DICOM image's pixels are written uncompressed),
    the way up, and the colour profile without its words. Dropped is everything else: GPS, maker
    notes, dates, names, comments, thumbnails, further pictures and what lies behind the end.

    Errors: FormatError where the file is no such photograph or is damaged; MissingExtraError for
    DICOM without the optional part; InputError where the disk refuses.
    """
    path_in, path_out = Path(path_in), Path(path_out)
    size = checked_size(path_in)
    kind = picture_kind(read_bytes(path_in, HEAD_BYTES), path_in)
    if kind not in ("jpeg", "png", "tiff", "dicom"):
        raise FormatError(f"{path_in}: its notes can't be taken out; JPEG, PNG, TIFF or DICOM")
    if kind == "dicom":
        replace_file(path_out, _clean_dicom(path_in))
        return
    content = read_bytes(path_in, size)
    try:
        if kind == "jpeg":
            from turgor.formats.photo.strip_jpeg import clean_jpeg

            cleaned = clean_jpeg(content)
        elif kind == "png":
            from turgor.formats.photo.strip_png import clean_png

            cleaned = clean_png(content)
        else:
            from turgor.formats.photo.strip_tiff import clean_tiff

            cleaned = clean_tiff(content)
    except Exception as error:
        why = str(error) if isinstance(error, ValueError) else type(error).__name__
        raise FormatError(
            f"{path_in}: its notes can't be taken out safely ({why}), nothing was written; save "
            "it again as plain RGB"
        ) from None
    replace_file(path_out, cleaned)


def _clean_dicom(path: Path) -> bytes:
    from turgor.formats.photo.dicom_write import dicom_bytes
    from turgor.formats.photo.doorway import read_photograph

    return dicom_bytes(read_photograph(path))
