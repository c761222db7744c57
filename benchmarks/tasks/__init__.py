"""Tasks opened for many determinations, steps with many tasks, inboxes among millions; see ``make bench-tasks``."""
