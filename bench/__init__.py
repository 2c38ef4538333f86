"""How fast the pages are at 2,000 and at 50,000 companies: `make bench`. Nothing here is part of the portal."""
