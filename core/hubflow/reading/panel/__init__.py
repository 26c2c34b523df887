"""A jury's judgements, read and checked."""
