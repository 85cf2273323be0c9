"""The values that travel between the rooms, and how they are saved and loaded.

Records, facts, the inventory, reports of inputs, the diagnosis: frozen dataclasses and columns,
made by one room and read by later ones, which need to know nothing else of each other.
`saved_diagnosis` writes a diagnosis to JSON and strictly reads it back.

What a file may hold, what of a value is translated and what is hidden, is said by the annotations
of the dataclasses; `schema` reads these. A new field goes into its dataclass here, with a type of
`kinds` that says what it is and a line in the docstring; `python -m tools.schemas` then writes the
JSON Schemas anew.
"""
