"""Tests of `collectplan.rulebook`."""
