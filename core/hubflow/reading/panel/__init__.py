"""Read and check a jury's judgements."""
