"""What is kept of a reader's work, in words and numbers: ledgers, marks, hand-ins, a class; behind several widgets."""
