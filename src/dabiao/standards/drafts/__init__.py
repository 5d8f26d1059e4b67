"""标准包起草: packs made from spreadsheets or from earlier editions, checked, and published as editions."""
