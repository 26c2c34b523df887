"""The screens of the workbench, each a module and a template."""
