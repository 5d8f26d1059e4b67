"""问题: what inspectors found, as a list that can be filtered and handed out."""
