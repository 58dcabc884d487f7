"""Availability against the service agreement, for weeks."""
