"""上级测评结果: what others measured and decided, and what the cycle's total comes to with it."""
