"""What package indexes and public sources say today, read anew for the shipped snapshots."""
