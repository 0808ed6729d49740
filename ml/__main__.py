"""`python -m ml`: the engine's command line."""

import sys

from ml.cli import main

sys.exit(main())
