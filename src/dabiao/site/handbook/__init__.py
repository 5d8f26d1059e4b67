"""The handbook: what to do, task by task, in Chinese, with pictures of the demo district."""
