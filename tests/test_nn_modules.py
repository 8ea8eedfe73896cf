"""PyTorch's own module database, run on ``lstm.nn.LSTM``: its LSTM samples and its error cases."""

import warnings

import pytest
import torch

import lstm.nn
from lstm.nn import LSTM

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it registers tests of much else as it loads
    from torch.testing._internal.common_modules import ErrorModuleInput, ModuleErrorEnum, module_db

# torch says so once, for projections in float32
pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")

INFO = next(info for info in module_db if info.module_cls is torch.nn.LSTM)


@pytest.fixture(autouse=True)
def _ours_even_where_it_does_not_pay(monkeypatch):
    monkeypatch.setattr(lstm.nn, "pays", lambda *_, **__: True)


def samples(dtype, *, training):
    return INFO.module_inputs_func(INFO, "cpu", dtype, requires_grad=True, training=training)


SAMPLES = range(len(samples(torch.float64, training=True)))
ERRORS: list[ErrorModuleInput] = INFO.module_error_inputs_func(
    INFO, "cpu", torch.float64, requires_grad=False, training=False
)


def build(sample, dtype):
    arguments = sample.constructor_input
    return LSTM(*arguments.args, **arguments.kwargs, dtype=dtype)


def leaves(value):
    return [value] if isinstance(value, torch.Tensor) else [leaf for part in value for leaf in leaves(part)]


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("place", SAMPLES)
def test_a_sample_equals_its_reference_and_torchs_module(place, training, dtype):
    sample = samples(dtype, training=training)[place]
    mine = build(sample, dtype).train(training)
    theirs = torch.nn.LSTM(*sample.constructor_input.args, **sample.constructor_input.kwargs, dtype=dtype)
    theirs.load_state_dict(mine.state_dict(), strict=True)
    given = sample.forward_input
    result = leaves(mine(*given.args, **given.kwargs))
    bound = 1e-12 if dtype == torch.float64 else 1e-5
    reference = leaves(sample.reference_fn(mine, *given.args, **given.kwargs))
    for other in (reference, leaves(theirs(*given.args, **given.kwargs))):
        for a, b in zip(result, other, strict=True):
            torch.testing.assert_close(a, b, atol=bound, rtol=0)


@pytest.mark.parametrize("place", SAMPLES)
def test_gradcheck_and_gradgradcheck_of_a_sample(place):
    sample = samples(torch.float64, training=True)[place]
    module = build(sample, torch.float64)
    given = [*leaves(sample.forward_input.args), *module.parameters()]
    names = [name for name, _ in module.named_parameters()]

    def run(*values):
        x, *state = values[: -len(names)]
        weights = dict(zip(names, values[-len(names) :], strict=True))
        return tuple(leaves(torch.func.functional_call(module, weights, (x, tuple(state) or None))))

    assert torch.autograd.gradcheck(run, given, fast_mode=True)
    assert torch.autograd.gradgradcheck(run, given, fast_mode=True)


@pytest.mark.parametrize("place", range(len(ERRORS)))
def test_an_error_is_raised(place):
    wrong = ERRORS[place]
    given = wrong.module_error_input
    arguments = given.constructor_input
    if wrong.error_on is ModuleErrorEnum.CONSTRUCTION_ERROR:
        with pytest.raises(wrong.error_type, match=wrong.error_regex):
            LSTM(*arguments.args, **arguments.kwargs)
    else:
        # The cases are of torch.nn.RNN and GRU too; what does not apply to an LSTM must fail alike in both.
        raised = []
        for kind in (LSTM, torch.nn.LSTM):
            module = kind(*arguments.args, **arguments.kwargs)
            with pytest.raises((RuntimeError, ValueError, IndexError)) as error:
                module(*given.forward_input.args, **given.forward_input.kwargs)
            raised.append((error.type, str(error.value)))
        assert raised[0] == raised[1]


def test_the_database_was_not_empty():
    assert len(SAMPLES) == 32
    assert len(ERRORS) >= 10
