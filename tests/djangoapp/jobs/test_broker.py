"""The folder broker: whole messages, no pile, a folder that vanishes."""

import os
import shutil
import time

import pytest
from kombu import Connection, Exchange, Queue

from djangoapp.jobs.broker import forget_old_messages


@pytest.fixture
def connection(tmp_path):
    folder = str(tmp_path / "broker")
    options = {"data_folder_in": folder, "data_folder_out": folder, "control_folder": folder}
    with Connection(
        "filesystem://localhost//", transport="djangoapp.jobs.broker:Transport", transport_options=options
    ) as one:
        yield one


def queue_of(connection, name):
    """The queue as the application declares it: on the default exchange, which needs no table of bindings."""
    return connection.SimpleQueue(Queue(name, Exchange("", type="direct"), routing_key=name))


def test_messages_come_out_in_order_and_leave_nothing(connection, tmp_path):
    queue = queue_of(connection, "inference")
    for number in range(5):
        queue.put({"number": number})
    assert queue.qsize() == 5
    assert not list((tmp_path / "broker").glob("*.part"))
    got = []
    for _ in range(5):
        message = queue.get(block=False)
        got.append(message.payload["number"])
        message.ack()
    assert got == list(range(5))
    assert list((tmp_path / "broker").glob("*.msg*")) == []
    with pytest.raises(queue.Empty):
        queue.get(block=False)


def test_queues_do_not_mix(connection):
    queue_of(connection, "training").put({})
    with pytest.raises(queue_of(connection, "inference").Empty):
        queue_of(connection, "inference").get(block=False)
    assert queue_of(connection, "training").qsize() == 1


def test_folder_that_vanishes_is_made_again(connection, tmp_path):
    queue = queue_of(connection, "inference")
    queue.put({})
    shutil.rmtree(tmp_path / "broker")
    with pytest.raises(queue.Empty):
        queue.get(block=False)
    queue.put({})
    assert queue.qsize() == 1


def test_message_that_is_not_json_is_passed_over(connection, tmp_path):
    queue = queue_of(connection, "inference")
    (tmp_path / "broker").mkdir(exist_ok=True)
    (tmp_path / "broker" / "1_x.inference.msg").write_text("{broken")
    queue.put({"good": 1})
    assert queue.get(block=False).payload == {"good": 1}


def test_unread_messages_are_forgotten(connection, tmp_path):
    queue = queue_of(connection, "inference")
    queue.put({})
    queue.put({})
    old = next((tmp_path / "broker").glob("*.msg"))
    os.utime(old, (time.time() - 500, time.time() - 500))
    assert forget_old_messages(tmp_path / "broker") == 1
    assert queue.qsize() == 1
