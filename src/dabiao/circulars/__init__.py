"""通报: the documents that go out, each made from one assessment."""
