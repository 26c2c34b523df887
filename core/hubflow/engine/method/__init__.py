"""Check and compile a methodology, before any venture is assessed."""
