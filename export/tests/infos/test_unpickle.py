"""Plain data is read as pickle reads it; whatever else a pickle does is refused before it is done."""

import builtins
import functools
import os
import pickle
import struct

import numpy as np
import pytest

from bevexport.errors import InputError
from bevexport.infos.unpickle import plain, read


def saved(tmp_path, data: bytes):
    path = tmp_path / "infos.pkl"
    path.write_bytes(data)
    return path


def resolved(value):
    value = plain(value)
    if isinstance(value, dict):
        return {k: resolved(v) for k, v in value.items()}
    return type(value)(resolved(v) for v in value) if isinstance(value, (list, tuple)) else value


@pytest.mark.parametrize("protocol", [2, 3, 4])
def test_plain_data_is_what_pickle_makes_of_it(tmp_path, protocol):
    shared = [1, 2.5, -3, 1 << 70, None, True, "ü\u20ac", b"\x00\xff", ("a", ("b",)), {}]
    arrays = {
        "f8": np.arange(6.0).reshape(2, 3),
        "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        "big": np.arange(3, dtype=">i4"),
        "text": np.array(["car", "pedestrian"]),
        "flags": np.array([True, False]),
        "none": np.array([]),
        "zero": np.zeros((0, 7)),
    }
    value = {"x": shared, "again": shared, "arrays": arrays, "scalar": np.float64(2.5), "whole": np.int64(7), 3: "key"}
    found = resolved(read(saved(tmp_path, pickle.dumps(value, protocol=protocol))))
    for name, expected in arrays.items():
        actual = found["arrays"][name]
        np.testing.assert_array_equal(actual, expected)
        assert actual.dtype == expected.dtype and actual.shape == expected.shape
    assert found["x"] == shared and found["again"] == shared
    assert (found["scalar"], found["whole"], found[3]) == (2.5, 7, "key")


class Calls:
    def __init__(self, function, *args):
        self.call = function, args

    def __reduce__(self):
        return self.call


def array_op(shape: bytes, tail: bytes) -> bytes:
    """A pickle of an array whose shape and state are written by hand."""
    start = b"\x80\x02cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
    return start.replace(b"U\x01b", b"X\x01\x00\x00\x00b") + b"(K\x01" + shape + tail + b"tb."


F8 = b"cnumpy\ndtype\nX\x02\x00\x00\x00f8K\x00K\x01\x87R"


@pytest.mark.parametrize(
    "value, named",
    [
        (Calls(os.system, "touch {ran}"), "posix.system"),
        (Calls(builtins.eval, "open('{ran}', 'w')"), ".eval"),
        (Calls(functools.partial, os.system, "touch {ran}"), "functools.partial"),
        (Calls(getattr, "x", "upper"), ".getattr"),
        (Calls(np.load, "{ran}"), "numpy"),
        (Calls(np.frombuffer, b"12345678"), "numpy"),
        (np.array([{}, None], dtype=object), "an array of objects"),
        (np.zeros(2, dtype=[("a", "f8")]), "an array of"),
        ({1, 2}, "the opcode EMPTY_SET"),
        (bytearray(b"abc"), "bytearray"),
        (complex(1, 2), ".complex"),
        ({(1, 2): 3}, "a dictionary key of type tuple"),
    ],
)
@pytest.mark.parametrize("protocol", [2, 4])
def test_everything_else_is_refused_by_name_and_place(tmp_path, value, named, protocol):
    ran = tmp_path / "ran"
    if isinstance(value, Calls):
        function, args = value.call
        value = Calls(function, *(a.replace("{ran}", str(ran)) if isinstance(a, str) else a for a in args))
    if isinstance(value, set) and protocol < 4:
        named = ".set"
    with pytest.raises(InputError, match="near byte [1-9]") as e:
        read(saved(tmp_path, pickle.dumps({"infos": [value]}, protocol=protocol)))
    assert named in str(e.value) and len(str(e.value).splitlines()) == 1
    assert not ran.exists()


@pytest.mark.parametrize(
    "data, named",
    [
        (b"\x80\x02X\x01\x00\x00\x00xQ.", "the opcode BINPERSID"),
        (b"\x80\x02Pname\n.", "the opcode PERSID"),
        (b"\x80\x02\x82\x01.", "the opcode EXT1"),
        (b"\x80\x02(cos\nsystem\no.", "os.system"),
        (b"\x80\x02(ios\nsystem\n.", "the opcode INST"),
        (b"\x80\x02cnumpy\ndtype\n)\x81.", "the opcode NEWOBJ"),
        (b"\x80\x05\x96" + struct.pack("<Q", 1 << 40) + b".", "the opcode BYTEARRAY8"),
        (b"\x80\x04\x8e" + struct.pack("<Q", 1 << 40) + b".", "1099511627776 bytes announced where 1 are left"),
        (b"\x80\x04\x95" + struct.pack("<Q", 1 << 40) + b".", "1099511627776 bytes announced where 1 are left"),
        (b"\x80\x02c" + b"a" * 5000, "a line without an end"),
        (b"\x80\x02cnumpy\nndarray\nK\x00\x85R.", "a call of Plain"),
        (b"\x80\x02cnumpy\nndarray\n}b.", "a state for Plain"),
        (b"\x80\x02c_codecs\nencode\n}b.", "a state for Function"),
        (b"\x80\x02c_codecs\nencode\nX\x01\x00\x00\x00xX\x05\x00\x00\x00rot13\x86R.", "_codecs.encode"),
        (b"\x80\x02c__builtin__\nbytes\nJ\xff\xff\xff\x7f\x85R.", "a call of bytes with arguments"),
        (b"\x80\x02cnumpy\ndtype\n]\x85R.", "an array of type list"),
        (b"\x80\x02K\x01)R.", "a call of int"),
        (b"\x80\x02K\x01K\x02a.", "elements for int"),
        (b"\x80\x02]K\x01K\x02s.", "entries for list"),
        (array_op(b"J\xff\xff\xff\x7f\x85", F8 + b"\x89C\x08" + bytes(8)), "an array of 8 bytes for 2147483647"),
        (array_op(b"J\xff\xff\xff\xff\x85", F8 + b"\x89C\x00"), "an array of negative size"),
        (array_op(b"J\xff\xff\xff\x7f\x85", F8.replace(b"f8", b"U0") + b"\x89C\x00"), "an array of 0 bytes"),
        (array_op(b"K\x01\x85", F8.replace(b"f8", b"O8") + b"\x89]N a"), "an array of objects"),
        (b"", "1 bytes announced where 0 are left"),
        (b"no pickle at all", "the opcode"),
        (b"\x80\x02]q\x00.", None),
    ],
)
def test_handmade_pickles_are_refused_or_harmless(tmp_path, data, named):
    if named is None:
        assert read(saved(tmp_path, data)) == []
        return
    with pytest.raises(InputError) as e:
        read(saved(tmp_path, data))
    assert named in str(e.value), e.value


def test_a_huge_memo_number_costs_nothing(tmp_path):
    assert read(saved(tmp_path, b"\x80\x02]r\xff\xff\xff\x7fj\xff\xff\xff\x7f0.".replace(b"0.", b"."))) == []


def test_lists_of_lists_are_neither_walked_nor_printed(tmp_path):
    """Sixty doublings: a walk would never end."""
    laughs = []
    for _ in range(60):
        laughs = [laughs, laughs]
    assert len(read(saved(tmp_path, pickle.dumps(laughs)))) == 2


def test_one_text_encoded_over_and_over_is_refused(tmp_path):
    text = "x" * 1000
    start = b"\x80\x02c_codecs\nencode\nq\x00X" + struct.pack("<I", len(text)) + text.encode() + b"q\x01"
    start += b"X\x06\x00\x00\x00latin1q\x02"
    with pytest.raises(InputError, match="more bytes than the file could hold"):
        read(saved(tmp_path, start + b"h\x00h\x01h\x02\x86R" * 50 + b"."))
