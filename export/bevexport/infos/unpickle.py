"""Reads a pickle of plain data: numbers, text, lists, dictionaries and numpy arrays of them, and nothing else.

A pickle is a program. Of its opcodes only those are run that build plain data. A name is never imported: the few
names by which numpy pickles an array stand for objects of this file, which check what they are given and never call
numpy's own functions. Arrays are read-only views of the pickle's bytes, dictionary keys are text or whole numbers,
and no read goes past the end of the file, so that memory stays within a constant times the file's size.
"""

from __future__ import annotations

import math
import os
import pickle
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from tqdm import tqdm

from bevexport.errors import InputError, first_line

_DTYPE = re.compile(r"[<>=|]?(b1|[iu][1248]|f[248]|[US]\d{1,4})")
_LONGEST_NAME = 256
_PROGRESS_BYTES = 1 << 24


class _Refused(Exception):
    """What the pickle holds that is not plain data."""


class _Plain:
    """Something that a pickle may neither call nor fill."""

    __slots__ = ()

    def __call__(self, *_: Any) -> Any:
        raise _Refused(f"a call of {type(self).__name__.strip('_')}")

    def __setstate__(self, _: Any) -> None:
        raise _Refused(f"a state for {type(self).__name__.strip('_')}")


class _Function(_Plain):
    """One of the names by which numpy pickles."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[..., Any]) -> None:
        self._make = make

    def __call__(self, *args: Any) -> Any:
        return self._make(*args)


class _DType(_Plain):
    """A type of elements: its code, then its byte order."""

    __slots__ = ("value",)

    def __init__(self, code: Any, align: Any = False, copy: Any = True) -> None:
        if not isinstance(code, str) or not _DTYPE.fullmatch(code):
            kind = code[:20] if isinstance(code, str) else type(code).__name__
            kind = "objects" if kind.endswith(("O", "O8")) else f"type {kind}"
            raise _Refused(f"an array of {kind}")
        self.value = np.dtype(code)

    def __setstate__(self, state: Any) -> None:
        if not isinstance(state, tuple) or len(state) < 8 or any(v is not None for v in state[2:5]):
            raise _Refused("an array of records")
        if state[1] not in ("<", ">", "|", "="):
            raise _Refused("an array of unknown byte order")
        if state[1] in "<>":
            self.value = self.value.newbyteorder(state[1])


class _Array(_Plain):
    """An array, empty until it is filled."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value = np.empty(0)

    def __setstate__(self, state: Any) -> None:
        if not isinstance(state, tuple) or len(state) != 5 or not isinstance(state[2], _DType):
            raise _Refused("an array whose state is not numpy's")
        _, shape, dtype, fortran, data = state
        if isinstance(data, list):
            raise _Refused("an array of objects")
        if not isinstance(data, bytes) or not isinstance(shape, tuple) or len(shape) > 4:
            raise _Refused("an array without bytes or of more than four dimensions")
        if not all(type(n) is int and n >= 0 for n in shape):
            raise _Refused("an array of negative size")
        elements = math.prod(shape)
        if elements * dtype.value.itemsize != len(data) or (elements and not dtype.value.itemsize):
            raise _Refused(f"an array of {len(data)} bytes for {elements} elements of {dtype.value}")
        flat = np.frombuffer(data, dtype.value) if elements else np.empty(0, dtype.value)
        self.value = flat.reshape(shape, order="F" if fortran else "C")


def plain(value: Any) -> Any:
    """A value as read: the array where it stands for one."""
    return value.value if isinstance(value, _Array) else value


class _Source:
    """The file: no read beyond its end, no line without one."""

    def __init__(self, file: BinaryIO, size: int, bar: tqdm) -> None:
        self._file, self._left, self._bar, self._told = file, size, bar, 0
        self.at = 0

    def _count(self, data: bytes) -> bytes:
        self.at += len(data)
        self._left -= len(data)
        if self.at - self._told >= _PROGRESS_BYTES:
            self._bar.update(self.at - self._told)
            self._told = self.at
        return data

    def read(self, n: int) -> bytes:
        if n > self._left:
            raise _Refused(f"{n} bytes announced where {self._left} are left")
        return self._count(self._file.read(n))

    def readline(self) -> bytes:
        line = self._file.readline(_LONGEST_NAME)
        if not line.endswith(b"\n"):
            raise _Refused("a line without an end")
        return self._count(line)


class _Opcodes(dict):
    def __missing__(self, code: int) -> Any:
        name = {v[0]: k for k, v in vars(pickle).items() if k.isupper() and isinstance(v, bytes) and len(v) == 1}
        raise _Refused(f"the opcode {name.get(code, code)}")


class _Reader(pickle._Unpickler):  # the one in Python: its opcodes can be chosen, its memo is a dictionary
    dispatch = _Opcodes(
        {
            code[0]: pickle._Unpickler.dispatch[code[0]]
            for code in (
                pickle.PROTO, pickle.STOP, pickle.FRAME, pickle.MARK, pickle.NONE, pickle.NEWTRUE, pickle.NEWFALSE,
                pickle.BININT, pickle.BININT1, pickle.BININT2, pickle.LONG1, pickle.LONG4, pickle.BINFLOAT,
                pickle.BINUNICODE, pickle.SHORT_BINUNICODE, pickle.BINUNICODE8, pickle.BINBYTES,
                pickle.SHORT_BINBYTES, pickle.BINBYTES8, pickle.EMPTY_LIST, pickle.EMPTY_TUPLE, pickle.EMPTY_DICT,
                pickle.TUPLE, pickle.TUPLE1, pickle.TUPLE2, pickle.TUPLE3, pickle.BINPUT, pickle.LONG_BINPUT,
                pickle.BINGET, pickle.LONG_BINGET, pickle.MEMOIZE, pickle.GLOBAL, pickle.STACK_GLOBAL,
            )
        }
    )  # fmt: skip

    def __init__(self, source: _Source, size: int) -> None:
        super().__init__(source)
        self._encodable = size
        array, scalar = _Function(self._empty_array), _Function(self._scalar)
        self._names = {
            ("numpy", "ndarray"): _NDARRAY,
            ("numpy", "dtype"): _Function(_DType),
            ("_codecs", "encode"): _Function(self._encoded),
        }
        for builtins in ("__builtin__", "builtins"):
            self._names[builtins, "bytes"] = _Function(_no_bytes)
        for package in ("numpy.core.multiarray", "numpy._core.multiarray"):
            self._names[package, "_reconstruct"] = array
            self._names[package, "scalar"] = scalar

    def find_class(self, module: Any, name: Any) -> Any:
        if (module, name) not in self._names:
            raise _Refused(f"{str(module)[:80]}.{str(name)[:80]}")
        return self._names[module, name]

    def _empty_array(self, kind: Any, shape: Any, code: Any) -> _Array:
        if kind is not _NDARRAY:
            raise _Refused("an array of another class than numpy.ndarray")
        return _Array()

    def _scalar(self, dtype: Any, data: Any = None) -> Any:
        if not isinstance(dtype, _DType) or not isinstance(data, bytes) or len(data) != dtype.value.itemsize:
            raise _Refused("a numpy scalar without its bytes")
        return np.frombuffer(data, dtype.value)[0].item() if data else dtype.value.type().item()

    def _encoded(self, text: Any, code: Any) -> bytes:
        """How protocol 2 writes bytes. The same text is not encoded over and over: the sum is bounded."""
        if not isinstance(text, str) or code != "latin1":
            raise _Refused("_codecs.encode of something else than latin1 text")
        self._encodable -= len(text)
        if self._encodable < 0:
            raise _Refused("more bytes than the file could hold")
        return text.encode("latin1")

    def _reduce(self) -> None:
        args, function = self.stack.pop(), self.stack[-1]
        if not isinstance(function, _Plain) or not isinstance(args, tuple):
            raise _Refused(f"a call of {type(function).__name__}")
        self.stack[-1] = function(*args)

    def _build(self) -> None:
        state, target = self.stack.pop(), self.stack[-1]
        if not isinstance(target, _Plain):
            raise _Refused(f"a state for {type(target).__name__}")
        target.__setstate__(state)

    def _extend(self, items: list[Any]) -> None:
        if type(self.stack[-1]) is not list:
            raise _Refused(f"elements for {type(self.stack[-1]).__name__}")
        self.stack[-1].extend(items)

    def _append(self) -> None:
        item = self.stack.pop()
        self._extend([item])

    def _appends(self) -> None:
        self._extend(self.pop_mark())

    def _set(self, items: list[Any]) -> None:
        if type(self.stack[-1]) is not dict:
            raise _Refused(f"entries for {type(self.stack[-1]).__name__}")
        for key, value in zip(items[::2], items[1::2], strict=True):
            if type(key) not in (str, int):
                raise _Refused(f"a dictionary key of type {type(key).__name__}")
            self.stack[-1][key] = value

    def _setitem(self) -> None:
        value, key = self.stack.pop(), self.stack.pop()
        self._set([key, value])

    def _setitems(self) -> None:
        self._set(self.pop_mark())

    dispatch.update(
        {
            pickle.REDUCE[0]: _reduce, pickle.BUILD[0]: _build, pickle.APPEND[0]: _append,
            pickle.APPENDS[0]: _appends, pickle.SETITEM[0]: _setitem, pickle.SETITEMS[0]: _setitems,
        }
    )  # fmt: skip


def _no_bytes(*args: Any) -> bytes:
    """How protocol 2 writes the bytes of an array without elements."""
    if args:
        raise _Refused("a call of bytes with arguments")
    return b""


_NDARRAY = _Plain()


def read(path: Path) -> Any:
    """What the pickle holds; arrays stand as they are to `plain`.

    Raises InputError naming the file, the byte near which it is, and the class, function or opcode that is refused.
    """
    try:
        size = os.path.getsize(path)
        file = open(path, "rb")
    except OSError as e:
        raise InputError(f"Cannot read {path}: {e.strerror}, expected an info file") from e
    with file, tqdm(total=size, unit="B", unit_scale=True, desc=path.name, delay=2, disable=None) as bar:
        source = _Source(file, size, bar)
        try:
            return _Reader(source, size).load()
        except Exception as e:  # whatever a broken or hostile program runs into
            fact = f"holds {e}" if isinstance(e, _Refused) else f"is broken ({type(e).__name__}: {first_line(e)})"
            raise InputError(
                f"Cannot read {path}: near byte {source.at} it {fact}, expected plain data and numpy arrays only"
            ) from e
