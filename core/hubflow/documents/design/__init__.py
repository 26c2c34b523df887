"""The one design of all that hubflow writes: its colours, and a hub's own colour among them."""
