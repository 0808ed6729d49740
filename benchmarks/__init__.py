"""Figures of speed and memory, each beside a peer in the same run; `make bench` prints them."""

import os

# As the command line and the server do: numpy's threads only spin beside LiteRT's. Before numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
