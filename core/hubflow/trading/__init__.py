"""Test trading in depth: what the months on record say, and what may become of the business.

Imports run downward within it: simulation ◄ survival ◄ report ◄ page.
"""
