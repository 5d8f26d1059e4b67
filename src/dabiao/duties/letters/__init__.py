"""目标责任书: letters of responsibility, from draft to signature, amended by new versions only."""
