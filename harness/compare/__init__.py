"""Two runs aligned by scenario, hop and kind: what changed between them."""
