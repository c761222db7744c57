"""What must be done, by which post, by when: opened from what the documents conclude, passed on, proved."""
