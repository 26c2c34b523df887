"""Write a new hub's folder, and the schemas that editors read."""
