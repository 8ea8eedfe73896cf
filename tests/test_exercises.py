"""Every exercise accepts its reference, rejects planted mistakes, and never gives the reference away."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lstm.exercises import check, exercise, exercises
from lstm.exercises.hints import hint

EXERCISES = exercises()
ODD_TYPES = [None, "many", {"a": 1}, [[1, 2], [3]], 1j, float("nan"), [], object(), exercises, True, b"x"]


def planted(reference):
    """Return wrong answers: sign, scale, shape, order, the wrong entry."""
    if isinstance(reference, dict):
        name, value = next(iter(reference.items()))
        wrong = [{**reference, name: bad} for bad in planted(value)]
        return [*wrong, {}, {**reference, "no such": 0}, list(reference.values())]
    if isinstance(reference, str):
        return [reference + "x", "", 0, None]
    if isinstance(reference, bool | np.bool_):
        return [not reference, int(reference), str(reference)]
    value = np.asarray(reference, dtype=float)
    offset = 1 if np.asarray(reference).dtype.kind in "iu" else 0.01 * np.abs(value).max() + 1e-3
    wrong = [value + offset, value[None], np.stack([value, value])]
    if value.any():
        wrong += [-value, 2 * value]
    if value.ndim > 1 and not (value.shape == value.T.shape and np.allclose(value, value.T)):
        wrong.append(value.T)
    if value.ndim and value.size > 1 and np.ptp(value) > 0.01:
        wrong.append(np.roll(value, 1))
    return wrong


def said(capsys, exercise_id, answer):
    check(exercise_id, answer)
    return capsys.readouterr().out


@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_the_reference_is_right(exercise_id, capsys):
    reference = EXERCISES[exercise_id].reference()
    assert said(capsys, exercise_id, reference) == "Right.\n"
    if isinstance(reference, np.ndarray):
        assert said(capsys, exercise_id, reference.tolist()) == "Right.\n"


@pytest.mark.parametrize("exercise_id", EXERCISES)
def test_planted_mistakes_are_rejected_in_one_sentence(exercise_id, capsys):
    reference = EXERCISES[exercise_id].reference()
    mistakes = planted(reference)
    assert len(mistakes) >= 3
    for mistake in mistakes:
        out = said(capsys, exercise_id, mistake)
        assert out != "Right.\n", mistake
        assert out.endswith(".\n")
        assert out.count("\n") == 1


@pytest.mark.parametrize("exercise_id", EXERCISES)
@pytest.mark.parametrize("answer", ODD_TYPES, ids=lambda a: type(a).__name__)
def test_an_answer_of_an_odd_type_gets_a_sentence_and_no_traceback(exercise_id, answer, capsys):
    if isinstance(EXERCISES[exercise_id].reference(), bool):
        pytest.skip("True may be right here")
    assert said(capsys, exercise_id, answer) not in ("", "Right.\n")


def test_a_reference_is_computed_anew_every_time():
    for found in EXERCISES.values():
        first, second = found.reference(), found.reference()
        assert not isinstance(first, np.ndarray) or first is not second
        np.testing.assert_equal(first, second)


def test_an_unknown_exercise_is_an_error_that_lists_all():
    with pytest.raises(ValueError, match=r"'99\.9' came, one of .*'3\.1'.* expected"):
        check("99.9", 1)
    with pytest.raises(ValueError, match=r"3\.1 came"):
        check(3.1, 1)


def test_an_id_is_taken_once():
    with pytest.raises(ValueError, match=r"'3\.1' is taken"):

        @exercise("3.1")
        def another():
            return 0


@given(st.floats(0.1, 1e3), st.floats(-3, 3))
@example(0.875, 0.999)  # as far away as may be, to the last digit
def test_a_hint_about_one_number_does_not_hold_the_number(reference, factor):
    answer = reference * factor
    sentence = hint(answer, reference, 1e-3)
    assert (sentence == "") == (abs(answer - reference) <= 1e-3 * reference)
    assert not any(character.isdigit() for character in sentence)


REFERENCE = np.array([[1.0, -2.0, 3.0], [0.5, 4.0, -1.0]])


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (-REFERENCE, "sign is flipped"),
        (3 * REFERENCE, "3 times too large"),
        (REFERENCE / 4, "4 times too small"),
        (REFERENCE.T, "transposed"),
        (REFERENCE.ravel(), "The numbers are right. Shape (6,) came"),
        (REFERENCE[:1], "Shape (1, 3) came, (2, 3) is expected"),
        (REFERENCE + np.array([[0, 0, 1], [0, 0, 0]]), "1 of 6 numbers are off, by up to 0.2 times"),
        (0 * REFERENCE, "6 of 6 numbers are off"),
        ("text", "An array of numbers is expected, text came"),
    ],
)
def test_the_hint_names_the_mistake(answer, part):
    assert part in hint(answer, REFERENCE, 1e-3)


@pytest.mark.parametrize(
    ("answer", "reference", "sentence"),
    [
        (
            np.eye(2)[::-1] * [[1], [2]],
            np.eye(2)[::-1] * [[2], [1]],
            "The numbers are right but the array is transposed.",
        ),
        (3.0, 3, ""),
        (2, 3, "The number is too small."),
        ([1, 3], np.array([1, 2]), "1 of 2 numbers are wrong."),
        (np.array([3]), 3, "The numbers are right. One number is expected, an array of shape (1,) came."),
        (1, True, "True or False is expected, int came."),
        (False, True, "It is the other way round."),
        (" Forget ", "forget", ""),
        ("input", "forget", "'input' is not it."),
        (1.0, {"h": 1.0}, "A dict with the keys 'h' is expected, float came."),
        ({"c": 1.0}, {"h": 1.0}, "The keys 'c' came, 'h' are expected."),
        ({"h": -1.0}, {"h": 1.0}, "h: the size is right, the sign is flipped."),
        ({"h": 1.0}, {"h": 1.0}, ""),
        ([0.0, 0.0], np.zeros(2), ""),
        ([0.0, 0.1], np.zeros(2), "1 of 2 numbers are off, by up to 0.1 times the largest right number."),
        (1.02, 1.0, "The number is too large, by less than a tenth."),
        (0.2, 1.0, "The number is too small, by half or more."),
        (9.0, 1.0, "The number is too large, by its whole size or more."),
    ],
)
def test_sentences(answer, reference, sentence):
    assert hint(answer, reference, 1e-3) == sentence
