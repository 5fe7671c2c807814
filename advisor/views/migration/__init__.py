"""What it takes to bring a PyTorch project over."""
