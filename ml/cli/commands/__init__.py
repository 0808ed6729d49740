"""One module per command: `add(commands)` declares it, `run(options)` does it."""
