"""Tests of `collectplan.normalise`."""
