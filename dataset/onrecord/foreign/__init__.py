"""Folders of Parquet tables of any making: what lies in them, and how DuckDB reads it.

`sql` writes names and values into queries, `files` finds a folder's tables and what is wrong with
them, `types` compares columns with the contract, `database` opens DuckDB within bounds. Nothing
here decides what a fault means: the checks, the report and the comparison do.
"""
