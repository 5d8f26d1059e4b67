"""Settings, urls, health and the command line: where the rooms are put together."""
