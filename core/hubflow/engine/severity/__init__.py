"""How far recommendations hang on who judged: severity of assessors, and other draws of them."""
