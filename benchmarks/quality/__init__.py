"""The checks beside the same rules in Great Expectations and in plain pandas."""
