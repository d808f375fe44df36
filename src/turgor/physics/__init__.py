"""Pure forward laws, shared by what measures skin and what predicts it."""
