"""What users call: a module a subject. `onrecord` imports each name when it is first used."""
