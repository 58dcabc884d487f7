"""What is asked of every endpoint before a run."""
