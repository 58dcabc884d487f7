"""Imported by features/steps/load.py: from then on behave knows every phrase."""

from harness.steps.registering import register

register()
