"""What each modality adds to an image: SOP class, pixel format and the attributes its IOD demands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pydicom import Dataset

from simulators.wire.identifiers import Code
from simulators.wire.worklist import code_item

SOP_CLASSES = {
    "CT": "1.2.840.10008.5.1.4.1.1.2",
    "MR": "1.2.840.10008.5.1.4.1.1.4",
    "CR": "1.2.840.10008.5.1.4.1.1.1",
    "DX": "1.2.840.10008.5.1.4.1.1.1.1",
    "MG": "1.2.840.10008.5.1.4.1.1.1.2",
    "US": "1.2.840.10008.5.1.4.1.1.6.1",
    "SC": "1.2.840.10008.5.1.4.1.1.7",
    "US multi-frame": "1.2.840.10008.5.1.4.1.1.3.1",
}
BODY_PARTS = {"CT": "CHEST", "MR": "HEAD", "CR": "CHEST", "DX": "CHEST", "MG": "BREAST", "US": "ABDOMEN", "SC": ""}
PAIRED = frozenset(
    {
        "HAND",
        "WRIST",
        "FOREARM",
        "ELBOW",
        "ARM",
        "SHOULDER",
        "FOOT",
        "ANKLE",
        "LEG",
        "KNEE",
        "THIGH",
        "HIP",
        "BREAST",
        "EYE",
        "EAR",
        "KIDNEY",
        "EXTREMITY",
    }
)
_REGIONS = {
    "CHEST": Code("51185008", "Chest", "SCT"),
    "BREAST": Code("76752008", "Breast", "SCT"),
    "ABDOMEN": Code("818981001", "Abdomen", "SCT"),
    "HEAD": Code("69536005", "Head", "SCT"),
    "KNEE": Code("72696002", "Knee", "SCT"),
    "HAND": Code("85562004", "Hand", "SCT"),
}
_PA = Code("272479007", "postero-anterior", "SCT")
_CC = Code("399162004", "cranio-caudal", "SCT")
_MLO = Code("399368009", "medio-lateral oblique", "SCT")


@dataclass(frozen=True, slots=True)
class Picture:
    """Where an image stands: ``number`` counts from 1 in its series."""

    number: int
    rows: int
    columns: int
    frames: int = 1
    laterality: str = ""
    body_part: str = ""


def fill(ds: Dataset, modality: str, picture: Picture) -> None:
    """Add the modality's own attributes, pixel format included, pixels not. KeyError for a modality not made here."""
    _FILL[modality](ds, picture)


def _grey(ds: Dataset, picture: Picture, bits: int) -> None:
    ds.SamplesPerPixel = 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.Rows, ds.Columns = picture.rows, picture.columns
    ds.BitsAllocated = 8 if bits <= 8 else 16
    ds.BitsStored = bits
    ds.HighBit = bits - 1
    ds.PixelRepresentation = 0


def _plane(ds: Dataset, picture: Picture, spacing: float, thickness: float) -> None:
    ds.PixelSpacing = [spacing, spacing]
    ds.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    half = spacing * picture.columns / 2
    ds.ImagePositionPatient = [-half, -half, (picture.number - 1) * thickness]
    ds.SliceThickness = thickness
    ds.SliceLocation = (picture.number - 1) * thickness
    ds.PositionReferenceIndicator = ""
    ds.PatientPosition = "HFS"


def _ct(ds: Dataset, picture: Picture) -> None:
    _grey(ds, picture, 12)
    _plane(ds, picture, 0.75, 5)
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    ds.RescaleIntercept, ds.RescaleSlope, ds.RescaleType = -1024, 1, "HU"
    ds.WindowCenter, ds.WindowWidth = 40, 400
    ds.KVP = 120
    ds.XRayTubeCurrent = 200
    ds.ConvolutionKernel = "STANDARD"


def _mr(ds: Dataset, picture: Picture) -> None:
    _grey(ds, picture, 12)
    _plane(ds, picture, 1.0, 4)
    ds.ImageType = ["ORIGINAL", "PRIMARY", "OTHER"]
    ds.ScanningSequence, ds.SequenceVariant, ds.ScanOptions = "SE", "NONE", ""
    ds.MRAcquisitionType = "2D"
    ds.RepetitionTime, ds.EchoTime, ds.EchoTrainLength = 500, 15, 1
    ds.MagneticFieldStrength = 1.5
    ds.WindowCenter, ds.WindowWidth = 2048, 4096


def _cr(ds: Dataset, picture: Picture) -> None:
    _grey(ds, picture, 12)
    ds.ImageType = ["ORIGINAL", "PRIMARY"]
    ds.ViewPosition = "PA"
    ds.PatientOrientation = ["L", "F"]
    ds.ImagerPixelSpacing = [0.2, 0.2]
    ds.KVP = 110
    ds.PlateType = ""
    ds.WindowCenter, ds.WindowWidth = 2048, 4096


def _projection(ds: Dataset, picture: Picture) -> None:
    """What DX and MG have in common."""
    _grey(ds, picture, 12)
    ds.ImageType = ["ORIGINAL", "PRIMARY", ""]
    ds.PresentationIntentType = "FOR PRESENTATION"
    ds.PixelIntensityRelationship, ds.PixelIntensityRelationshipSign = "LOG", -1
    ds.RescaleIntercept, ds.RescaleSlope, ds.RescaleType = 0, 1, "US"
    ds.PresentationLUTShape = "IDENTITY"
    ds.LossyImageCompression = "00"
    ds.BurnedInAnnotation = "NO"
    ds.WindowCenter, ds.WindowWidth = 2048, 4096
    ds.DetectorType = "DIRECT"
    ds.DetectorID = "SIM-DET-1"
    ds.ImagerPixelSpacing = [0.14, 0.14]
    ds.AcquisitionContextSequence = []
    region = _REGIONS.get(picture.body_part)
    ds.AnatomicRegionSequence = [code_item(region)] if region else []


def _dx(ds: Dataset, picture: Picture) -> None:
    _projection(ds, picture)
    ds.ImageLaterality = picture.laterality or ("R" if picture.body_part in PAIRED else "U")
    ds.PatientOrientation = ["L", "F"]
    ds.PositionerType = ""
    ds.ViewPosition = "PA"
    ds.ViewCodeSequence = [code_item(_PA)]
    ds.KVP = 110


def _mg(ds: Dataset, picture: Picture) -> None:
    _projection(ds, picture)
    side, view = _mammogram(picture)
    ds.ImageLaterality = side
    ds.PatientOrientation = ["P" if side == "L" else "A", side] if view is _CC else ["A" if side == "R" else "P", "FR"]
    ds.ViewPosition = "CC" if view is _CC else "MLO"
    ds.ViewCodeSequence = [code_item(view)]
    ds.ViewCodeSequence[0].ViewModifierCodeSequence = []
    ds.AnatomicRegionSequence = [code_item(_REGIONS["BREAST"])]
    ds.PositionerType = "MAMMOGRAPHIC"
    ds.PositionerPrimaryAngle = 0 if view is _CC else 45
    ds.OrganExposed = "BREAST"
    ds.BreastImplantPresent = "NO"
    ds.PartialView = "NO"
    ds.KVP = 28


def _mammogram(picture: Picture) -> tuple[str, Code]:
    """Both sides and both views in turn, or the one side asked for."""
    index = picture.number - 1
    if picture.laterality in ("R", "L"):
        return picture.laterality, (_CC, _MLO)[index % 2]
    return ("R", "L")[index % 2], (_CC, _MLO)[index // 2 % 2]


def _us(ds: Dataset, picture: Picture) -> None:
    ds.SamplesPerPixel = 3
    ds.PhotometricInterpretation = "RGB"
    ds.PlanarConfiguration = 0
    ds.Rows, ds.Columns = picture.rows, picture.columns
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 8, 8, 7, 0
    ds.ImageType = ["ORIGINAL", "PRIMARY", "ABDOMINAL", "0001"]
    ds.PatientOrientation = ""
    ds.UltrasoundColorDataPresent = 1
    ds.LossyImageCompression = "00"
    if picture.frames > 1:
        ds.NumberOfFrames = picture.frames
        ds.FrameIncrementPointer = 0x00181063
        ds.FrameTime = 40
        ds.CineRate = 25


def _sc(ds: Dataset, picture: Picture) -> None:
    _grey(ds, picture, 8)
    ds.ImageType = ["DERIVED", "SECONDARY"]
    ds.ConversionType = "WSD"
    ds.PatientOrientation = ""


_FILL: dict[str, Callable[[Dataset, Picture], None]] = {
    "CT": _ct,
    "MR": _mr,
    "CR": _cr,
    "DX": _dx,
    "MG": _mg,
    "US": _us,
    "SC": _sc,
}
