"""Cloth of every kind drawn without end: textures for networks to learn from, and things that are no motif.

A design (`designs`, `families`) is drawn once as ink maps; views of it are dyed, turned, lit and worn on the
fly (`views`).
"""
