"""The model language: what may be written, one shape per kind of map.

These types validate a file and give the JSON Schema (`drctl schema`).
What a model *means* stands in `drctl.model.model`.
"""
