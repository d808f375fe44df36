"""A map of stiffness as a DICOM Parametric Map in doubles, so that nothing is rounded."""

from typing import TYPE_CHECKING

import numpy as np

from turgor.errors import FormatError
from turgor.formats.elastogram.codes import CONCEPTS, WRITTEN_UNIT
from turgor.formats.elastogram.dicom_file import PARAMETRIC_MAP
from turgor.formats.elastogram.dicom_write import coded, described, file_bytes, new_item
from turgor.formats.hashed_uid import hashed_uid
from turgor.record.elastogram import Elastogram

if TYPE_CHECKING:
    from pydicom.dataset import Dataset, FileDataset


def map_bytes(elastogram: Elastogram) -> bytes:
    """The file's bytes, the same for the same map; NaN stays NaN.

    Errors: FormatError without a map; MissingExtraError without pydicom.
    """
    values = elastogram.values
    if values is None or values.ndim != 2 or values.size == 0:
        raise FormatError("an elastogram without a map can't be written as a parametric map")
    content = np.ascontiguousarray(values, "<f8")
    seed = b"|".join((elastogram.quantity.encode(), repr(values.shape).encode(), content.tobytes()))
    data = described(PARAMETRIC_MAP, "US", seed, elastogram)
    data.ImageType = ["DERIVED", "PRIMARY", "ELASTICITY", "NONE"]
    data.ContentLabel = "STIFFNESS"
    data.ContentDescription = (
        f"colour bar, half-width {elastogram.u!r}" if elastogram.u is not None else "stiffness"
    )
    data.ContentCreatorName = None
    data.BurnedInAnnotation = "NO"
    data.RecognizableVisualFeatures = "NO"
    data.ContentQualification = "RESEARCH"
    data.LossyImageCompression = "00"
    data.PresentationLUTShape = "IDENTITY"
    data.SamplesPerPixel = 1
    data.PhotometricInterpretation = "MONOCHROME2"
    data.NumberOfFrames = 1
    data.Rows, data.Columns = int(values.shape[0]), int(values.shape[1])
    data.BitsAllocated = 64
    data.AcquisitionContextSequence = []
    data.FrameOfReferenceUID = hashed_uid(b"frame", seed)
    data.PositionReferenceIndicator = None
    shared, frame = new_item(), new_item()
    shared.RealWorldValueMappingSequence = [_mapping(elastogram)]
    if elastogram.pixel_um is not None:
        measures = new_item()
        measures.PixelSpacing = [f"{um / 1000:.10g}" for um in elastogram.pixel_um]
        shared.PixelMeasuresSequence = [measures]
    data.SharedFunctionalGroupsSequence = [shared]
    content_item = new_item()
    content_item.StackID, content_item.InStackPositionNumber = "1", 1
    content_item.DimensionIndexValues = [1]
    frame.FrameContentSequence = [content_item]
    data.PerFrameFunctionalGroupsSequence = [frame]
    _dimension(data, seed)
    data.DoubleFloatPixelData = content.tobytes()
    return file_bytes(data)


def _mapping(elastogram: Elastogram) -> "Dataset":
    mapping = new_item()
    finite = elastogram.values[np.isfinite(elastogram.values)] if elastogram.values is not None else np.zeros(0)  # noqa: E501  # fmt: skip
    ends = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    mapping.DoubleFloatRealWorldValueFirstValueMapped = ends[0]
    mapping.DoubleFloatRealWorldValueLastValueMapped = ends[1]
    mapping.RealWorldValueIntercept = 0.0
    mapping.RealWorldValueSlope = 1.0
    code, meaning = next((c, m) for c, (q, m) in CONCEPTS.items() if q == elastogram.quantity)
    mapping.LUTLabel = "STIFFNESS"
    mapping.LUTExplanation = meaning
    unit, unit_meaning = WRITTEN_UNIT[elastogram.quantity]
    mapping.MeasurementUnitsCodeSequence = [coded("UCUM", unit, unit_meaning)]
    quantity = new_item()
    quantity.ValueType = "CODE"
    quantity.ConceptNameCodeSequence = [coded("SCT", "246205007", "Quantity")]
    quantity.ConceptCodeSequence = [coded("DCM", code, meaning)]
    mapping.QuantityDefinitionSequence = [quantity]
    return mapping


def _dimension(data: "FileDataset", seed: bytes) -> None:
    from pydicom.tag import Tag

    organisation, index = new_item(), new_item()
    organisation.DimensionOrganizationUID = hashed_uid(b"dimension", seed)
    index.DimensionOrganizationUID = organisation.DimensionOrganizationUID
    index.DimensionIndexPointer = Tag(0x0020, 0x9057)
    index.FunctionalGroupPointer = Tag(0x0020, 0x9111)
    data.DimensionOrganizationSequence = [organisation]
    data.DimensionIndexSequence = [index]
