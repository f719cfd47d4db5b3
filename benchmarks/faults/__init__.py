"""Planted faults: a good dataset damaged in known and unknown ways, to see what the checks catch."""
