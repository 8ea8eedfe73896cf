"""A clamped gate stands where it should, a squashed path has its own gradient, and a control controls."""

import numpy as np
import pytest
import scipy.stats

from lstm.gradcheck import check_all
from lstm.influence import answers, by_relevance, effects, error, exchange, influence, lesions, trace, written
from lstm.intervals import T_975, ratio_interval
from lstm.interventions import clamped, cut_off, erase, shuffled, squashed
from lstm.learning import School, learn
from lstm.tasks import adding, temporal_order
from lstm.tasks.episodes import adding_task
from lstm.trials import Trials


def lstm(seeds=(0, 1), hidden=3, inputs=2):
    return Trials("LSTM", inputs, hidden, 1, seeds=seeds, forget_bias=1.0)


def sequences(T=6, B=4, I=2):
    return np.random.default_rng(3).normal(size=(T, B, I))


@pytest.mark.parametrize("gate", "ifo")
@pytest.mark.parametrize("is_open", [True, False])
def test_a_clamped_gate_stands_still_and_the_other_layers_keep_their_weights(gate, is_open):
    trials = lstm()
    before = trials.parameters["matrix"].copy()
    held = clamped(trials, gate, is_open=is_open)
    np.testing.assert_allclose(trace(held, sequences())[gate], float(is_open), atol=1e-15)
    np.testing.assert_array_equal(trials.parameters["matrix"], before)
    others = np.ones(12, bool)
    others[3 * "ifo".index(gate) :][:3] = False
    np.testing.assert_array_equal(held.parameters["matrix"][:, :, others], before[:, :, others])


def test_training_leaves_a_clamped_gate_and_a_cut_recurrence_as_they_are():
    held = clamped(cut_off(lstm()), "f", is_open=False)
    assert held.size == (2 + 1) * 9 + 4  # two inputs and a bias to i, o and g of three cells; the readout
    before = held.parameters["matrix"].copy()
    learn(held, adding_task(10), School(batch=4, lr=0.1, window=400), [0, 1], 80)
    after = held.parameters["matrix"]
    np.testing.assert_array_equal(after[:, :, 3:6], before[:, :, 3:6])
    assert not after[:, 3:].any()
    assert np.abs(after - before).max() > 0.1
    assert not (after * (1 - held.exists["matrix"]))[:, :, [0, 1, 2, *range(6, 12)]].any()


def test_with_the_forget_gate_shut_and_no_recurrence_only_the_last_step_counts():
    x, other = sequences(), sequences()
    other[:-1] += 1
    blind = clamped(cut_off(lstm()), "f", is_open=False)
    np.testing.assert_allclose(answers(blind, x), answers(blind, other), atol=1e-12)
    assert np.abs(answers(cut_off(lstm()), x) - answers(cut_off(lstm()), other)).max() > 1e-3


def test_the_squashed_path_is_its_equation():
    trials, x = squashed(lstm(seeds=[4])), sequences()
    w, h, c = trials.parameters["matrix"][0], np.zeros((4, 3)), np.zeros((4, 3))
    for row in x:
        i, f, o, g = np.split(np.hstack([row, np.ones((4, 1)), h]) @ w, 4, axis=1)
        sigma = lambda a: 1 / (1 + np.exp(-a))  # noqa: E731
        c = np.tanh(sigma(f) * c + sigma(i) * np.tanh(g))
        h = sigma(o) * c
    readout = trials.parameters["readout"][0]
    np.testing.assert_allclose(answers(trials, x)[0], sigma(h @ readout[:-1] + readout[-1]), atol=1e-14)


@pytest.mark.parametrize("change", [squashed, cut_off, lambda t: clamped(t, "f", is_open=False)])
def test_the_gradients_of_changed_networks_are_those_of_the_complex_step_and_of_central_differences(change):
    trials, rng = change(lstm()), np.random.default_rng(5)
    x, pull = rng.normal(size=(5, 2, 3, 2)), rng.normal(size=(5, 2, 3, 1))
    for name in trials.parameters:
        trials.parameters[name] = trials.parameters[name] + 0.0

    def loss(parameters):
        own = trials.parameters
        # A held weight is held: only what exists may be moved.
        trials.parameters = {
            n: np.where(trials.exists[n] > 0, parameters[n], own[n].astype(parameters[n].dtype)) for n in own
        }
        cache, readout = trials.forward(x)[1], trials.parameters["readout"]
        trials.parameters = own
        return (pull * (cache.h @ readout[:, :-1] + readout[:, -1:])).sum()

    grads = trials.backward(pull, trials.forward(x)[1])
    for name, report in check_all(loss, trials.parameters, grads).items():
        assert report.right, (name, report)


def test_an_erased_cell_is_empty_once_and_only_there():
    trials, x = lstm(), sequences()
    each = np.repeat(x[:, None], 2, axis=1)
    whole, hurt = trials.forward(each)[1].steps, trials.forward(each, erase(2, [1]))[1].steps
    np.testing.assert_array_equal(hurt[2].after.c, whole[2].after.c)
    assert not hurt[3].before.c[..., 1].any()
    np.testing.assert_array_equal(hurt[3].before.c[..., [0, 2]], whole[2].after.c[..., [0, 2]])
    assert hurt[4].before.c.all()


def test_lesions_are_errors_with_one_cell_erased_at_one_step():
    trials, x = lstm(), sequences()
    answer = np.full((4, 1), 0.3)
    table = lesions(trials, x, answer)
    np.testing.assert_array_equal(table[2, :, 1], error(trials, x, answer, erase(2, [1])))
    np.testing.assert_allclose(table[-1], error(trials, x, answer)[:, None] * np.ones((2, 3)))


def test_shuffled_labels_are_the_same_answers_in_another_order():
    task = adding_task(20)
    plain, mixed = task.draw(50, np.random.default_rng(1)), shuffled(task).draw(50, np.random.default_rng(1))
    np.testing.assert_array_equal(plain.x, mixed.x)
    np.testing.assert_array_equal(np.sort(plain.target[-1, :, 0]), np.sort(mixed.target[-1, :, 0]))
    assert (plain.target[-1] != mixed.target[-1]).mean() > 0.9


def test_an_exchange_stays_within_the_task_and_marks_what_counts():
    rng = np.random.default_rng(2)
    x, answer = adding(20, 300, rng)
    other, relevant = exchange(x, rng)
    np.testing.assert_array_equal(other[..., 1], x[..., 1])
    assert np.abs(other[..., 0]).max() <= 1
    total = (np.where(relevant == 1, x[..., 0], 0)).sum(axis=0)
    np.testing.assert_allclose(0.5 + total / 4, answer[:, 0])  # a marked first step holds zero
    x, _ = temporal_order(20, 300, 2, rng)
    other, relevant = exchange(x, rng)
    np.testing.assert_array_equal(other.sum(axis=-1), 1)
    assert not (other * x)[relevant != 0].any()
    np.testing.assert_array_equal(other[relevant == 0], x[relevant == 0])
    np.testing.assert_array_equal(other[relevant == 1][:, [7, 6]], x[relevant == 1][:, [6, 7]])
    assert not other[relevant == -1][:, 4:].any()
    with pytest.raises(ValueError, match=r"3 inputs came, 2 \(adding\) or 8"):
        exchange(np.zeros((4, 2, 3)), rng)


def test_influence_is_what_one_exchanged_step_does_to_the_answer():
    trials, x = lstm(), sequences()
    other = x + 1
    found = influence(trials, x, other)
    one = x.copy()
    one[2] = other[2]
    np.testing.assert_allclose(found[2], np.abs(answers(trials, one) - answers(trials, x))[..., 0])
    blind = clamped(cut_off(lstm()), "f", is_open=False)
    assert influence(blind, x, other)[:-1].max() < 1e-12


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="kind 'gru' came, a cell with switches expected"):
        cut_off(Trials("gru", 2, 3, 1, seeds=[0]))
    with pytest.raises(ValueError, match="'g' came, one of 'ifo'"):
        clamped(lstm(), "g", is_open=True)
    with pytest.raises(ValueError, match="came, a cell with h = o"):
        squashed(Trials("minLSTM", 2, 3, 1, seeds=[0]))
    with pytest.raises(ValueError, match="x"):
        error(lstm(), np.zeros((4, 3)), np.zeros((3, 1)))


def test_the_interval_of_a_ratio_is_that_of_student():
    rng = np.random.default_rng(0)
    above, below = rng.lognormal(size=(2, 10))
    mean, low, high = ratio_interval(above, below)
    logs = np.log(above / below)
    reference = scipy.stats.t.interval(0.95, 9, logs.mean(), scipy.stats.sem(logs))
    np.testing.assert_allclose([np.log(low), np.log(high)], reference, atol=1e-3)
    assert np.log(mean) == pytest.approx(logs.mean())
    np.testing.assert_allclose(T_975, scipy.stats.t.ppf(0.975, np.arange(1, 31)), atol=6e-4)
    for bad in ([1.0], [1.0, 0.0], [1.0, np.nan], [[1.0, 2.0]]):
        with pytest.raises(ValueError, match="above, below"):
            ratio_interval(np.array(bad), np.ones(2))


def test_effects_are_the_errors_under_each_intervention():
    trials, x = lstm(), sequences()
    answer = np.full((4, 1), 0.3)
    found = effects(trials, x, answer, {"halfway": 2})
    assert len(found) == 9
    np.testing.assert_array_equal(found["o shut"], error(clamped(trials, "o", is_open=False), x, answer))
    np.testing.assert_array_equal(found["f open"], error(clamped(trials, "f", is_open=True), x, answer))
    np.testing.assert_array_equal(found["path squashed"], error(squashed(trials), x, answer))
    np.testing.assert_array_equal(found["feedback cut"], error(cut_off(trials), x, answer))
    np.testing.assert_array_equal(found["erased halfway"], error(trials, x, answer, erase(2)))


def test_what_is_written_is_counted_by_relevance():
    values, relevant = np.zeros((3, 2, 2)), np.array([[1, -1], [0, 1], [-1, -1]])
    values[0, :, 0], values[1, :, 1], values[2] = 4, 2, 1  # the relevant ones hold 4 and 2
    values[1, :, 0] = 100  # neither
    counts, noise = by_relevance(values, relevant)
    np.testing.assert_allclose([counts, noise], [[3, 3], [2 / 3, 2 / 3]])
    shut = clamped(lstm(), "i", is_open=False)
    assert max(part.max() for part in written(shut, sequences(T=3, B=2), relevant)) < 1e-15
