"""The audit chain on pages, for the 审计管理员 alone: read it, check it, take it away as a file."""
