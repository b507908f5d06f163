"""Worlds of simulated traffic with known truth, and measures of what a run found in them."""
