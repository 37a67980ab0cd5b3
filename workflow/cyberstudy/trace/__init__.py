"""Where a published number comes from: printed text, table and row, rule, answers, cells."""
