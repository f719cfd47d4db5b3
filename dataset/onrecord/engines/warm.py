"""Imported by Dask workers as they start: what their first task would wait for."""

from onrecord.engines.worker import warm_up

warm_up()
