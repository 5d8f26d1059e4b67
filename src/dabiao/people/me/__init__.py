"""我的: what is asked of one person, by when; the digest of it, and the hours of quiet."""
