"""Where something is written in the model, the same for every reader and folder."""

from drctl.model.model import Model


def written_in(model: Model, path: tuple[str, ...]) -> str:
    """A path of the model and its file, as `providers.stripe in model/providers.yaml`.

    The file is named from the workspace's root, so that pages don't depend on the folder in
    which drctl runs.
    """
    section, name = path[0], path[1]
    file = next(
        (
            f.source.path
            for f in model.files
            if isinstance(f.top.get(section), dict) and name in f.top[section]
        ),
        model.files[0].source.path,
    )
    return f"{'.'.join(path)} in {file}"
