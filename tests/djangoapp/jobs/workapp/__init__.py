"""An app with kinds of work that die, hang and take long, for test_workers."""
