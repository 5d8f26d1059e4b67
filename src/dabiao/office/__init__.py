"""Files people exchange: workbooks in and out, official documents, printed charts."""
