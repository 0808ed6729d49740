"""Write a LiteRT file of convolutions, by the format's own schema and without its converter."""

from collections.abc import Sequence
from typing import Any

import numpy as np

_ALIGNED = 16
_FORMAT = 3
_IDENTIFIER = b"TFL3"


class Graph:
    """A network of one float32 image that grows step by step; a step gives the number of its tensor."""

    def __init__(self, description: str, name: str, shape: tuple[int, ...]) -> None:
        # A megabyte of generated code, of use to no one who only runs networks.
        from ai_edge_litert import schema_py_generated

        self._schema: Any = schema_py_generated
        self._description = description
        # The format wants the first buffer empty.
        self._buffers: list[bytes] = [b""]
        self._tensors: list[Any] = []
        self._shapes: list[tuple[int, ...]] = []
        self._operators: list[Any] = []
        self._codes: list[int] = []
        self.input = self._tensor(name, shape)

    def subtract(self, x: int, number: float) -> int:
        """x - number."""
        constant = self._constant(np.array([number], np.float32))
        return self._operate("SUB", "SubOptions", {}, [x, constant], self._shapes[x])

    def add(self, x: int, y: int) -> int:
        """x + y of one shape."""
        return self._operate("ADD", "AddOptions", {}, [x, y], self._shapes[x])

    def convolve(
        self, x: int, kernel: np.ndarray, bias: np.ndarray, stride: int, *, relu6: bool, depthwise: bool
    ) -> int:
        """A convolution with zeros beyond the edge; kernel (h, w, in, out), depthwise (h, w, channels, 1)."""
        schema = self._schema
        options: dict[str, Any] = {"padding": schema.Padding.SAME, "strideH": stride, "strideW": stride}
        kind = schema.ActivationFunctionType
        options["fusedActivationFunction"] = kind.RELU6 if relu6 else kind.NONE
        if depthwise:
            options["depthMultiplier"] = 1
        turned = kernel.transpose(3, 0, 1, 2)
        name, its = ("DEPTHWISE_CONV_2D", "Depthwise") if depthwise else ("CONV_2D", "")
        _, height, width, _ = self._shapes[x]
        shape = (1, -(-height // stride), -(-width // stride), len(bias))
        inputs = [x, self._constant(turned), self._constant(bias)]
        return self._operate(name, f"{its}Conv2DOptions", options, inputs, shape)

    def content(self, outputs: Sequence[int]) -> bytes:
        """The file, with these tensors as its outputs in order; the same steps give the same bytes."""
        import flatbuffers

        schema = self._schema
        for number, tensor in enumerate(outputs):
            self._tensors[tensor].name = f"output_{number:02}"
        graph = schema.SubGraphT()
        graph.tensors, graph.operators = self._tensors, self._operators
        graph.inputs, graph.outputs, graph.name = [self.input], list(outputs), "main"
        model = schema.ModelT()
        model.version, model.description, model.subgraphs = _FORMAT, self._description, [graph]
        model.operatorCodes = [self._code(code) for code in self._codes]
        model.buffers = [_Buffer(values) for values in self._buffers]
        builder = flatbuffers.Builder(sum(map(len, self._buffers)) + 100_000)
        builder.Finish(model.Pack(builder), _IDENTIFIER)
        return bytes(builder.Output())

    def _code(self, number: int) -> Any:
        code = self._schema.OperatorCodeT()
        code.builtinCode = code.deprecatedBuiltinCode = number
        code.version = 1
        return code

    def _tensor(self, name: str, shape: tuple[int, ...], buffer: int = 0) -> int:
        tensor = self._schema.TensorT()
        tensor.name, tensor.shape, tensor.buffer = name, list(shape), buffer
        tensor.type = self._schema.TensorType.FLOAT32
        self._tensors.append(tensor)
        self._shapes.append(shape)
        return len(self._tensors) - 1

    def _constant(self, values: np.ndarray) -> int:
        self._buffers.append(np.ascontiguousarray(values, "<f4").tobytes())
        return self._tensor(f"constant_{len(self._buffers)}", values.shape, len(self._buffers) - 1)

    def _operate(
        self, name: str, kind: str, options: dict[str, Any], inputs: list[int], shape: tuple[int, ...]
    ) -> int:
        number = getattr(self._schema.BuiltinOperator, name)
        if number not in self._codes:
            self._codes.append(number)
        operator = self._schema.OperatorT()
        operator.opcodeIndex = self._codes.index(number)
        operator.inputs, operator.outputs = inputs, [self._tensor(f"{name}_{len(self._operators)}", shape)]
        operator.builtinOptionsType = getattr(self._schema.BuiltinOptions, kind)
        operator.builtinOptions = getattr(self._schema, f"{kind}T")()
        vars(operator.builtinOptions).update(options)
        self._operators.append(operator)
        return int(operator.outputs[0])


class _Buffer:
    """Numbers on the boundary that the runtime reads them from without a copy."""

    def __init__(self, values: bytes) -> None:
        self._values = values

    def Pack(self, builder: Any) -> int:
        from ai_edge_litert import schema_py_generated as schema

        vector = 0
        if self._values:
            builder.StartVector(1, len(self._values), _ALIGNED)
            builder.head -= len(self._values)
            builder.Bytes[builder.head : builder.head + len(self._values)] = self._values
            vector = builder.EndVector()
        schema.BufferStart(builder)
        if self._values:
            schema.BufferAddData(builder, vector)
        return int(schema.BufferEnd(builder))
