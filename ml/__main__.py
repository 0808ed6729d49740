"""`python -m ml`: the engine's command line."""

import os
import sys

# Beside the network's own threads, numpy's only spin: a prediction and the features of a training take twice
# the time with them. It has to be said before numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from ml.cli import main

sys.exit(main())
