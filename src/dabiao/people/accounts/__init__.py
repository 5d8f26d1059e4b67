"""Accounts and posts: who signs in, who holds which post, who took over from whom."""
