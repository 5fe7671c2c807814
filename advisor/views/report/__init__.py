"""The report, part by part: figures and sentences that every format draws in its own way."""
