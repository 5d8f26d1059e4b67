"""测评: rounds, the workbooks they come in, and the cells counted from them."""
