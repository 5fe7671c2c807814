"""What was measured, is being measured, would be measured, and is predicted from it."""
