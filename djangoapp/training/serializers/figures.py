"""The JSON shapes of measured figures: what an evaluation found, with n and 95 % interval everywhere."""

from __future__ import annotations

from rest_framework import serializers


class EstimateSerializer(serializers.Serializer):
    """A figure with its 95 % interval and the number of images behind it."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    n = serializers.IntegerField()


class ClassReportSerializer(serializers.Serializer):
    """How one term fared; `f1` is the value of `f1_score` once more."""

    label = serializers.CharField()  # type: ignore[assignment]  # Field has one.
    support = serializers.IntegerField()
    precision = EstimateSerializer()
    recall = EstimateSerializer()
    f1 = serializers.FloatField()
    f1_score = EstimateSerializer(required=False)


class ConfusionSerializer(serializers.Serializer):
    """Rows are what the images show, columns what was answered."""

    labels = serializers.ListField(child=serializers.CharField())
    counts = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))


class CalibrationBinSerializer(serializers.Serializer):
    """Images answered with about the same probability: its mean, and how many of them were right."""

    said = serializers.FloatField()
    right = EstimateSerializer()


class CalibrationSerializer(serializers.Serializer):
    """The expected calibration error and the reliability diagram behind it."""

    error = EstimateSerializer()
    bins = CalibrationBinSerializer(many=True)


class CurveSerializer(serializers.Serializer):
    """Points of a curve, in order."""

    x = serializers.ListField(child=serializers.FloatField())
    y = serializers.ListField(child=serializers.FloatField())


class RiskCoverageSerializer(serializers.Serializer):
    """Errors among the surest answers: x is the share answered, y the share of errors among them."""

    area = EstimateSerializer()
    coverage_at_5 = EstimateSerializer(help_text="Share that can be answered with 5 % errors.")
    points = CurveSerializer()


class SliceSerializer(serializers.Serializer):
    """Accuracy on the images that share a property; `few` says that there are too few to act on."""

    attribute = serializers.CharField()
    value = serializers.CharField()
    accuracy = EstimateSerializer()
    difference = EstimateSerializer(allow_null=True, help_text="To all other images.")
    few = serializers.BooleanField()


class RobustnessSerializer(serializers.Serializer):
    """Accuracy once every image was changed in one way; `kept` is the share of answers that stayed."""

    kind = serializers.ChoiceField(
        ["orientation", "mirror", "crop", "scale", "jpeg", "blur", "light", "colour"]
    )
    change = serializers.CharField()
    accuracy = EstimateSerializer()
    difference = EstimateSerializer(help_text="To the unchanged images, paired.")
    kept = EstimateSerializer()


class CostSerializer(serializers.Serializer):
    """Milliseconds from decoded image to answer; peak memory of the whole process."""

    median_ms = EstimateSerializer()
    p95_ms = EstimateSerializer()
    peak_memory_mb = serializers.FloatField(allow_null=True)


class SummarySerializer(serializers.Serializer):
    """The figures that every report has; the later ones are absent from reports of earlier versions."""

    n = serializers.IntegerField()
    accuracy = EstimateSerializer()
    top3 = EstimateSerializer()
    macro_f1 = EstimateSerializer()
    ece = serializers.FloatField(help_text="Expected calibration error, 0..1.")
    macro_precision = EstimateSerializer(required=False)
    macro_recall = EstimateSerializer(required=False)
    kappa = EstimateSerializer(required=False, help_text="Agreement beyond chance, up to 1.")
    calibration = CalibrationSerializer(required=False)
    risk_coverage = RiskCoverageSerializer(required=False)


class EvaluationReportSerializer(SummarySerializer):
    """The figures of one model on one set of images."""

    per_class = ClassReportSerializer(many=True)
    confusion = ConfusionSerializer()
    slices = SliceSerializer(many=True, required=False)
    robustness = RobustnessSerializer(
        many=True, required=False, help_text="On a fixed sample of the images; the first row is unchanged."
    )
    cost = CostSerializer(required=False, allow_null=True)


class HeldOutSerializer(SummarySerializer):
    """Figures on training images that a part of the training did not see."""


class ConfusedWithSerializer(EstimateSerializer):
    """A term that pictures are often taken for: how many, and their share."""

    label = serializers.CharField()  # type: ignore[assignment]  # Field has one.
    count = serializers.IntegerField()


class KnownWeakSerializer(serializers.Serializer):
    """A term that the model is surely weak at, by answers held out in its training."""

    label = serializers.CharField()  # type: ignore[assignment]  # Field has one.
    sentence = serializers.DictField(child=serializers.CharField(), help_text="By language, with codes.")
    recall = EstimateSerializer()
    confused_with = ConfusedWithSerializer(many=True)


class McNemarSerializer(serializers.Serializer):
    """Images that only one of the two got right, and the exact p of so uneven a split by chance."""

    only_first = serializers.IntegerField()
    only_second = serializers.IntegerField()
    p = serializers.FloatField()


class ClassChangeSerializer(serializers.Serializer):
    """Recall of the second less that of the first on one term.

    `lost`: surely worse, counted over all terms together; `watch`: more than the margin is gone, perhaps by
    chance; `gained`: surely better; `kept`: none of these.
    """

    label = serializers.CharField()  # type: ignore[assignment]  # Field has one.
    difference = EstimateSerializer()
    p = serializers.FloatField()
    outcome = serializers.ChoiceField(["lost", "gained", "watch", "kept"])


class PairedSerializer(serializers.Serializer):
    """Two models on the same images: all differences are the second less the first."""

    n = serializers.IntegerField()
    difference = EstimateSerializer(help_text="Of accuracy.")
    macro_f1 = EstimateSerializer(help_text="Its difference.")
    mcnemar = McNemarSerializer()
    per_class = ClassChangeSerializer(many=True)
    margin = serializers.FloatField()
    outcome = serializers.ChoiceField(["better", "worse", "undecided"])


class VersusSerializer(PairedSerializer):
    """Two versions on the locked pictures that both were judged on."""

    first = serializers.UUIDField()
    second = serializers.UUIDField()
    first_saw = serializers.IntegerField(help_text="Of these pictures, how many the first was trained on.")
    second_saw = serializers.IntegerField(help_text="Of these pictures, how many the second was trained on.")


class UnseenFiguresSerializer(serializers.Serializer):
    """What happens to motifs that were never learned: each of the model's own was left out in turn."""

    auroc = EstimateSerializer(
        help_text="Area under the ROC curve of the best name's probability: known pictures against those."
    )
    named = EstimateSerializer(help_text="Share of those pictures that get a name all the same.")
    known_named = EstimateSerializer(help_text="Share of held-out pictures of known motifs that get a name.")


class RunFiguresSerializer(serializers.Serializer):
    """Candidate and champion on the same locked test images."""

    test = EvaluationReportSerializer(allow_null=True)
    champion = EvaluationReportSerializer(allow_null=True)
    champion_version = serializers.UUIDField(allow_null=True)
    champion_saw = serializers.IntegerField(help_text="Test images that the champion was trained on.")
    difference = EstimateSerializer(
        allow_null=True, help_text="Accuracy of the candidate less that of the champion, paired."
    )
    versus = PairedSerializer(
        required=False, allow_null=True, help_text="The champion first, the candidate second."
    )
    held_out = HeldOutSerializer(allow_null=True)
    unseen = UnseenFiguresSerializer(
        required=False, allow_null=True, help_text="Null where there is too little to leave out."
    )
    known_weak = KnownWeakSerializer(many=True, required=False)
    studies = serializers.IntegerField(
        required=False, help_text="Further drawings of each motif that it learned from."
    )
