"""Places and schools that broadcasts come from and sentences name."""

from __future__ import annotations

from benchmarks.corpus.words import read_words

CITIES = read_words("cities")
STATES = read_words("states")
COUNTRIES = read_words("countries")
REGIONS = read_words("regions")
SCHOOLS = tuple(
    form.format(place=place)
    for place in (*STATES, *CITIES)
    for form in ("University of {place}", "{place} State University", "{place} Institute")
)
