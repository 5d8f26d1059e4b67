"""督办: what a speech, plan or circular asks for, sentence by sentence, and what became of it."""
