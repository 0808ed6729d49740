"""Labelled pictures, and which of them a model may learn from."""

from ml.datasets.broader import check_broader, read_broader
from ml.datasets.crops import FINE, THUMB, Crop, Effort, find_crops, fine_likeness, grey_square
from ml.datasets.folders import Labelled, Refusal, Tree, label_key, printable, read_tree
from ml.datasets.look_alikes import Union, fingerprint, near_duplicate_groups, near_pairs
from ml.datasets.manifest import Contents, Item, Manifest, OnProgress, read_folder
from ml.datasets.splits import Split, group_folds, locked_test_split

__all__ = [
    "FINE",
    "THUMB",
    "Contents",
    "Crop",
    "Effort",
    "Item",
    "Labelled",
    "Manifest",
    "OnProgress",
    "Refusal",
    "Split",
    "Tree",
    "Union",
    "check_broader",
    "find_crops",
    "fine_likeness",
    "fingerprint",
    "grey_square",
    "group_folds",
    "label_key",
    "locked_test_split",
    "near_duplicate_groups",
    "near_pairs",
    "printable",
    "read_broader",
    "read_folder",
    "read_tree",
]
