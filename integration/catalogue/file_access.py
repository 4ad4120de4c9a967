"""Files that published contributions use may be seen by those who may see the contribution."""
