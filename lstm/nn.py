"""A drop-in for ``torch.nn.LSTM`` whose float64 forward and backward on a CPU are :mod:`lstm.fast`."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import torch
from torch import _VF, Tensor
from torch.autograd import forward_ad
from torch.utils import _python_dispatch

from lstm import fast

INPUTS = 7  # of one layer in one direction, see `run`


class LSTM(torch.nn.LSTM):
    """An LSTM with the interface, the weights, the errors and the numbers of ``torch.nn.LSTM``.

    Whatever :func:`ours` does not take on (float32, a GPU, packed sequences, projections, compilation) torch computes
    itself. The products run on NumPy's BLAS, with its number of threads.

    Parameters
    ----------
    *args, **kwargs
        As for ``torch.nn.LSTM``: ``input_size``, ``hidden_size``, ``num_layers``, ``bias``, ``batch_first``,
        ``dropout``, ``bidirectional``, ``proj_size``, ``device``, ``dtype``.

    Raises
    ------
    ValueError, TypeError, RuntimeError
        As ``torch.nn.LSTM``, with its messages.

    References
    ----------
    Hochreiter and Schmidhuber (1997); Gers, Schmidhuber and Cummins (2000).

    Examples
    --------
    >>> layer = LSTM(2, 3, dtype=torch.float64)
    >>> output, (h, c) = layer(torch.zeros(5, 4, 2, dtype=torch.float64))
    >>> output.shape, h.shape
    (torch.Size([5, 4, 3]), torch.Size([1, 4, 3]))
    """

    def forward(self, input: Any, hx: Any = None) -> Any:  # noqa: A002  torch's name
        """Run the network over a batch of sequences.

        Parameters
        ----------
        input : Tensor or PackedSequence
            (T, B, I), or (B, T, I) if ``batch_first``, or (T, I).
        hx : pair of Tensor, optional
            Initial h and c, each (L*D, B, H), or (L*D, H); zeros where not given.

        Returns
        -------
        output : Tensor or PackedSequence
            (T, B, D*H), arranged as `input`.
        state : pair of Tensor
            The last h and c.

        Examples
        --------
        >>> LSTM(2, 3)(torch.zeros(5, 2))[0].shape
        torch.Size([5, 3])
        """
        if not ours(self, input, hx):
            return super().forward(input, hx)
        single = input.dim() == 2
        x = (
            input.unsqueeze(1) if single else input.transpose(0, 1) if self.batch_first else input
        )  # (T, B, I)
        if hx is None:
            h0 = c0 = x.new_zeros(self.num_layers * (1 + self.bidirectional), x.shape[1], self.hidden_size)
        else:
            h0, c0 = (part.unsqueeze(1) for part in hx) if single else hx
        output, h, c = self._layers(x, h0, c0)
        if single:
            return output.squeeze(1), (h.squeeze(1), c.squeeze(1))
        return output.transpose(0, 1) if self.batch_first else output, (h, c)

    def _layers(self, x: Tensor, h0: Tensor, c0: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Run every layer and direction over x (T, B, I)."""
        directions, size = 1 + self.bidirectional, 4 if self.bias else 2
        ends = []
        for layer in range(self.num_layers):
            outputs = []
            for reverse in range(directions):
                place = layer * directions + reverse
                own = [*self._flat_weights[size * place : size * (place + 1)], None, None][:4]
                y, *end = run(x.flip(0) if reverse else x, *own, h0[place], c0[place])
                outputs.append(y.flip(0) if reverse else y)
                ends.append(end)
            x = torch.cat(outputs, 2) if self.bidirectional else outputs[0]
            if self.dropout and self.training and layer < self.num_layers - 1:
                x = torch.dropout(x, self.dropout, train=True)
        h, c = (torch.stack(part) for part in zip(*ends, strict=True))
        return x, h, c


def ours(module: torch.nn.LSTM, x: Any, hx: Any) -> bool:
    """Decide who computes: true for our forward and backward, false for torch's.

    Ours takes plain float64 tensors on a CPU, run step by step as Python reads them. Torch keeps what it does better
    (float32, GPUs), what it does as well (packed sequences, projections), what needs its own operations (compilation,
    export, autocast, function transforms), and every argument that does not fit: its errors are the right ones.

    Examples
    --------
    >>> layer, x = LSTM(2, 3), torch.zeros(9, 2)
    >>> ours(layer, x, None), ours(layer.double(), x.double(), None)
    (False, True)
    """
    # The commonest no comes first: it must cost torch's own kernel nothing that can be measured.
    if not isinstance(x, Tensor) or x.dtype != torch.float64 or module.proj_size or elsewhere():
        return False
    module._update_flat_weights()  # noqa: SLF001  our own base class
    state = () if hx is None else hx
    if not isinstance(state, tuple | list) or len(state) not in (0, 2):
        return False
    if not all(plain(part) for part in (x, *state, *module._flat_weights)):  # noqa: SLF001  our own base class
        return False
    batch = {2: (), 3: x.shape[:1] if module.batch_first else x.shape[1:2]}.get(x.dim())
    if batch is None or not x.numel() or x.shape[-1] != module.input_size:
        return False
    hidden, n = module.hidden_size, math.prod(batch)
    gradient = needs_gradient(x, *state, *module._flat_weights)  # noqa: SLF001
    if not pays(x.numel() // n // module.input_size, n, module.input_size, hidden, gradient=gradient):
        return False
    shape = (module.num_layers * (1 + module.bidirectional), *batch, hidden)
    return all(part.shape == shape for part in state)


def pays(steps: int, batch: int, inputs: int, hidden: int, *, gradient: bool) -> bool:
    """Tell whether ours is the faster one: enough work to pay for packing the weights, and not mostly input.

    The numbers were measured. Torch takes the inputs of all steps in one product, which wins where the inputs outweigh
    the state.

    Examples
    --------
    >>> pays(24, 32, 8, 32, gradient=False), pays(24, 1, 8, 32, gradient=False), pays(24, 1, 8, 32, gradient=True)
    (True, False, True)
    """
    rows, width = steps * batch, inputs + 1 + hidden
    long = steps >= 64 or (steps >= 24 and rows >= 512)
    enough = (steps >= 8 and 16 * rows >= width) if gradient else (long and rows >= width)
    return enough and inputs <= 2 * hidden


def elsewhere() -> bool:
    """Tell whether torch is recording, transforming or casting what runs, so that it must see its own operations.

    Examples
    --------
    >>> elsewhere()
    False
    """
    return bool(
        torch.compiler.is_compiling()
        or torch._C._get_tracing_state() is not None  # noqa: SLF001
        or torch.is_autocast_enabled("cpu")
        or torch._C._are_functorch_transforms_active()  # noqa: SLF001  no public way to ask
        or _python_dispatch._get_current_dispatch_mode() is not None  # noqa: SLF001
        or forward_ad._current_level >= 0  # noqa: SLF001
    )


def plain(value: Any) -> bool:
    """Tell whether a value is a dense float64 tensor in this computer's memory, and no subclass with ways of its own.

    Examples
    --------
    >>> plain(torch.zeros(1)), plain(torch.zeros(1).double()), plain(None)
    (False, True, False)
    """
    return (
        type(value) in (Tensor, torch.nn.Parameter)
        and value.dtype == torch.float64
        and value.device.type == "cpu"
        and value.layout == torch.strided
        and not torch._C._functorch.is_functorch_wrapped_tensor(value)  # noqa: SLF001  no public way to ask
    )


def needs_gradient(*inputs: Tensor | None) -> bool:
    """Tell whether a backward pass may follow.

    Examples
    --------
    >>> needs_gradient(None, torch.zeros(1)), needs_gradient(torch.zeros(1, requires_grad=True))
    (False, True)
    """
    return torch.is_grad_enabled() and any(part is not None and part.requires_grad for part in inputs)


def run(*inputs: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
    """Run one layer in one direction: x (T, B, I), w_ih, w_hh, b_ih, b_hh, h (B, H), c (B, H) -> output, h, c."""
    if needs_gradient(*inputs):
        return Scan.apply(*inputs)  # type: ignore[no-any-return, no-untyped-call]
    output, h, c, _ = _forward(inputs, keep=False)
    return output, h, c


def _forward(inputs: Any, *, keep: bool) -> tuple[Tensor, Tensor, Tensor, fast.Kept | None]:
    """Cross over to NumPy and back."""
    arrays: list[Any] = [None if part is None else part.numpy(force=True) for part in inputs]
    x, w_ih, w_hh, b_ih, b_hh, h, c = arrays
    w = fast.packed(w_ih, w_hh, None if b_ih is None else b_ih + b_hh)
    output, h, c, kept = fast.forward(x, w, h, c, keep=keep)
    # Copies: whoever changes an output in place must not reach what backward needs.
    return torch.from_numpy(output.copy()), torch.from_numpy(h.copy()), torch.from_numpy(c.copy()), kept


class Scan(torch.autograd.Function):
    """One layer in one direction, with the gradients of :func:`lstm.fast.backward`."""

    @staticmethod
    def forward(ctx: Any, *inputs: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
        """Take the inputs of :func:`run`."""
        output, h, c, kept = _forward(inputs, keep=True)
        arrays = [] if kept is None else [kept.v, *itertools.chain(*kept.blocks)]
        ctx.save_for_backward(*inputs, *map(torch.from_numpy, arrays))
        return output, h, c

    @staticmethod
    def backward(ctx: Any, *douts: Tensor) -> tuple[Tensor | None, ...]:
        """Return the gradient of each input; where it is to be differentiated again, by torch's operations."""
        saved = ctx.saved_tensors
        inputs = list(saved[:INPUTS])
        if torch.is_grad_enabled() or elsewhere() or not all(plain(part) for part in douts):
            return _backward_by_torch(inputs, ctx.needs_input_grad, douts)
        v, *parts = (part.numpy() for part in saved[INPUTS:])
        kept = fast.Kept(v, [fast.Block(*three) for three in zip(*[iter(parts)] * 3, strict=True)])
        dy, dh, dc, w_ih, w_hh = (part.numpy(force=True) for part in (*douts, *inputs[1:3]))
        dx, dh, dc, dw = fast.backward(dy, dh, dc, kept, w_ih, w_hh)
        n = w_ih.shape[1]
        grads = [dx, dw[:, :n], dw[:, n + 1 :], dw[:, n], dw[:, n], dh, dc]
        pairs = zip(grads, ctx.needs_input_grad, strict=True)
        return tuple(torch.from_numpy(np.array(grad)) if needed else None for grad, needed in pairs)


def _backward_by_torch(
    inputs: list[Tensor | None], needed: tuple[bool, ...], douts: tuple[Tensor, ...]
) -> tuple[Tensor | None, ...]:
    """Run torch's own layer on the same inputs, and return its gradients, which can be differentiated again."""
    with torch.enable_grad():
        # Views: an input that was computed from another one must not pass its gradient on here already.
        own: list[Any] = [None if part is None else part.view_as(part) for part in inputs]
        x, *weights, h, c = own
        weights = [part for part in weights if part is not None]
        y, h_n, c_n = _VF.lstm(x, (h[None], c[None]), weights, len(weights) == 4, 1, 0.0, False, False, False)
        asked = [part for part, need in zip(own, needed, strict=True) if need and part is not None]
        grads = iter(torch.autograd.grad((y, h_n[0], c_n[0]), asked, douts, create_graph=True))
    return tuple(next(grads) if need else None for need in needed)
