"""Run methods over portfolios: tables of facts, one row for each venture."""
