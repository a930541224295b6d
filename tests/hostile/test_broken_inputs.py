"""Two hundred broken inputs for each reader and for the opener of projects end as something read or as a message that names the file."""

from __future__ import annotations

import os
import socket

import pytest

if os.name == "nt":
    pytest.skip("the alarm that ends a reader is not there on Windows", allow_module_level=True)

from broken_inputs import READERS, faults, samples

INPUTS = 200


@pytest.mark.slow
@pytest.mark.parametrize("kind", READERS)
def test_broken_inputs_end_in_a_result_or_a_message_and_nothing_escapes(kind, tmp_path):
    assert faults(kind, INPUTS, 0, tmp_path) == []


@pytest.mark.parametrize("kind", READERS)
def test_a_few_broken_inputs_end_in_a_result_or_a_message(kind, tmp_path):
    assert faults(kind, 10, 1_000, tmp_path) == []


@pytest.mark.parametrize("kind", READERS)
def test_the_sound_inputs_that_are_broken_are_read(kind, tmp_path):
    for suffix, data in samples(kind):
        path = tmp_path / f"sound{suffix}"
        path.write_bytes(data)
        READERS[kind](path)


# ---- that the inputs see a fault put in ------------------------------------------------------------------------------------------


def trusting(path):
    """Read as if every file were well-formed."""
    path.read_bytes().decode("utf-8")


def acting(path):
    """Read and call somebody up."""
    with socket.socket() as caller:
        caller.connect_ex(("127.0.0.1", 9))


def writing(path):
    """Read and leave a file beside the folder of inputs."""
    path.parents[2].joinpath("left").write_bytes(b"")


@pytest.mark.parametrize(("reader", "told"), [(trusting, "UnicodeDecodeError"), (acting, "escaped: socket.connect"), (writing, "wrote to")])
def test_the_inputs_see_a_reader_that_falls_over_or_acts(reader, told, tmp_path):
    folder = tmp_path / "inputs"
    folder.mkdir()
    assert any(told in fault for fault in faults("json_lines", 60, 0, folder, reader))
