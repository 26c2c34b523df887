"""Scoring sheets: written for assessors and read back."""
