"""What every room stands on: errors, the ledger of numbers, reading files safely, draws, columns, compilation."""
