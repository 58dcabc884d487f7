"""Malformed and hostile bytes aimed at a system under test, each case a target and a seed."""
