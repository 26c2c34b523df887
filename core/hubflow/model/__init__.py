"""The words of hubflow as typed records. This package knows nothing of the others."""
