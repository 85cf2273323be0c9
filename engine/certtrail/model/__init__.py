"""The values that travel between the rooms, and how they are saved and loaded.

Records, facts, the inventory, accounts of inputs, the diagnosis: frozen dataclasses and columns,
made by one room and read by later ones, which need to know nothing else of each other.
`saved_diagnosis` writes a diagnosis to JSON and strictly reads it back.

A new field goes into its dataclass here, and into the JSON Schema beside the reports.
"""
