"""Model versions, who serves which vocabulary, and the runs that make new ones."""
