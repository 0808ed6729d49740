"""A backbone of our own: a small network learns which drawn design (`ml.textures`) a view is of.

No photograph takes part. `network` says by what statistics, `learning` trains it, resumable.
"""
