"""标准对应: which standard of one pack is which of another, proposed, mended by people and accepted."""
