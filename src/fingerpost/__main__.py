"""Run as `python -m fingerpost`."""

from fingerpost.cli.main import run

run()
