"""The outline of a document: headings, tasks, doers, deadlines and what became of every sentence."""
