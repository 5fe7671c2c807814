"""What a PyTorch project uses, and which framework has it."""
