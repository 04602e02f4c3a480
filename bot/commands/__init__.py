"""The commands of `python -m bot`, one file for each kind of work."""
