"""Which ways to explain a model has, which of them its stored checks withhold, and how two maps differ."""

from collections.abc import Mapping
from typing import Any

from ml.errors import ConfigInvalid, ExplanationWithheld
from ml.recipes import TEXTURE
from ml.records import BundleInfo, Explanation

CLOSED = "closed"
"""The head's own arithmetic: exact shares of the score, by numpy alone."""

NETWORK_METHODS = ("gradcam", "gradcam++", "saliency", "smoothgrad")
"""By gradients of a Keras network; only for bundles that hold one."""

METHODS = (CLOSED, *NETWORK_METHODS)

RANDOMISATION = "parameter_randomisation"
"""The check that decides, by its name among a bundle's checks."""


def why_withheld(info: BundleInfo, method: str = CLOSED) -> str | None:
    """Why a bundle's maps by a method are not shown, in one sentence; None when they are."""
    found: Mapping[str, Any] = info.checks.get(RANDOMISATION, {}).get(method, {})
    if found.get("passed", True):
        return None
    worst = max(found["against"], key=lambda name: found["against"][name]["similarity"])
    similarity = found["against"][worst]["similarity"]
    return (
        f"The map changes too little when the model is replaced by one that knows nothing ({worst}): "
        f"similarity {similarity:.2f}, and less than {found['limit']:.2f} is asked."
    )


def shown_methods(info: BundleInfo) -> tuple[str, ...]:
    """The ways to explain that this bundle has, less those that failed their check."""
    there = (CLOSED,) if info.recipe == TEXTURE else METHODS
    return tuple(method for method in there if why_withheld(info, method) is None)


def refuse_failed(info: BundleInfo, method: str = CLOSED) -> None:
    """Raises ExplanationWithheld when the maps of this bundle and method failed their check."""
    reason = why_withheld(info, method)
    if reason:
        others = ", ".join(shown_methods(info)) or "none"
        raise ExplanationWithheld(
            f"{reason} The answer itself is not affected. Methods of this model that passed: {others}."
        )


def contrast(one: Explanation, other: Explanation) -> Explanation:
    """Why the one, not the other: the difference of their maps. Raises ConfigInvalid for one label twice."""
    if one.label == other.label:
        raise ConfigInvalid(f"{one.label!r} cannot be told from itself: give another label.")
    return Explanation(
        one.label,
        one.score - other.score,
        one.first_order - other.first_order,
        one.places - other.places,
        against=other.label,
        method=one.method,
    )
