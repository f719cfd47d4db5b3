"""The checks, by what they are about. Each module has a tuple ``RULES``."""
