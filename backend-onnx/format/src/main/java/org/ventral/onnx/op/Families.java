package org.ventral.onnx.op;

/** The list of the families of operators. */
final class Families {
    private Families() {}

    /** Makes every operator known. */
    static void register(Registry registry) {
        ActivationOperators.register(registry);
        AttentionOperators.register(registry);
        BatchNormalization.register(registry);
        BinaryOperators.register(registry);
        BitOperators.register(registry);
        BlockOperators.register(registry);
        CastOperators.register(registry);
        ConstantOperators.register(registry);
        ControlFlowOperators.register(registry);
        ConvolutionOperators.register(registry);
        DeformableConvolution.register(registry);
        DetectionOperators.register(registry);
        DropoutOperators.register(registry);
        FillOperators.register(registry);
        FourierOperators.register(registry);
        GatherOperators.register(registry);
        GridOperators.register(registry);
        LossOperators.register(registry);
        MatrixOperators.register(registry);
        NormalizationOperators.register(registry);
        OptimizerOperators.register(registry);
        OptionalOperators.register(registry);
        OrderOperators.register(registry);
        PoolingOperators.register(registry);
        QuantizationOperators.register(registry);
        QuantizedOperators.register(registry);
        RandomOperators.register(registry);
        RecurrentOperators.register(registry);
        ReductionOperators.register(registry);
        RegionOperators.register(registry);
        ResizeOperators.register(registry);
        RotaryEmbedding.register(registry);
        RunningOperators.register(registry);
        ScatterOperators.register(registry);
        SequenceOperators.register(registry);
        ShapeOperators.register(registry);
        SliceOperators.register(registry);
        SoftmaxOperators.register(registry);
        UnaryOperators.register(registry);
        VariadicOperators.register(registry);
        WindowOperators.register(registry);
    }
}
