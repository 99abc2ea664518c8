"""The report: one static page about a night, for people."""
