"""The lowest app: errors, permissions, health, the supervisor; knows no other app."""
