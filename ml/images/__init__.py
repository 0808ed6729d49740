"""The one door for pictures, in training and in serving alike: checked, upright, sRGB, bounded."""

from ml.images.ahead import decode_ahead
from ml.images.reading import (
    DEFAULT_LIMITS,
    FORMATS,
    ORIENTATIONS,
    SERVING_SIDE,
    ImageInfo,
    Limits,
    check_bytes,
    check_format,
    check_pixels,
    decode,
    inspect,
    network_input,
    read_for_network,
    turn,
    turn_back,
)
from ml.images.sandbox import GuardedDecoder

__all__ = [
    "DEFAULT_LIMITS",
    "FORMATS",
    "ORIENTATIONS",
    "SERVING_SIDE",
    "GuardedDecoder",
    "ImageInfo",
    "Limits",
    "check_bytes",
    "check_format",
    "check_pixels",
    "decode",
    "decode_ahead",
    "inspect",
    "network_input",
    "read_for_network",
    "turn",
    "turn_back",
]
