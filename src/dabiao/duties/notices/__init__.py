"""突发任务 and notices: sent, received, answered, pressed for."""
