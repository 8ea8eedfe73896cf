"""The battery of 1997: its generators from first principles, its networks by their weight counts, its learning."""

import re

import numpy as np
import pytest

from lstm import checkpoint
from lstm.guessing import guess
from lstm.learning import School, draw_each, examine, learn, school_1997
from lstm.original import ORIGINALS, Original, layered_weights, original
from lstm.starts import chrono, open_wide, sized
from lstm.switches import VARIANTS, Switches
from lstm.tasks import (
    TASKS,
    distractors,
    embedded_reber,
    legal_next,
    multiplication,
    reber_stream,
    temporal_order,
)
from lstm.tasks.episodes import Task
from lstm.tasks.reber import SYMBOLS
from lstm.trials import Trials

# The grammar once more, as a regular expression: T S* X ... or P T* V ..., with the loop through X back to T* V.
TAIL = "T*V(?:PXT*V)*(?:PS|V)"
REBER = re.compile(f"B(?:TS*X(?:S|X{TAIL})|P{TAIL})E")


def source(seed=0):
    return np.random.default_rng(seed)


def test_reber_strings_are_those_of_the_regular_expression_and_nothing_else():
    rng = source()
    strings = {embedded_reber(rng)[0] for _ in range(3000)}
    for string in strings:
        assert string[1] == string[-2]
        assert string[0] + string[-1] == "BE"
        assert REBER.fullmatch(string[2:-2]), string
    assert len(strings) > 300
    assert {len(s) for s in strings} >= {9, 10, 11, 12, 13, 14}


def test_what_may_follow_is_what_does_follow_in_many_strings():
    """Count the successors of every prefix over many strings: they are the legal ones, each about half the time."""
    rng, seen = source(1), {}
    for _ in range(4000):
        string, legal = embedded_reber(rng)
        assert [set(s) for s in legal] == [set(s) for s in legal_next(string)]
        for place, may in enumerate(legal):
            seen.setdefault((string[: place + 1], frozenset(may)), []).append(string[place + 1])
    for (prefix, may), followers in seen.items():
        assert set(followers) <= may, prefix
        if len(followers) > 200:
            assert set(followers) == may, prefix
            assert abs(followers.count(min(may)) / len(followers) - 1 / len(may)) < 0.12


@pytest.mark.parametrize("string", ["BTBTXSEPE", "BTE", "BTBTXXSETE", "XTBTXSETE", "BTBTXSET", ""])
def test_a_string_outside_the_grammar_is_refused(string):
    with pytest.raises(ValueError, match="a string of the embedded Reber grammar expected"):
        legal_next(string)


def test_the_stream_is_strings_without_a_gap():
    x, legal = reber_stream(400, source(3))
    text = "".join(SYMBOLS[i] for i in x.argmax(axis=1))
    for string in re.findall("B[TP]B.*?E[TP]E", text)[:-1]:
        legal_next(string)
    ends = [m.end() - 1 for m in re.finditer("E[TP]E", text)]
    assert all(legal[end].tolist() == np.eye(7)[0].tolist() for end in ends)
    assert (legal[np.arange(399), x[1:].argmax(axis=1)] == 1).all()


@pytest.mark.parametrize(
    ("symbols", "places"), [(2, [(10, 20), (50, 60)]), (3, [(10, 20), (33, 43), (66, 76)])]
)
def test_temporal_order_hides_its_symbols_where_the_paper_says(symbols, places):
    x, y = temporal_order(104, 4000, symbols, source())
    assert (x.sum(axis=2) == 1).all()
    assert x[0, :, 4].all()
    assert x[-1, :, 5].all()
    assert not x[1:-1, :, 4:6].any()
    found = [np.flatnonzero(x[:, b, 6:].any(axis=1)) for b in range(4000)]
    assert {len(f) for f in found} == {symbols}
    for place, (low, high) in zip(np.transpose(found), places, strict=True):
        assert (place.min(), place.max()) == (low, high)
    # The class, worked out again from the sequence itself.
    for b in range(50):
        word = "".join("XY"[int(x[t, b, 7])] for t in found[b])
        assert y[b].argmax() == int(word.replace("X", "0").replace("Y", "1"), 2)
    assert abs(y.mean(axis=0) - 1 / 2**symbols).max() < 0.03


def test_the_product_of_the_marked_numbers_and_its_constant_predictor():
    x, y = multiplication(100, 30_000, source())
    assert x[:, :, 0].min() >= 0
    marked = np.where(x[:, :, 1] == 1, x[:, :, 0], 1)
    np.testing.assert_allclose(y[:, 0], marked.prod(axis=0))
    first = x[0, :, 1] == 1
    assert (x[0, first, 0] == 1).all()
    assert abs(((y[~first] - 0.25) ** 2).mean() - 7 / 144) < 0.002


def test_task_2c_recalls_its_second_symbol_and_its_lag_is_geometric():
    lengths = []
    for seed in range(600):
        x, y = distractors(50, 7, 2, source(seed))
        shown = x.argmax(axis=2)
        assert (shown[0] == 8).all()
        assert (shown[-1] == 7).all()
        assert (shown[2:-1] < 7).all()
        assert np.array_equal(x[1, :, 9:], y)
        lengths.append(len(x) - 53)
    assert min(lengths) == 0
    assert abs(np.mean(lengths) - 9) < 1


@pytest.mark.parametrize(
    ("task", "weights"),
    [
        ("embedded Reber, 4 blocks of 1", 264),
        ("embedded Reber", 276),
        ("distractors, 50", 364),
        ("distractors, 1000", 6064),
        ("two sequences", 102),
        ("adding, 100", 93),
        ("multiplication, 100", 93),
        ("temporal order, 2", 156),
        ("temporal order, 3", 308),
    ],
)
def test_the_networks_have_as_many_weights_as_the_paper_says(task, weights):
    trials = original(task, seeds=[0])
    net = ORIGINALS[task]
    assert trials.size == weights
    # The formula, on its own.
    c, n = net.blocks * net.block, net.inputs
    hidden = c + 2 * net.blocks
    biases = {"none": 0, "gates": 2 * net.blocks, "hidden": hidden, "all": hidden + net.outputs}[net.biases]
    assert hidden * (n + hidden) + net.outputs * c + biases == weights
    # What has no weight is zero, and stays so.
    for name, parameter in trials.parameters.items():
        assert not parameter[0][trials.exists[name] == 0].any()


def test_the_ninth_count_is_that_of_a_layered_network():
    assert layered_weights(101, 101, cells=1, gates=1) == 10504


def test_the_network_of_2000_has_424_weights_without_gate_to_gate_connections():
    gers = VARIANTS["1997"]._replace(forget_gate="sigmoid", gate_recurrence=False)
    net = Original(7, 7, 4, 2, "gates")
    # Inputs meet the outputs directly as well, 49 weights, and the 7 outputs have biases: ours have neither.
    assert original("own", [0], switches=gers, own=net).size + 7 * 7 + 7 == 424


def test_the_input_gates_start_closed_as_the_paper_says():
    matrix = original("adding, 100", seeds=[0, 1]).parameters["matrix"]
    assert matrix[:, 2, :2].tolist() == [[-3.0, -6.0]] * 2
    assert np.abs(np.delete(matrix.reshape(2, -1), [2 * 8, 2 * 8 + 1], axis=1)).max() <= 0.1
    assert not np.array_equal(matrix[0], matrix[1])


def test_an_answer_must_be_within_the_tolerance_or_rank_highest():
    order, reber = TASKS["temporal order, 2"], TASKS["embedded Reber"]
    episode = order.draw(4, source())
    assert order.right(np.where(episode.target, 0.71, 0.29), episode).all()
    assert not order.right(np.where(episode.target, 0.69, 0.29), episode).any()
    episode = reber.draw(4, source())
    y = np.where(episode.legal, 0.2, 0.1)
    assert reber.right(y, episode).all()
    y[2, 1] = np.where(episode.legal[2, 1], 0.1, 0.2)
    assert reber.right(y, episode).tolist() == [True, False, True, True]


def test_what_a_network_learns_does_not_depend_on_its_neighbours():
    task = TASKS["embedded Reber"]
    together, alone = (Trials("LSTM", 7, 4, 7, seeds=seeds) for seeds in ([0, 1], [1]))
    learn(together, task, School(), [0, 1], 320)
    learn(alone, task, School(), [1], 320)
    np.testing.assert_allclose(together.parameters["matrix"][1], alone.parameters["matrix"][0], atol=1e-10)


def test_a_network_that_has_learned_stays_as_it_was():
    task = TASKS["temporal order, 2"]._replace(tolerance=2.0)  # every answer is right
    trials = Trials("LSTM", 8, 3, 4, seeds=[0, 1])
    before = trials.parameters["matrix"].copy()
    sequences = learn(trials, task, School(batch=4, window=8, wrong=0), [0, 1], 400)
    assert sequences.tolist() == [8.0, 8.0]
    assert examine(trials, task, [0, 1]).tolist() == [0.0, 0.0]
    assert (
        np.abs(trials.parameters["matrix"] - before).max() < 0.011
    )  # one step of Adam before the second batch


def test_learning_lowers_the_number_of_wrong_answers_online_as_in_1997():
    task = TASKS["embedded Reber"]
    trials = original("embedded Reber", seeds=[0])
    before = examine(trials, task, [0], 256)
    learn(trials, task, school_1997(0.5), [0], 6000)
    assert examine(trials, task, [0], 256)[0] < before[0]


def test_batches_are_padded_at_the_end_where_nothing_counts():
    episode = draw_each(TASKS["embedded Reber"], 3, [source(0), source(1)])
    assert np.array_equal(episode.where, episode.x.any(axis=-1))
    assert np.array_equal(episode.where, np.sort(episode.where, axis=0)[::-1])


def test_guessing_finds_what_is_easy_and_nothing_else():
    easy = TASKS["temporal order, 2"]._replace(tolerance=1.1)
    assert guess(easy, 50, 3, spread=1, seed=0) == 1
    assert np.isnan(guess(TASKS["temporal order, 2"], 100, 3, spread=10, seed=0))


def test_networks_of_equal_size():
    for kind in ("gru", "rnn_tanh", "minLSTM", "sLSTM", "peepholes"):
        size = Trials(kind, 8, sized(kind, 8, 4, 412), 4, seeds=[0]).size
        assert size == pytest.approx(412, rel=0.09), kind


def test_chrono_starts_the_gates_by_the_lag():
    biases = chrono(500, 100, [0])
    assert 0 <= biases.min() < biases.max() <= np.log(99)
    trials = Trials("LSTM", 2, 4, 1, seeds=[3, 4])
    open_wide(trials, 100, [3, 4])
    assert np.array_equal(trials.parameters["matrix"][:, 2, 4:8], chrono(4, 100, [3, 4]))


def test_a_gru_with_the_same_start_keeps_its_state_as_long():
    gru = Trials("gru", 2, 4, 1, seeds=[3])
    open_wide(gru, 10**6, [3])
    gru.parameters["matrix"][:, :2], gru.parameters["matrix"][:, 3:] = 0, 0
    _, cache = gru.forward(np.ones((50, 1, 1, 2)))
    bias = chrono(4, 10**6, [3])[0]
    kept = 1 / (1 + np.exp(-bias))
    # From zero towards the candidate, by 1 - kept of what is left at every step.
    assert np.allclose(cache.h[49, 0, 0] / cache.h[0, 0, 0], (1 - kept**50) / (1 - kept))
    with pytest.raises(ValueError, match="or 'gru' expected"):
        open_wide(Trials("rnn_tanh", 2, 4, 1, seeds=[3]), 100, [3])


def test_an_unknown_task_is_refused():
    with pytest.raises(ValueError, match="task: 'nope' came, one of embedded Reber"):
        original("nope", [0])
    assert Switches() == VARIANTS["LSTM"]


class KilledError(Exception):
    """The kill of a test."""


SCHOOLS = [School(batch=4, window=32, wrong=25), school_1997(0.5)._replace(window=32, wrong=25)]


@pytest.mark.parametrize("school", SCHOOLS, ids=["Adam, batches", "online"])
def test_a_training_killed_twice_ends_with_the_same_bits(school, tmp_path, monkeypatch):
    state, right = tmp_path / "state.npz", Task.right
    seeds = range(6)
    trials = Trials("LSTM", 2, 3, 1, seeds=seeds)
    expected = learn(trials, TASKS["adding, 100"], school, seeds, 96)
    assert 0 < np.isnan(expected).sum() < len(seeds)  # some have learned before a kill, some go on
    monkeypatch.setattr("lstm.learning.PAUSE", 20)
    for _ in range(2):
        lives = iter(range(44 // school.batch - 1))

        def until_killed(task, y, episode, lives=lives):
            if next(lives, None) is None:
                raise KilledError
            return right(task, y, episode)

        monkeypatch.setattr(Task, "right", until_killed)
        again = Trials("LSTM", 2, 3, 1, seeds=seeds)
        with pytest.raises(KilledError):
            learn(again, TASKS["adding, 100"], school, seeds, 96, state)
        assert state.is_file()
    monkeypatch.setattr(Task, "right", right)
    again = Trials("LSTM", 2, 3, 1, seeds=seeds)
    resumed = learn(again, TASKS["adding, 100"], school, seeds, 96, state)
    np.testing.assert_array_equal(resumed, expected)
    for name, p in trials.parameters.items():
        np.testing.assert_array_equal(again.parameters[name], p, err_msg=name)
    assert list(tmp_path.iterdir()) == []


def test_the_state_of_another_training_is_refused_and_kept(tmp_path):
    state = tmp_path / "state.npz"
    checkpoint.save(state, 3, {"w": np.zeros(2)}, [source()])
    with pytest.raises(
        ValueError, match=r"the state of another training came.*remove the file to begin anew"
    ):
        learn(Trials("LSTM", 2, 3, 1, seeds=[0]), TASKS["adding, 100"], School(), [0], 32, state)
    assert checkpoint.restore(state, {"w": np.ones(2)}, [source()]) == 3


def test_a_state_that_holds_an_object_is_not_loaded(tmp_path):
    state = tmp_path / "state.npz"
    np.savez(state, **{"array w": np.array([{}], object), "update": 1, "rngs": "[]"})
    with pytest.raises(ValueError, match="allow_pickle=False"):
        checkpoint.restore(state, {"w": np.zeros(1)})


def test_a_kill_while_a_state_is_written_leaves_the_old_one(tmp_path, monkeypatch):
    state, w = tmp_path / "state.npz", np.zeros(2)
    checkpoint.save(state, 3, {"w": w})

    def killed(_):
        raise KilledError

    monkeypatch.setattr("os.fsync", killed)
    with pytest.raises(KilledError):
        checkpoint.save(state, 4, {"w": w})
    assert checkpoint.restore(state, {"w": w}) == 3
