"""`python -m ml`: the engine's command line."""

import os
import sys

if sys.argv[1:2] in (["predict"], ["explain"], ["evaluate"], ["versus"]):
    # Beside the network's own threads, numpy's only spin: a prediction takes twice as long with them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from ml.cli import main

sys.exit(main())
