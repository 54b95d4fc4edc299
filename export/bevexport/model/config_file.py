"""Reads configurations: by name, from a YAML of ours, or from a JSON of the original's."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import yaml

from bevexport.errors import InputError, first_line
from bevexport.model import original
from bevexport.model.config import NAMED, ModelConfig


def config_of(source: str | Path | ModelConfig) -> ModelConfig:
    """A config from a name (`tiny`, `small`, `base`, `micro`), a YAML of ours, or a JSON of the original's.

    A YAML names the fields of `ModelConfig` that differ from those of its `base`: a name, or a JSON of the original's
    beside the YAML; tiny when it isn't given.
    The JSON holds the original's model section, bare or under the key `model` (see `bevexport.model.original`).
    """
    if isinstance(source, ModelConfig):
        return source
    if str(source) in NAMED:
        return NAMED[str(source)]
    path = Path(source)
    if not path.is_file():
        raise InputError(f"Cannot load config {source}: no such file, expected one of {sorted(NAMED)} or a file")
    try:
        return _read(path)
    except InputError as e:
        raise InputError(f"Cannot load config {path}: {str(e).removeprefix('Cannot use ')}") from e


def _read(path: Path) -> ModelConfig:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise InputError(f"Cannot use it: {e}, expected a text file") from e
    if path.suffix == ".json":
        return original.config_of(_parsed_json(text), path.stem.removesuffix("_model_config"))
    return _from_yaml(_parsed_yaml(text), path)


def _parsed_json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as e:
        raise InputError(f"Cannot use line {e.lineno}, column {e.colno}: {e.msg}, expected JSON") from e


def _parsed_yaml(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as e:
        mark = getattr(e, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "it"
        fact = getattr(e, "problem", None) or first_line(e)
        raise InputError(f"Cannot use {place}: {fact}, expected YAML") from e


def _from_yaml(section: Any, path: Path) -> ModelConfig:
    if not isinstance(section, dict):
        raise InputError(f"Cannot use it: found {type(section).__name__}, expected a mapping of keys")
    changes = dict(section)
    base = changes.pop("base", "tiny")
    if base not in NAMED:
        file = path.parent / str(base)
        if file.suffix != ".json" or not file.is_file():
            raise InputError(f"Cannot use base={base}: expected one of {sorted(NAMED)} or a JSON beside the YAML")
        base = file
    return _replaced(config_of(base), {"name": path.stem, **changes}, "")


def _replaced(record: Any, changes: dict[Any, Any], prefix: str) -> Any:
    known = {f.name: getattr(record, f.name) for f in dataclasses.fields(record)}
    values = {}
    for key, value in changes.items():
        if key not in known:
            raise InputError(f"Cannot use {prefix}{key}: unknown key, expected one of {sorted(known)}")
        values[key] = _value(known[key], value, f"{prefix}{key}")
    return dataclasses.replace(record, **values)


def _value(like: Any, value: Any, key: str) -> Any:
    """The value as the type of the one that it replaces."""
    if dataclasses.is_dataclass(like):
        if not isinstance(value, dict):
            raise InputError(f"Cannot use {key}={value}: expected a mapping of keys")
        return _replaced(like, value, f"{key}.")
    if isinstance(like, tuple):
        if not isinstance(value, list):
            raise InputError(f"Cannot use {key}={value}: expected a list")
        item = like[0] if like else 0
        return tuple(_value(item, v, f"{key}[{i}]") for i, v in enumerate(value))
    if type(like) is float and type(value) is int:
        return float(value)
    if type(value) is not type(like):
        raise InputError(f"Cannot use {key}={value}: expected {_NAMES[type(like)]}")
    return value


_NAMES = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}
