"""The token that a page's forms carry."""

import re


def token(page):
    """The first one on the page."""
    return re.search(r'name="token" value="([^"]+)"', page.text)[1]
