"""The site of these documents, built by Sphinx: `make docs`."""

project = "hubflow"
author = "The hubflow authors"
project_copyright = author
language = "en"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["conf.py"]
nitpicky = True

# Headings can be linked to as on a repository's pages: [what](page.md#heading-in-small-letters)
myst_heading_anchors = 4
myst_url_schemes = ["https", "http"]

html_theme = "furo"
html_title = "hubflow"
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
html_show_sourcelink = False
html_static_path = ["_static"]
html_css_files = ["site.css"]
pygments_style = "friendly"
pygments_dark_style = "github-dark"
