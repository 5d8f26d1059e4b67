"""标准: packs as files, and the pages that show them."""
