"""A message, an object or an audit record, explained."""
