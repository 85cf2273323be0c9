"""One by one: a record at a time, for what is not ordinary, damaged, or left over."""
