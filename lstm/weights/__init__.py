"""Weights to and from other libraries: torch, Keras, ONNX, and the cells with switches of this package.

Torch's names, shapes and gate order are the common form; each function translates into it or out of it, value by value.
"""

from lstm.weights.keras import from_keras, to_keras
from lstm.weights.onnx import from_onnx, to_onnx
from lstm.weights.torch import from_torch, to_torch
from lstm.weights.variants import from_variant, to_variant

__all__ = [
    "from_keras",
    "from_onnx",
    "from_torch",
    "from_variant",
    "to_keras",
    "to_onnx",
    "to_torch",
    "to_variant",
]
