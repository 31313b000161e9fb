package org.ventral.onnx;

import java.util.List;
import org.ventral.onnx.proto.AttributeProto;
import org.ventral.onnx.proto.FunctionProto;
import org.ventral.onnx.proto.GraphProto;
import org.ventral.onnx.proto.NodeProto;
import org.ventral.onnx.proto.OperatorSetIdProto;
import org.ventral.tensor.Rng;
import org.ventral.tensor.Tensor;

/** Models that several tests use. */
final class SampleModels {
    private SampleModels() {}

    /** A small convolutional classifier: images [N, 1, 6, 6], three classes, log-softmax at the end. */
    static ModelBytes classifier() {
        Rng rng = Rng.of(7);
        return ModelBytes.opset(17).input("image", ElementType.FLOAT, "batch", 1, 6, 6).output("scores", ElementType.FLOAT, "batch", 3)
                .initializer("conv.weight", Tensor.normal(rng, 0, 0.5, 4, 1, 3, 3)).initializer("conv.bias", Tensor.normal(rng, 0, 0.1, 4))
                .initializer("bn.scale", Tensor.ones(4)).initializer("bn.shift", Tensor.zeros(4))
                .initializer("bn.mean", Tensor.normal(rng, 0, 0.1, 4)).initializer("bn.variance", Tensor.ones(4))
                .initializer("fc.weight", Tensor.normal(rng, 0, 0.3, 3, 64)).initializer("fc.bias", Tensor.zeros(3))
                .initializer("half", Tensor.scalar(0.5f))
                .node("Conv", List.of("image", "conv.weight", "conv.bias"), List.of("a"), ModelBytes.integers("kernel_shape", 3, 3))
                .node("BatchNormalization", List.of("a", "bn.scale", "bn.shift", "bn.mean", "bn.variance"), List.of("b"))
                .node("Relu", List.of("b"), List.of("c"))
                .node("Mul", List.of("c", "half"), List.of("d"))
                .node("Flatten", List.of("d"), List.of("e"))
                .node("Gemm", List.of("e", "fc.weight", "fc.bias"), List.of("f"), ModelBytes.integer("transB", 1))
                .node("LogSoftmax", List.of("f"), List.of("scores"), ModelBytes.integer("axis", 1));
    }

    /** y = x where the condition holds, else 2 x + 1, by a graph that captures x. */
    static ModelBytes conditional() {
        GraphProto same = GraphProto.newBuilder().setName("same").addNode(ModelBytes.call("Identity", List.of("x"), List.of("then_y")))
                .addOutput(ModelBytes.port("then_y", ElementType.FLOAT, "n")).build();
        GraphProto other = GraphProto.newBuilder().setName("other")
                .addInitializer(ModelBytes.tensor("one", OnnxValue.of(Tensor.scalar(1))))
                .addNode(ModelBytes.call("Add", List.of("x", "x"), List.of("twice")))
                .addNode(ModelBytes.call("Add", List.of("twice", "one"), List.of("else_y")))
                .addOutput(ModelBytes.port("else_y", ElementType.FLOAT, "n")).build();
        return ModelBytes.opset(17).input("condition", ElementType.BOOL).input("x", ElementType.FLOAT, "n").output("y", ElementType.FLOAT, "n")
                .node("If", List.of("condition"), List.of("y"), ModelBytes.graph("then_branch", same), ModelBytes.graph("else_branch", other));
    }

    /** y = x + shift of a function with an attribute, whose default is 2. */
    static ModelBytes withFunction(AttributeProto... given) {
        AttributeProto reference = AttributeProto.newBuilder().setName("value_float").setRefAttrName("shift").build();
        FunctionProto function = FunctionProto.newBuilder().setName("Shift").setDomain("own").addInput("a").addOutput("b")
                .addAttributeProto(AttributeProto.newBuilder().setName("shift").setType(AttributeProto.AttributeType.FLOAT).setF(2))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .addNode(NodeProto.newBuilder().setOpType("Constant").addOutput("c").addAttribute(reference))
                .addNode(ModelBytes.call("Add", List.of("a", "c"), List.of("b"))).build();
        return ModelBytes.opset(17).input("x", ElementType.FLOAT, "n").output("y", ElementType.FLOAT, "n").function(function)
                .with(m -> m.model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("own").setVersion(1)))
                .node(NodeProto.newBuilder().setOpType("Shift").setDomain("own").addInput("x").addOutput("y").addAllAttribute(List.of(given)).build());
    }
}
