"""任务分解: who leads, answers and assists for each standard, method and place type."""
