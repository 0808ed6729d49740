"""The names of the ways to explain an answer."""

CLOSED = "closed"
"""The head's own arithmetic: exact shares of the score, by numpy alone."""

NETWORK_METHODS = ("gradcam", "gradcam++", "saliency", "smoothgrad")
"""By gradients of a Keras network; only for bundles that hold one."""

METHODS = (CLOSED, *NETWORK_METHODS)
