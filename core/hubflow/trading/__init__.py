"""Test trading in depth: what the recorded months show, and how the business may go on.

Imports run downward within it: simulation ◄ survival ◄ report ◄ page.
"""
