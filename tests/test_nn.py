"""``lstm.nn.LSTM`` is ``torch.nn.LSTM``: values, gradients, errors, state, transforms."""

import copy
import io
import pickle
import warnings
from itertools import product

import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import lstm.nn
from lstm.nn import LSTM, ours

T, B, I, H = 6, 3, 2, 4


@pytest.fixture(autouse=True)
def _ours_even_where_it_does_not_pay(monkeypatch, request):
    """Small tests must run our code; the rule of what pays has its own test."""
    if "pays" not in request.node.name:
        monkeypatch.setattr(lstm.nn, "pays", lambda *_, **__: True)


@pytest.fixture(autouse=True)
def _seed():
    with torch.random.fork_rng():
        torch.manual_seed(3)
        yield


def twins(**options):
    """Our module and torch's, with the same weights."""
    options = {"input_size": I, "hidden_size": H, "dtype": torch.float64} | options
    mine, theirs = LSTM(**options), torch.nn.LSTM(**options)
    theirs.load_state_dict(mine.state_dict(), strict=True)
    return mine, theirs


def batch(*shape, **options):
    return torch.randn(*shape, dtype=torch.float64, **options)


def flat(result):
    """List the tensors of a result."""
    output, (h, c) = result
    return [getattr(output, "data", output) if not isinstance(output, torch.Tensor) else output, h, c]


def compare(mine, theirs, *inputs, seed=0):
    """Run both on copies of the inputs; compare values to 1e-12 and every gradient to 1e-10."""
    results = []
    for module in (mine, theirs):
        own = [part.detach().clone().requires_grad_() for part in inputs]
        x, *state = own
        torch.manual_seed(seed)
        values = flat(module(x, tuple(state) or None))
        torch.manual_seed(seed + 1)
        loss = sum((value * torch.randn_like(value)).sum() for value in values)
        results.append((values, torch.autograd.grad(loss, [*own, *module.parameters()])))
    (values, grads), (values_, grads_) = results
    for a, b in zip(values, values_, strict=True):
        assert (a.shape, a.stride(), a.dtype) == (b.shape, b.stride(), b.dtype)
        torch.testing.assert_close(a, b, atol=1e-12, rtol=0)
    for a, b in zip(grads, grads_, strict=True):
        torch.testing.assert_close(a, b, atol=1e-10, rtol=0)


OPTIONS = [
    dict(zip(("num_layers", "bidirectional", "bias", "batch_first", "proj_size"), values, strict=True))
    for values in product((1, 2, 3), (False, True), (False, True), (False, True), (0, 2))
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("with_state", [False, True])
def test_values_and_gradients_are_torchs(options, with_state):
    mine, theirs = twins(**options)
    places = options["num_layers"] * (1 + options["bidirectional"])
    for x in (batch(T, B, I), batch(T, I)):
        middle = (x.shape[0] if options["batch_first"] else B,) if x.dim() == 3 else ()
        state = [batch(places, *middle, options["proj_size"] or H), batch(places, *middle, H)]
        compare(mine, theirs, x, *(state if with_state else []))
        assert ours(mine, x, None) is not bool(options["proj_size"])


@pytest.mark.parametrize("mode", ["train", "eval"])
@pytest.mark.parametrize("bidirectional", [False, True])
def test_dropout_draws_what_torch_draws(mode, bidirectional):
    mine, theirs = twins(num_layers=3, dropout=0.4, bidirectional=bidirectional)
    compare(getattr(mine, mode)(), getattr(theirs, mode)(), batch(T, B, I), seed=5)


@pytest.mark.parametrize("lengths", [[6, 4, 1], [2, 6, 3]], ids=["sorted", "unsorted"])
@pytest.mark.parametrize("bidirectional", [False, True])
def test_packed_sequences_are_torchs(lengths, bidirectional):
    mine, theirs = twins(num_layers=2, bidirectional=bidirectional)
    x = batch(T, B, I, requires_grad=True)
    results = []
    for module in (mine, theirs):
        output, (h, c) = module(pack_padded_sequence(x, lengths, enforce_sorted=False))
        padded, _ = pad_packed_sequence(output)
        results.append(
            [padded, h, c, *torch.autograd.grad(padded.sum() + c.sum(), [x, *module.parameters()])]
        )
    for a, b in zip(*results, strict=True):
        torch.testing.assert_close(a, b, atol=1e-12, rtol=0)


def test_inference_is_training_without_a_graph():
    mine, _ = twins(num_layers=2, bidirectional=True)
    x = batch(T, B, I)
    with torch.no_grad():
        quiet = mine(x)
    with torch.inference_mode():
        quieter = mine(x)
    for a, b, c in zip(flat(mine(x)), flat(quiet), flat(quieter), strict=True):
        assert (a.requires_grad, b.requires_grad, c.is_inference()) == (True, False, True)
        torch.testing.assert_close(a, b, atol=0, rtol=0)
        torch.testing.assert_close(a, c, atol=0, rtol=0)


def test_initial_weights_and_names_are_torchs():
    for options in ({"num_layers": 2, "bidirectional": True}, {"proj_size": 2}, {"bias": False}):
        torch.manual_seed(11)
        mine = LSTM(I, H, **options)
        torch.manual_seed(11)
        theirs = torch.nn.LSTM(I, H, **options)
        assert list(mine.state_dict()) == list(theirs.state_dict())
        for a, b in zip(mine.parameters(), theirs.parameters(), strict=True):
            torch.testing.assert_close(a, b, atol=0, rtol=0)
        theirs.load_state_dict(mine.state_dict(), strict=True)
        mine.load_state_dict(theirs.state_dict(), strict=True)
        assert repr(mine) == repr(theirs)


def test_it_can_be_copied_and_stored():
    mine, _ = twins(num_layers=2)
    x = batch(T, B, I)
    stored = io.BytesIO()
    torch.save(mine.state_dict(), stored)
    stored.seek(0)
    loaded = LSTM(I, H, 2, dtype=torch.float64)
    loaded.load_state_dict(torch.load(stored, weights_only=True), strict=True)
    for other in (copy.deepcopy(mine), pickle.loads(pickle.dumps(mine)), loaded):  # noqa: S301  our own bytes
        assert type(other) is LSTM
        torch.testing.assert_close(other(x)[0], mine(x)[0], atol=0, rtol=0)


WRONG = {
    "four dimensions": (lambda: batch(1, T, B, I), None),
    "features": (lambda: batch(T, B, I + 1), None),
    "float32": (lambda: torch.zeros(T, B, I), None),
    "h": (lambda: batch(T, B, I), lambda: (batch(1, B, H + 1), batch(1, B, H))),
    "c": (lambda: batch(T, B, I), lambda: (batch(1, B, H), batch(2, B, H))),
    "unbatched state": (lambda: batch(T, B, I), lambda: (batch(1, H), batch(1, H))),
    "batched state": (lambda: batch(T, I), lambda: (batch(1, B, H), batch(1, B, H))),
    "one state": (lambda: batch(T, B, I), lambda: batch(1, B, H)),
    "half a state": (lambda: batch(T, B, I), lambda: (batch(1, B, H),)),
    "no steps": (lambda: batch(0, B, I), None),
    "a state of float32": (lambda: batch(T, B, I), lambda: (torch.zeros(1, B, H), torch.zeros(1, B, H))),
    "no tensor": (lambda: [[1.0]], None),
}


@pytest.mark.parametrize("case", WRONG)
def test_misuse_raises_what_torch_raises(case):
    x, hx = (make() if make else None for make in WRONG[case])
    raised = []
    for module in twins():
        with pytest.raises(Exception) as error:  # noqa: PT011  whatever torch raises
            module(x, hx)
        raised.append((type(error.value), str(error.value)))
    assert raised[0] == raised[1]


@pytest.mark.parametrize("arguments", [(0, 1), (1, 0), (1, 2, 0), (1, 2, 1, 1), (2.0, 1)])
def test_a_wrong_construction_raises_what_torch_raises(arguments):
    raised = []
    for kind in (LSTM, torch.nn.LSTM):
        with pytest.raises((TypeError, ValueError)) as error:
            kind(*arguments)
        raised.append(str(error.value))
    assert raised[0] == raised[1]


def test_an_empty_batch_is_torchs():
    compare(*twins(), batch(T, 0, I))


@pytest.mark.parametrize("bias", [False, True])
def test_gradients_of_gradients(bias):
    mine, _ = twins(bias=bias)
    weights = dict(mine.named_parameters())

    def run(x, h, c, *values):
        values = dict(zip(weights, values, strict=True))
        return flat(torch.func.functional_call(mine, values, (x, (h, c))))

    inputs = [batch(3, 2, I), batch(1, 2, H), batch(1, 2, H), *weights.values()]
    inputs = [part.detach().clone().requires_grad_() for part in inputs]
    assert torch.autograd.gradcheck(run, inputs)
    assert torch.autograd.gradgradcheck(run, inputs)


def test_second_derivatives_where_the_state_comes_from_the_input():
    results = []
    mine, theirs = twins()
    start = batch(T, B, I)
    for module in (mine, theirs):
        x = start.clone().requires_grad_()
        h = torch.cat([x[0], x[1]], 1)[None]
        (first,) = torch.autograd.grad(module(x, (h, h))[0].pow(2).sum(), x, create_graph=True)
        results.append([first, *torch.autograd.grad(first.pow(2).sum(), [x, *module.parameters()])])
    for a, b in zip(*results, strict=True):
        torch.testing.assert_close(a, b, atol=1e-10, rtol=0)


def test_the_graph_behaves_as_torchs():
    mine, theirs = twins()
    for module in (mine, theirs):
        loss = module(batch(T, B, I))[0].sum()
        loss.backward(retain_graph=True)
        loss.backward()
        with pytest.raises(RuntimeError, match="second time"):
            loss.backward()
        output, _ = module(batch(T, B, I))
        with torch.no_grad():
            module.weight_hh_l0.mul_(2)
        with pytest.raises(RuntimeError, match="inplace operation"):
            output.sum().backward()
        output, _ = module(batch(T, B, I))
        output.mul_(2).sum().backward()


def test_changing_the_output_in_place_changes_no_gradient_but_its_own():
    results = []
    start = batch(T, B, I)
    for module in twins(num_layers=2):
        x = start.clone().requires_grad_()
        output, (h, c) = module(x)
        output.mul_(2)
        c.mul_(3)
        results.append(torch.autograd.grad(output.sum() + h.sum() + c.sum(), [x, *module.parameters()]))
    for a, b in zip(*results, strict=True):
        torch.testing.assert_close(a, b, atol=1e-10, rtol=0)


@pytest.mark.parametrize("frozen", ["weight_ih_l0", "bias_hh_l0"])
def test_a_frozen_weight_gets_no_gradient(frozen):
    results = []
    x = batch(T, B, I)
    for module in twins():
        getattr(module, frozen).requires_grad_(requires_grad=False)
        module(x)[1][1].sum().backward()
        results.append([p.grad for p in module.parameters()])
    for a, b in zip(*results, strict=True):
        assert (a is None) == (b is None)
        assert a is None or torch.allclose(a, b, atol=1e-10, rtol=0)


def test_function_transforms():
    mine, theirs = twins()
    x = batch(5, T, B, I)
    start, results = x[0], []
    for module in (mine, theirs):
        weights = dict(module.named_parameters())

        def loss(values, x, module=module):
            return torch.func.functional_call(module, values, (x,))[0].pow(2).sum()

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of torch's own makers: its first jvp compiles decompositions
            _, tangent = torch.func.jvp(lambda x, run=module: run(x)[0], (x[0],), (x[1],))
        grads = torch.func.grad(loss)(weights, x[0])
        beside = torch.func.grad(lambda s, run=module: (run(start)[0] * s).sum())(
            x.new_ones(())
        )  # beside the network
        results.append([*grads.values(), tangent, beside])
    for a, b in zip(*results, strict=True):
        torch.testing.assert_close(a, b, atol=1e-10, rtol=0)


def test_weights_of_another_module_in_a_functional_call():
    mine, theirs = twins()
    other = {name: value + 1 for name, value in mine.state_dict().items()}
    x = batch(T, B, I)
    a, b = (torch.func.functional_call(module, other, (x,))[0] for module in (mine, theirs))
    torch.testing.assert_close(a, b, atol=1e-12, rtol=0)


def test_autocast_float32_and_moved_modules_are_torchs():
    mine, theirs = twins()
    for m in (mine, theirs):
        m.float()
    x = torch.randn(T, B, I)
    torch.testing.assert_close(mine(x)[0], theirs(x)[0], atol=0, rtol=0)
    made = []
    for m in (mine, theirs):
        with torch.autocast("cpu", torch.bfloat16):
            try:
                made.append(m(x)[0])
            except RuntimeError as error:  # not every processor has an LSTM of 16 bits
                made.append(str(error))
    if isinstance(made[1], str):
        assert made[0] == made[1]
    else:
        torch.testing.assert_close(*made, atol=0, rtol=0)  # the type is compared, too
    mine.double()
    assert ours(mine, x.double(), None)
    assert mine.to("meta")(x.double().to("meta"))[0].shape == (T, B, H)


def test_export_and_compilation():
    mine, _ = twins(num_layers=2)
    x = batch(T, B, I)
    expected = mine(x)[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of torch's own makers
        program = torch.export.export(mine, (x,))
        compiled = torch.compile(mine, backend="eager")
        traced = torch.jit.trace(mine, (x,))
        for made in (program.module(), compiled, traced):
            torch.testing.assert_close(made(x)[0], expected, atol=1e-12, rtol=0)
    assert type(mine) is LSTM


def test_a_computed_weight_gets_its_gradient():
    results = []
    x = batch(T, B, I)
    for module in twins():
        torch.nn.utils.parametrizations.weight_norm(module, "weight_hh_l0")
        module(x)[0].pow(2).sum().backward()
        results.append([p.grad for p in module.parameters()])
    for a, b in zip(*results, strict=True):
        torch.testing.assert_close(a, b, atol=1e-10, rtol=0)


def test_ours_really_runs(monkeypatch):
    """Without this the whole file could compare torch with itself."""
    calls = []
    monkeypatch.setattr(lstm.nn.fast, "backward", lambda *a: calls.append(1) or BACKWARD(*a))
    mine, _ = twins(num_layers=2, bidirectional=True)
    output, _ = mine(batch(T, B, I))
    output.sum().backward()
    assert len(calls) == 4


BACKWARD = lstm.nn.fast.backward


def test_what_pays():
    mine, _ = twins(input_size=8, hidden_size=32)
    assert ours(mine, batch(24, 32, 8), None)
    assert not ours(mine, batch(2, 1, 8), None)
    with torch.no_grad():
        assert ours(mine, batch(24, 32, 8), None)
        assert ours(mine, batch(168, 1, 8), None)
        assert not ours(mine, batch(24, 1, 8), None)
    assert not ours(twins(input_size=400)[0], batch(24, 32, 400), None)


def test_long_sequences_stay_exact():
    mine, theirs = twins(input_size=8, hidden_size=16, num_layers=2)
    compare(mine, theirs, batch(300, 20, 8))
