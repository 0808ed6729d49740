"""Serve a bundle: images in, calibrated answers, embeddings and explanations out, without TensorFlow."""

import threading
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ml.answers import Ceiling, Conformal, NoveltyScale, Rules, decide, softmax
from ml.errors import BundleIncompatible, ConfigInvalid
from ml.images import ORIENTATIONS, network_input, turn, turn_back
from ml.models import bundle as bundles
from ml.models.arrays import read_arrays
from ml.models.bundle import Bundle
from ml.models.heads import ARRAYS, Head, NetworkHead, Reading, TextureHead
from ml.models.probing import TROUBLE, probe_pictures, require_answer, require_numbers
from ml.models.withheld import contrast, refuse_failed, why_withheld
from ml.networks import Network
from ml.records import BundleInfo, Explanation, Prediction, Ranked

_TOP = 5


@dataclass(frozen=True)
class _Pass:
    """One pass through the network: the picture turned one way, what came out, what the head reads of it."""

    way: int
    outputs: list[np.ndarray]
    reading: Reading


class Classifier:
    """A loaded bundle. Thread-safe: the network runs one image at a time under a lock."""

    def __init__(self, bundle: Bundle, network: Network, head: Head, any_way: bool = False) -> None:
        self.bundle = bundle
        self._ways = ORIENTATIONS if any_way else 1
        self._network = network
        self.head = head
        self._lock = threading.Lock()
        info = bundle.info
        try:
            self._rules = Rules.of(info.labels, info.broader, info.thresholds)
            self._novelty_scale = NoveltyScale(**info.novelty)  # type: ignore[arg-type]
            self._conformal = Conformal(**info.conformal)  # type: ignore[arg-type]
            self._ceiling = Ceiling(**info.ceiling)
        except (KeyError, TypeError) as error:
            raise BundleIncompatible(f"The bundle lacks what its answers go by ({error!r}).") from error
        self.references = bundle.index()
        """(sha256, label) of the training images."""

    @classmethod
    def load(
        cls,
        path: Path,
        threads: int | None = None,
        runtime: str = "litert",
        *,
        any_way: bool = False,
        digest: str = "",
    ) -> "Classifier":
        """Read and verify a bundle, that of `digest` where one is given; the rest as for `of`.

        Raises BundleCorrupt, BundleIncompatible.
        """
        return cls.of(Bundle.read(path, digest), threads, runtime, any_way=any_way)

    @classmethod
    def of(
        cls, bundle: Bundle, threads: int | None = None, runtime: str = "litert", *, any_way: bool = False
    ) -> "Classifier":
        """Load a bundle; `runtime` "tensorflow" runs the same files by TensorFlow's interpreter.

        With `any_way` a picture is looked at in all eight orientations and the one with the highest score
        counts: the same answer whichever way up it lies, for eight times the work.
        Raises BundleIncompatible when its parts do not fit together, or when it does not answer two probe
        pictures with finite probabilities of its labels.
        """
        classes = len(bundle.info.labels)
        arrays = read_arrays(bundle.file(bundles.HEAD), ARRAYS)
        neighbours = int(bundle.info.novelty.get("neighbours", 1))  # Earlier releases took the nearest one.
        head: Head
        if bundles.BACKBONE in bundle.info.files:
            network = Network(bundle.file(bundles.BACKBONE), threads, runtime)
            head = TextureHead(arrays, classes, neighbours)
        else:
            network = Network(bundle.file(bundles.NETWORK), threads, runtime)
            head = NetworkHead(arrays, classes, neighbours)
        classifier = cls(bundle, network, head, any_way)
        classifier._prove()
        return classifier

    def recorded_as(self, bundle: Bundle) -> "Classifier":
        """The same loaded model under a record written since; nothing is read again."""
        same = copy(self)
        same.bundle = bundle
        return same

    @property
    def info(self) -> BundleInfo:
        return self.bundle.info

    @property
    def labels(self) -> tuple[str, ...]:
        return self.bundle.info.labels

    def predict(self, images: Sequence[np.ndarray]) -> list[Prediction]:
        """One prediction per image, each uint8 (h, w, 3) of any size, sRGB."""
        return [self._predict(self._run(image).reading) for image in images]

    def scores(self, image: np.ndarray) -> np.ndarray:
        """Raw scores of uint8 (h, w, 3), float32 (k,), in the order of `labels`."""
        return self._run(image).reading.scores

    def calibrated(self, image: np.ndarray) -> np.ndarray:
        """Calibrated probabilities of all labels of uint8 (h, w, 3), which exports give: float64 (k,)."""
        return softmax(self.scores(image), self.info.temperature)

    def said(self, image: np.ndarray) -> np.ndarray:
        """The same as they may be said, no surer than the bundle's ceiling: float64 (k,)."""
        return self._ceiling.of(self.calibrated(image))

    def explain(self, image: np.ndarray, label: str | None = None, against: str | None = None) -> Explanation:
        """Which places of uint8 (h, w, 3) speak for `label` (default: the best one); no gradients are run.

        With `against`, why `label` and not that one: the difference of their maps. Raises ConfigInvalid for a
        label that the model does not know, ExplanationWithheld when its maps failed their check.
        """
        refuse_failed(self.info)
        one = self._run(image)
        index = int(np.argmax(one.reading.scores)) if label is None else self.index_of(label)
        explanation = self._explain(one, index)
        if against is None:
            return explanation
        return contrast(explanation, self._explain(one, self.index_of(against)))

    def index_of(self, label: str) -> int:
        """Where a label stands among `labels`; raises ConfigInvalid for one that the model does not know."""
        if label not in self.labels:
            known = ", ".join(self.labels[:10])
            raise ConfigInvalid(f"This model has no label {label!r}. It has {len(self.labels)}: {known}.")
        return self.labels.index(label)

    def predict_explained(self, image: np.ndarray) -> tuple[Prediction, tuple[Explanation, ...]]:
        """The prediction for uint8 (h, w, 3) and an explanation of each label in its `top`, by one pass.

        There are none when the model's maps failed their check.
        """
        return self._answer(self._run(image))

    def _answer(self, one: "_Pass") -> tuple[Prediction, tuple[Explanation, ...]]:
        prediction = self._predict(one.reading)
        if why_withheld(self.info):
            return prediction, ()
        best = [self.labels.index(ranked.label) for ranked in prediction.top]
        return prediction, tuple(self._explain(one, index) for index in best)

    def outputs(self, image: np.ndarray) -> list[np.ndarray]:
        """What the network puts out for uint8 (h, w, 3), for the head."""
        pixels = network_input(image, self.info.input_size)
        with self._lock:
            return self._network.run(pixels)

    def _run(self, image: np.ndarray) -> "_Pass":
        """One way up, or all and the surest of them."""
        if self._ways == 1:
            outputs = self.outputs(image)
            return _Pass(0, outputs, self.head.read(outputs))
        pixels = network_input(image, self.info.input_size)
        passes = []
        for way in range(self._ways):
            outputs = self.outputs(turn(pixels, way))
            passes.append(_Pass(way, outputs, self.head.read(outputs)))
        return max(passes, key=lambda one: float(one.reading.scores.max()))

    def _explain(self, one: "_Pass", index: int) -> Explanation:
        places, first_order = self.head.places(one.outputs, index)
        score = float(one.reading.scores[index])
        upright = turn_back(places, one.way).astype(np.float32)
        return Explanation(self.labels[index], score, first_order, upright)

    def _predict(self, reading: Reading) -> Prediction:
        probabilities = softmax(reading.scores, self.info.temperature)
        order = np.argsort(-probabilities, kind="stable")
        novelty = float(self._novelty_scale.of(reading.distance, reading.scores.max()))
        require_numbers(probabilities, novelty)
        said = self._ceiling.of(probabilities)
        within = self._conformal.members(said)
        return Prediction(
            top=tuple(Ranked(self.labels[i], float(said[i])) for i in order[:_TOP]),
            answer=decide(probabilities, novelty > self.info.thresholds["novelty"], self._rules),
            novelty=novelty,
            embedding=reading.embedding,
            prediction_set=tuple(self.labels[i] for i in order if within[i]),
        )

    def _prove(self) -> None:
        """Two pictures through everything: a bundle that cannot answer is refused when it is loaded."""
        size = self.info.input_size
        if self._network.size != size:
            raise BundleIncompatible(
                f"The network takes {self._network.size} px, and the bundle says {size}."
            )
        for picture in probe_pictures(size):
            try:
                with np.errstate(all="ignore"):
                    one = self._run(picture)
                    require_answer(self.labels, one.reading, *self._answer(one))
            except TROUBLE as error:
                raise BundleIncompatible(f"Network and head do not fit ({error}).") from error
