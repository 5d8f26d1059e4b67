"""投诉建议: what people say of the system and of what it asks, and the call back."""
