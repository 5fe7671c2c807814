"""What stands between the app and the terminal that it runs in."""
