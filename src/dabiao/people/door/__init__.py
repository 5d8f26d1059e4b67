"""The door: who comes in, how they prove who they are, and how long they stay."""
