"""The engine: facts, expressions, a compiled method, the pipeline of phases, results."""
