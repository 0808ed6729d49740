"""A backbone of our own: cloth drawn without end, and a small network that learns to tell it apart.

No photograph takes part. Designs (`designs`, `families`) are drawn once as ink maps, views of them are dyed,
turned, lit and worn on the fly (`views`), and a network learns which design a view is of (`network`,
`learning`).
"""
