"""An old archive against a new one, from manifests."""
