"""标准对应: which standard of one framework is which of another, and observations carried along."""
