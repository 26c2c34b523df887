"""The screens of the workbench as plugins add them."""
