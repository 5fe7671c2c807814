"""Reports: written, compared, and made again from their inputs."""
