"""Write scoring sheets for assessors and read them back."""
