"""Background work: a database row is the job, the broker is only a doorbell."""
