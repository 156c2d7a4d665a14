"""Tests of `collectplan.read`."""
