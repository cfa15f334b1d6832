"""`drctl schema`."""

import json

EXAMPLES = ("drctl schema", "drctl schema > dr.schema.json")


def command() -> None:
    """Print the JSON Schema of the model language.

    Editors that know YAML schemas complete and check a model with it; `drctl init` writes the
    line that names it.
    """
    from drctl.model.schema import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
