"""What somebody needs: as rows, as questions, as a command line."""
