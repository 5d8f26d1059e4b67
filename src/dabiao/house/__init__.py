"""The furniture every room is built from: audit chain, typed events, registries, paging, errors, page frame."""
