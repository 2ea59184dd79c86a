"""Settings of the documentation (``make docs``); what is generated is made by ``_ext``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent / "src")]

from telesim import __version__  # noqa: E402  (the source beside this folder, not an installed one)

project = "telesim"
author = "the telesim authors"
copyright = author
version = release = __version__

extensions = [
    "myst_nb",  # pages in Markdown, notebooks among them
    "sphinx.ext.autodoc",  # the Python face, from its docstrings
    "sphinx.ext.napoleon",
    "generated",  # the references and the notebooks' folder
    "pictures",  # the figures of the model
]
root_doc = "index"
exclude_patterns = ["**/.ipynb_checkpoints", "notebooks/results", "_ext"]
language = "en"
highlight_language = "text"

html_theme = "furo"
html_title = f"telesim {version}"
html_static_path = ["_static"]
html_css_files = ["telesim.css"]
# The pages need no network: no fonts and no scripts of other hosts.
html_theme_options = {"navigation_with_keys": True}
html_copy_source = False
html_show_sphinx = False

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 4
suppress_warnings = ["myst.header"]  # pages that begin with a part of another file

# Commit notebooks without output; `make docs NOTEBOOKS=cache` runs them for the pages and keeps
# what they gave until they change. The tests run them in any case.
nb_execution_mode = os.environ.get("TELESIM_DOCS_NOTEBOOKS", "off")
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_merge_streams = True

autodoc_typehints = "none"
autodoc_member_order = "bysource"
napoleon_use_rtype = False
napoleon_preprocess_types = False
# Types of Python and of libraries, which are described elsewhere.
nitpick_ignore_regex = [
    ("py:exc", r"(Value|Key|Type|File\w*|OS|Runtime)Error"),
    # Errors whose message is all there is to know; they are no part of the public face.
    ("py:exc", r"(telesim\.(simulation|conservation)\.)?[A-Z]\w+Error"),
]
