"""What serves or trains large models on a target, and the stacks that hold it."""
