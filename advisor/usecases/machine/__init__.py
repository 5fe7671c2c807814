"""What this machine is, or another one."""
