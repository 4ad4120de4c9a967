"""Files that are used outside contributions: by other pages of the tree, and by the portal's settings."""
