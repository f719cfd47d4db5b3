"""How things are printed: labels, cues, names, times. Pure functions of words."""
