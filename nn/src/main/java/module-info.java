/**
 * Neural networks: modules and layers, data sets, and the training loop.
 *
 * @uses org.ventral.nn.spi.ModelProvider to find models
 */
module org.ventral.nn {
    requires transitive org.ventral.tensor;
    requires transitive org.ventral.optim;

    exports org.ventral.nn;
    exports org.ventral.nn.analysis;
    exports org.ventral.nn.data;
    exports org.ventral.nn.layer;
    exports org.ventral.nn.loss;
    exports org.ventral.nn.sequence;
    exports org.ventral.nn.signal;
    exports org.ventral.nn.spi;
    exports org.ventral.nn.train;
    exports org.ventral.nn.vision;
    exports org.ventral.nn.vision.explain;

    uses org.ventral.nn.spi.ModelProvider;

    provides org.ventral.nn.spi.ModelProvider with
            org.ventral.nn.vision.LeNet5Provider,
            org.ventral.nn.vision.ResNetProvider.ResNet18,
            org.ventral.nn.vision.ResNetProvider.ResNet34,
            org.ventral.nn.vision.ResNetProvider.ResNet50,
            org.ventral.nn.vision.ResNetProvider.ResNet101,
            org.ventral.nn.vision.ResNetProvider.ResNet152,
            org.ventral.nn.vision.ResNetProvider.ResNet20,
            org.ventral.nn.vision.ResNetProvider.ResNet32,
            org.ventral.nn.vision.ResNetProvider.ResNet44,
            org.ventral.nn.vision.ResNetProvider.ResNet56,
            org.ventral.nn.vision.ResNetProvider.ResNet110,
            org.ventral.nn.vision.ResNetProvider.ResNet18Small;
}
