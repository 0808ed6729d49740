"""The sentences that stand beside figures, for readers who are no statisticians."""

HEADLINE = (
    ("Accuracy", "Images whose first answer is right."),
    ("Right name among three", "Images whose class is among the first three answers."),
    ("Macro F1", "Finding and naming taken together, every class counting the same."),
    ("Cohen's kappa", "Agreement with the labels beyond chance; 1 is complete."),
    ("Calibration error", "How far the sureness it states is from the truth; 0 is best."),
    (
        "Answered at 5 % error",
        "What it could answer alone if one answer in twenty may be wrong; people see the rest.",
    ),
)
PER_CLASS = (
    "Found: of the images that show this class, the share that was named so. Right when named: of the images "
    "that were named so, the share that shows it. F1 is high only where both are. A wide interval says that "
    "there are too few images to know."
)
CONFUSION = "Pairs that are mixed up often deserve more pictures of both, or a second look at their labels."
CALIBRATION = (
    "When the model says 80 %, it should be right four times in five: then the dots lie on the dashed line. "
    "Below the line it promises too much, above it too little."
)
RISK_COVERAGE = (
    "If the model speaks only when it is surest, it errs less. The second curve shows how often it would be "
    "wrong for every share of the images that it answers alone."
)
ROBUSTNESS = (
    "Each image was changed in one way and asked about again. The difference is taken image by image, so it "
    "is known more closely than two separate accuracies would tell. Same answer: the share of images whose "
    "name did not change, right or wrong."
)
SLICES = (
    "Images that have something in common, the weakest value first. Many slices are looked at here: one "
    "whose interval just leaves zero out is a question, not yet a finding."
)
WRONG = (
    "These deserve a look: some labels may be wrong, some images hardly show the class, and some errors the "
    "model should not have been so sure of."
)
COST = (
    "From the decoded image to the answer, one image at a time, while further images are being read. Memory "
    "is the most that the whole process ever held, one reading without an interval."
)
VERSUS = (
    "Both models saw the same images, so only those count that one of them got right and the other did not. "
    "The exact McNemar test says how often chance alone would split these so unevenly."
)
HOW = (
    "Every figure stands with its 95 % interval and the number of images behind it. Shares: Wilson's "
    "interval. Means over classes, F1, kappa, calibration and curves: bootstrap over the images (up to 2000 "
    "draws, percentiles). Differences on the same images: paired bootstrap. Differences between groups: "
    "Newcombe. Where a bootstrap cannot vary because everything was right or everything wrong, a score "
    "interval takes its place. Images that look alike are counted as independent, which makes intervals "
    "slightly too narrow where there are many of them."
)
