"""What the interfaces of a site really answer."""
