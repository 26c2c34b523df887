"""Documents that the register's commands write."""
